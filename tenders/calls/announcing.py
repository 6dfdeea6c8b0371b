"""A coming call is announced, withdrawn, or becomes a call (Directive 2014/24/EU art. 48).

The light form of a prior information notice: it shortens no period and promises nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from tenders.calls.drafting import LETTERS, REFERENCE_LENGTH, CallFacts, create_tender
from tenders.calls.queries import buyers_written_for
from tenders.calls.refusals import refuse_if
from tenders.models import Announcement, Tender

MONTHS = 3  # of a quarter
YEARS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class AnnouncementFacts:
    """What is announced. `value` roughly, without VAT, in euro; None: not told. `quarter` from 1 to 4."""

    title: str
    description: str
    language: str
    nature: str
    cpv: str
    nuts: str
    value: Decimal | None
    year: int
    quarter: int


@transaction.atomic
def announce(buyer: Buyer, facts: AnnouncementFacts, *, by: User, now: datetime) -> Announcement:
    """Publish that a call is to come.

    Raises:
        Refused: not an officer of this buyer, or a quarter that is over or too far away.
    """
    _require_officer(buyer, by)
    refuse_if(why_not_announced(facts.year, facts.quarter, localtime(now, buyer.zone).date()))
    words = {name: getattr(facts, name) for name in AnnouncementFacts.__slots__}
    made = Announcement.objects.create(
        buyer=buyer, reference=_free_reference(now.year), published_at=now, published_by=by, **words
    )
    record("announcement.publish", made, by=by, now=now, payload={"reference": made.reference})
    return made


def why_not_announced(year: int, quarter: int, today: date) -> list[Sentence]:
    """Return why no call can be expected then; empty where one can."""
    this = (today.year, (today.month - 1) // MONTHS + 1)
    if (year, quarter) < this:
        return [_("This quarter is over: name a later one.")]
    if year > today.year + YEARS_AHEAD:
        return [_("At most %(years)s years ahead.") % {"years": YEARS_AHEAD}]
    return []


@transaction.atomic
def withdraw(announcement: Announcement, *, reason: str, by: User, now: datetime) -> None:
    """Say in public that the call will not come, and why.

    Raises:
        Refused: not an officer of the buyer, no reason, withdrawn before, or its call is public already.
    """
    locked = _locked(announcement, by)
    refuse_if(why_not_withdrawn(locked))
    if not reason.strip():
        raise Refused(_("Say why: it is published."))
    locked.withdrawn_at, locked.withdrawn_because = now, reason.strip()
    locked.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record("announcement.withdraw", locked, by=by, now=now, payload={"reason": reason.strip()})
    announcement.refresh_from_db()


def why_not_withdrawn(announcement: Announcement) -> list[Sentence]:
    """Return why it can't be withdrawn; empty where it can."""
    if announcement.withdrawn_at is not None:
        return [_("It is withdrawn already.")]
    if announcement.call is not None and announcement.call.published_at is not None:
        return [_("Its call is published: cancel the call instead.")]
    return []


@transaction.atomic
def begin_call(announcement: Announcement, *, by: User, now: datetime) -> Tender:
    """Begin the call that was announced: a draft with its words. Once published, both pages lead to each other.

    Raises:
        Refused: not an officer of the buyer, withdrawn, or begun before.
    """
    locked = _locked(announcement, by)
    refuse_if(why_not_begun(locked))
    facts = CallFacts(
        title=locked.title,
        description=locked.description,
        language=locked.language,
        procedure=Tender.Procedure.OPEN,
        nature=locked.nature,
        cpv=locked.cpv,
        nuts=locked.nuts,
        value=locked.value,
        value_is_public=locked.value is not None,
    )
    locked.call = create_tender(locked.buyer, facts, by=by, now=now)
    locked.save(update_fields=["call"])
    record("announcement.begin_call", locked, by=by, now=now, payload={"call": locked.call.reference})
    return locked.call


def why_not_begun(announcement: Announcement) -> list[Sentence]:
    """Return why no call is begun from it; empty where one can be."""
    if announcement.withdrawn_at is not None:
        return [_("It is withdrawn already.")]
    if announcement.call is not None:
        return [_("Its call is begun already: %(reference)s.") % {"reference": announcement.call.reference}]
    return []


def announced_by(person: User) -> QuerySet[Announcement]:
    """Return what the buyers announced for which the person writes calls, the newest first."""
    found = Announcement.objects.filter(buyer__in=buyers_written_for(person)).select_related("buyer", "call")
    return found.order_by("-published_at", "-pk")


def _locked(announcement: Announcement, by: User) -> Announcement:
    locked = Announcement.objects.select_for_update().get(pk=announcement.pk)
    _require_officer(locked.buyer, by)
    return locked


def _require_officer(buyer: Buyer, by: User) -> None:
    if Role.OFFICER not in buyer.roles_of(by):
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": Role.OFFICER.label})


def _free_reference(year: int) -> str:
    """Return a reference that no announcement has: A after the year tells it from that of a call."""
    while True:
        reference = f"{year}-A-{''.join(secrets.choice(LETTERS) for _sign in range(REFERENCE_LENGTH))}"
        if not Announcement.objects.filter(reference=reference).exists():
            return reference
