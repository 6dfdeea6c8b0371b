"""Which registrations an officer took in for its authorities, and whom a code opens."""

from datetime import datetime

from django.db.models import QuerySet

from procurement.accounts.models import User
from suppliers.intake.codes import digest_of
from suppliers.models import Intake
from suppliers.vetting.queries import buyers_checked_for


def taken_in_for(person: User) -> QuerySet[Intake]:
    """Return what was taken in by the authorities whose officer the person is, the newest first."""
    rows = Intake.objects.filter(buyer__in=buyers_checked_for(person).values("pk"))
    return rows.select_related("supplier", "buyer", "taken_by", "claimed_by").order_by("-taken_at", "-pk")


def opened_by(code: str, now: datetime) -> QuerySet[Intake]:
    """Return the registration that this code opens now, if any."""
    return Intake.objects.filter(code_sha256=digest_of(code), code_expires_at__gt=now, claimed_at=None)
