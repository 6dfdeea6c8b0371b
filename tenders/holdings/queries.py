"""What is held about a firm: its own rows, its calls, its papers; and what of it the law keeps, until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from procurement.accounts.invitations import has_proven
from procurement.accounts.models import User
from procurement.calendar.citations import cited
from procurement.calendar.moments import local_day
from procurement.outbox.models import Mail
from suppliers.models import RegisterEntry, Supplier
from tenders import access
from tenders.lifecycle.bid import BidState
from tenders.lifecycle.tender import TenderState
from tenders.models import Bid, Consent, HelpRequest, InvitedFirm, PracticeBid, Question, Tender
from tenders.practice import own_practices

OVER = {TenderState.CONCLUDED, TenderState.CANCELLED}
HANDED_IN = [BidState.SUBMITTED, BidState.OPENED]


@dataclass(frozen=True, slots=True)
class Kept:
    """A call in which the firm handed in a bid: its papers are kept, so many years from its end, by this source.

    `runs`: it has not ended; `until` then counts from the day on which it is planned to end, and moves with it.
    """

    title: str
    reference: str
    bid: str
    until: date
    runs: bool
    years: int
    source: str


def own_models() -> Iterator[tuple[type[models.Model], str]]:
    """Yield the suppliers' models whose rows belong to a firm, each with the way ("supplier", "credential__…")."""
    found: dict[type[models.Model], str] = {}
    waiting = [model for model in apps.get_app_config("suppliers").get_models() if model is not Supplier]
    while True:
        step = {model: path for model in waiting if model not in found and (path := _way(model, found))}
        if not step:
            return
        found |= step
        yield from step.items()


def rows_of(firm: Supplier) -> Iterator[QuerySet[Any]]:
    """Yield the rows that belong to the firm, kind by kind: not its bids, which have a door of their own."""
    for model, path in own_models():
        yield model._default_manager.filter(**{path: firm}).order_by("pk")
    yield HelpRequest.objects.filter(supplier=firm).order_by("pk")
    yield Question.objects.filter(supplier=firm).order_by("pk")
    yield consents_of(firm)


def more_of(firm: Supplier, reader: User) -> Iterator[QuerySet[Any]]:
    """Yield what else is held: the firm itself, what registers say of it, mails to it, its bids, letters and papers."""
    yield Supplier.objects.filter(pk=firm.pk)
    yield RegisterEntry.objects.filter(country=firm.country, number=firm.identifier)
    yield mails_to(firm, reader).order_by("pk")
    yield invitations_to(firm, reader)
    yield bids_of(reader, firm)
    yield practices_of(reader, firm)
    yield access.letters_readable_by(reader).filter(supplier=firm).order_by("pk")
    yield access.papers_readable_by(reader).filter(supplier=firm).order_by("pk")


def mails_to(firm: Supplier, reader: User) -> QuerySet[Mail]:
    """Return the mails to the firm's address, for a reader who proved to read them there: a firm may type any address.

    What was written to other people by their account is theirs, wherever it went.
    """
    if not has_proven(reader, firm.email):
        return Mail.objects.none()
    return Mail.objects.filter(Q(person=None) | Q(person=reader), to__iexact=firm.email)


def invitations_to(firm: Supplier, reader: User) -> QuerySet[InvitedFirm]:
    """Return the invitations to bid that were sent to the firm. The address behind a link is told to who proved it."""
    proven = EmailAddress.objects.filter(user=reader, verified=True).values("email")
    sent = InvitedFirm.objects.filter(supplier=firm, invited_at__isnull=False)
    return sent.filter(Q(taken_up_at=None) | Q(email__in=proven)).order_by("pk")


def consents_of(firm: Supplier) -> QuerySet[Consent]:
    """Return what the firm asked of its partners, and what it answered to others."""
    return Consent.objects.filter(Q(partner__supplier=firm) | Q(firm=firm)).order_by("pk")


def bids_of(reader: User, firm: Supplier) -> QuerySet[Bid]:
    """Return the firm's bids, for one of its people."""
    return access.own_bids(reader).filter(supplier=firm)


def practices_of(reader: User, firm: Supplier) -> QuerySet[PracticeBid]:
    """Return the firm's practices, for one of its people."""
    return own_practices(reader).filter(supplier=firm)


def bids_still_running(reader: User, firm: Supplier) -> QuerySet[Bid]:
    """Return the firm's bids in force in calls that have not ended."""
    return bids_of(reader, firm).filter(state__in=HANDED_IN).exclude(round__tender__state__in=OVER)


def kept_by_law(bids: QuerySet[Bid], now: datetime) -> list[Kept]:
    """Return the calls whose papers the law has the authority keep, and until when; drafts are not kept."""
    handed_in = bids.exclude(state=BidState.DRAFT).select_related("round__tender__buyer").order_by("pk")
    return [_kept(bid, bid.round.tender, now) for bid in handed_in.prefetch_related("round__tender__stages")]


def _kept(bid: Bid, tender: Tender, now: datetime) -> Kept:
    rule = tender.rules(now).retention
    ended = local_day(tender.ended_at, tender.buyer.time_zone) if tender.ended_at else None
    until = _years_later(ended or _planned_end(tender, now), rule.years)
    return Kept(tender.title, tender.reference, bid.number, until, ended is None, rule.years, cited(rule.source))


def _planned_end(tender: Tender, now: datetime) -> date:
    """Return the last day of the call's timetable; of one that is late, or has none, today."""
    planned = (stage.expected or stage.commitment for stage in tender.stages.all())
    return max([local_day(now, tender.buyer.time_zone), *(day for day in planned if day)])


def _years_later(day: date, years: int) -> date:
    """Return the same day so many years later; of a 29 February, the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _way(model: type[models.Model], found: dict[type[models.Model], str]) -> str | None:
    """Return how a model leads to its firm: by itself, or through one that does."""
    keys = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    for key in keys:
        if key.related_model is Supplier:
            return key.name
    for key in keys:
        if key.related_model in found:
            return f"{key.name}__{found[key.related_model]}"
    return None
