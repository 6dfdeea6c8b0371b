"""Reminders before a proof expires, written by the worker's minute tick: each once, however many workers there are."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from procurement.calendar.moments import local_day
from suppliers.models import CredentialReminder, CredentialVersion
from suppliers.vault import emails
from suppliers.vault.queries import newest_versions
from suppliers.vault.standing import today_of

DAYS = (14, 60)  # before the expiry; the closest that is due is the one that is written
AT_A_TIME = 200


def remind(*, now: datetime) -> int:
    """Write the reminders that are due; return how many. After an outage the later one is written, not both."""
    today, written, from_day = today_of(now), 0, 0
    for days in DAYS:
        due = _waiting(days).filter(
            expires_on__gte=today + timedelta(days=from_day), expires_on__lte=today + timedelta(days=days)
        )
        written += sum(_settle(version, days, now) for version in due.order_by("expires_on", "pk")[:AT_A_TIME])
        from_day = days + 1
    return written


def _waiting(days: int) -> QuerySet[CredentialVersion]:
    own = newest_versions().filter(credential__removed_at=None, credential__fetched_by=None)
    settled = CredentialReminder.objects.filter(days=days)
    return own.exclude(pk__in=settled.values("version"))


@transaction.atomic
def _settle(version: CredentialVersion, days: int, now: datetime) -> bool:
    """Claim a reminder and write it. What was added when it was due already needs none: its page said so."""
    facts = {"version": version, "days": days}
    _row, made = CredentialReminder.objects.get_or_create(**facts, defaults={"written_at": now})
    ends = version.expires_on
    if not made or ends is None or local_day(version.added_at, settings.TIME_ZONE) >= ends - timedelta(days=days):
        return False
    emails.expires(version, now=now)
    return True
