"""Invitations by mail, alike for firms and authorities. The token itself is in the mail only."""

import hashlib
from datetime import datetime, timedelta
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from procurement.accounts.models import Invited, User

VALIDITY = timedelta(days=14)
MOST_WAITING = 20
Kind = TypeVar("Kind", bound=Invited)


def digest_of(token: str) -> str:
    """Return what is kept of a token: its SHA-256 (hex)."""
    return hashlib.sha256(token.encode()).hexdigest()


def waiting_for(invitations: QuerySet[Kind], user: User | AnonymousUser, now: datetime) -> QuerySet[Kind]:
    """Return those that wait for the person: to an address that is certainly its own, and not expired.

    Certainly: who holds an invitation to one address could sign up with another's, and read what waits for that one.
    """
    own = EmailAddress.objects.filter(user=user.pk, user__is_active=True, verified=True)
    return invitations.filter(email__in=own.values("email"), expires_at__gt=now).order_by("pk")


def by_token(invitations: QuerySet[Kind], token: str, now: datetime) -> Kind | None:
    """Return the one whose mail held this token, while it is valid."""
    return invitations.filter(token_sha256=digest_of(token), expires_at__gt=now).first()


def too_many_wait(invitations: QuerySet[Kind], email: str, now: datetime) -> bool:
    """Tell whether so many others wait that no more mails go out."""
    return invitations.filter(expires_at__gt=now).exclude(email=email).count() >= MOST_WAITING


def has_proven(user: User, email: str) -> bool:
    """Tell whether the person has proved that it reads the mail of this address. Nobody has, of an empty one."""
    return EmailAddress.objects.filter(user=user, user__is_active=True, verified=True, email__iexact=email).exists()
