"""The invitations of a person's own firms, and the one that a link stands for, while bids can come in."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from procurement.accounts.invitations import digest_of
from procurement.accounts.models import User
from suppliers.access import firms_of
from tenders.lifecycle.tender import TenderState
from tenders.models import InvitedFirm, Round


def invitation_with(token: str, now: datetime) -> InvitedFirm | None:
    """Return the invitation whose mail held this link, while nobody used it and bids can come in."""
    return running(now).filter(token_sha256=digest_of(token), supplier=None).first()


def invitations_of(person: User | AnonymousUser, now: datetime) -> QuerySet[InvitedFirm]:
    """Return the invitations of the person's own firms to calls that still take bids, the next deadline first."""
    mine = running(now).filter(supplier__in=firms_of(person).values("pk"))
    return mine.order_by("deadline", "pk")  # type: ignore[misc]  # annotated


def running(now: datetime) -> QuerySet[InvitedFirm]:
    """Return what was sent, of calls that take bids at this instant."""
    rows = InvitedFirm.objects.filter(invited_at__isnull=False, tender__state=TenderState.PUBLISHED)
    first = Round.objects.filter(tender=OuterRef("tender"), number=OuterRef("tender__round_number"))
    rows = rows.filter(Exists(first.filter(deadline_at__gt=now)))
    return rows.annotate(deadline=first.values("deadline_at")[:1]).select_related("tender__buyer", "supplier")
