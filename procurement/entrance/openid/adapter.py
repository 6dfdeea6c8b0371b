"""What we make of a person whom a provider sends: whose account it is, and what we keep."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from procurement import clock
from procurement.accounts.models import User
from procurement.audit.log import record


class OpenIdAdapter(DefaultSocialAccountAdapter):
    """An account is somebody's only by an address that both sides have proved."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Find the account to which the person belongs that the provider sends for the first time.

        An address that nobody proved to us may have been typed by a stranger, who waits there with a password.
        """
        proved = [each.email for each in sociallogin.email_addresses if each.verified]
        ours = EmailAddress.objects.filter(email__in=[email.lower() for email in proved], verified=True)
        found = ours.filter(user__is_active=True).select_related("user").first()
        return (found.user, found.email) if found else None

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Take the name, too, however the provider cuts it."""
        person: User = super().populate_user(request, sociallogin, data)
        parts = (str(data.get(part) or "") for part in ("first_name", "last_name"))
        person.name = (str(data.get("name") or "") or " ".join(parts)).strip()[:200]
        return person

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Write down that an account has a new way in, or lost one, besides telling its owner."""
        template, person = args[0], args[1]
        provider = kwargs["context"]["account"].provider
        record(template.rpartition("/")[2], person, by=person, now=clock.now(), payload={"provider": provider})
        super().send_notification_mail(*args, **kwargs)
