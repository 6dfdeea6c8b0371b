"""What our house does otherwise than django-allauth: how often a password may be tried, and whose language counts."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement import clock
from procurement.accounts.models import User
from procurement.entrance import known_browsers, throttling

MFA_STAGE = "allauth.mfa.stages.AuthenticateStage"
OUR_STAGE = "procurement.entrance.openid.stages.SecondFactorStage"


class AccountAdapter(DefaultAccountAdapter):
    """Every password that is tried comes by here: to sign in, and to prove oneself again before signing."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Look at the password, unless too many were tried."""
        login = str(credentials.get("email", ""))
        try:
            attempt = throttling.begin(
                login=login,
                address=self.get_client_ip(request),
                browser=known_browsers.browser_of(request, login),
                now=clock.now(),
            )
        except throttling.Shut as shut:
            raise ValidationError(too_many_tries(shut), code="too_many_login_attempts") from None
        person = super().authenticate(request, **credentials)
        if person is not None:
            throttling.forgive(attempt)
        return person

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing more: django-allauth's own limit per account would let strangers shut its owner out."""

    def new_user(self, request: HttpRequest) -> User:
        """Make a person who gets mails in the language in which it signed up."""
        return User(language=(get_language() or User._meta.get_field("language").default)[:2])

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        """Know this browser again."""
        response = super().post_login(request, user, **hooks)
        known_browsers.remember(request, response, user.get_username())
        return response

    def get_login_stages(self) -> list[str]:
        """Ask for a second factor by our own rule: a provider may have asked for it already."""
        return [OUR_STAGE if stage == MFA_STAGE else stage for stage in super().get_login_stages()]


def too_many_tries(shut: throttling.Shut) -> str:
    """Say until when, and what opens the door at once."""
    sentence = _(
        "Too many wrong passwords were tried. You can try again at {time}. Are you in a hurry?"
        " <a href='{reset}'>Ask for a new password by mail</a>: it lets you in at once. A passkey does, too."
    )
    time = localtime(shut.until + timedelta(minutes=1)).strftime("%H:%M")
    return format_html(sentence, time=time, reset=reverse("account_reset_password"))
