"""A provider that asked for two factors itself saves its people a third."""

from typing import Any

from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

# The session holds whom a provider proved twice: it says nothing about whoever signs in later by another way.
PROVED = "proved_twice_by_a_provider"


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the provider's own word for it (`acr`) is one that the operator trusts."""

    def handle(self) -> tuple[Any, bool]:
        """Ask, or go on."""
        self.request.session.pop(PROVED, None)
        if is_proved_twice(self.login):
            self.request.session[PROVED] = self.login.user.pk
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer


def is_proved_twice(login: Login) -> bool:
    """Tell whether this sign-in comes from a provider that says so."""
    social = (login.signal_kwargs or {}).get("sociallogin")
    if social is None or login.user is None:
        return False
    told = social.account.extra_data.get("id_token", {})
    return bool(social.account.get_provider().is_proved_twice(told))


def was_proved_twice(request: HttpRequest) -> bool:
    """Tell whether who is signed in came that way."""
    return request.user.is_authenticated and request.session.get(PROVED) == request.user.pk
