"""What everyone may see. Every public page, feed and export starts here."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from procurement.accounts.models import Buyer
from procurement.punctuality import A_YEAR
from tenders.access import Person, calls_visible_to
from tenders.lifecycle.tender import UNPUBLISHED, TenderState
from tenders.models import Announcement, Document, Lot, Question, Round, Stage, Tender
from tenders.models.invited import FOR_EVERYBODY, IS_PUBLISHED
from tenders.wanted import Wanted, fitting

# What the page of a call reads.
PARTS: list[Any] = [
    "rounds", "stages__revisions__made_by",
    Prefetch("lots", Lot.objects.select_related("terms").prefetch_related("criteria")), "selection__lot", "meetings",
    "amendments__made_by", "dispatches", "pauses",
    Prefetch("questions", Question.objects.select_related("lot", "document")),
    Prefetch("documents", Document.objects.select_related("replaces")),
]  # fmt: skip
SOON, ALL = "soon", "all"
CLOSING_SOON = timedelta(days=7)


def public_calls() -> QuerySet[Tender]:
    """Return every call that everybody may know of, newest first, with its deadline, buyer and number of lots."""
    return _calls(FOR_EVERYBODY)


def _calls(which: Q) -> QuerySet[Tender]:
    deadline = Round.objects.filter(tender=OuterRef("pk"), number=OuterRef("round_number")).values("deadline_at")
    calls = Tender.objects.filter(which).select_related("buyer", "terms")
    lots = Lot.objects.filter(tender=OuterRef("pk")).order_by().values("tender").annotate(n=Count("pk")).values("n")
    calls = calls.annotate(deadline=Subquery(deadline, output_field=DateTimeField()))
    calls = calls.annotate(lot_count=Coalesce(Subquery(lots, output_field=IntegerField()), 0))
    return calls.order_by("-published_at", "-pk")


def open_calls(now: datetime) -> QuerySet[Tender]:
    """Return the calls that take bids from everybody at this instant, the next deadline first."""
    still = public_calls().filter(state=TenderState.PUBLISHED, round_number=1, deadline__gt=now)  # type: ignore[misc]  # annotated
    return still.order_by(F("deadline").asc(), "pk")


def calls_wanted(wanted: Wanted, now: datetime) -> QuerySet[Tender]:
    """Return the public calls that fit; the next deadline first, or the newest first where ended ones are in."""
    calls = public_calls() if wanted.show == ALL else open_calls(now)
    if wanted.show == SOON:
        calls = calls.filter(deadline__lte=now + CLOSING_SOON)  # type: ignore[misc]  # annotated
    return calls.filter(fitting(wanted, now))


def buyers_with_calls() -> QuerySet[Buyer]:
    """Return the buyers that ever published a call, or announced one."""
    called = Exists(public_calls().filter(buyer=OuterRef("pk")))
    announced = Exists(Announcement.objects.filter(buyer=OuterRef("pk")))
    return Buyer.objects.filter(called | announced).order_by("name", "pk")


def call_with_its_parts() -> QuerySet[Tender]:
    """Return public calls with all that their page and their release read, in a fixed number of queries."""
    return public_calls().select_related("takes_up", "announced").prefetch_related(*PARTS)


def call_shown_to(reader: Person) -> QuerySet[Tender]:
    """Return the same of the calls that this person may read: those by invitation of its firm, or office."""
    shown = _calls(FOR_EVERYBODY | IS_PUBLISHED & Q(pk__in=calls_visible_to(reader).order_by().values("pk")))
    return shown.select_related("takes_up", "announced").prefetch_related(*PARTS)


def calls_to_print() -> QuerySet[Tender]:
    """Return every call that was sent out with its parts, for the worker: it shows them to nobody."""
    return _calls(IS_PUBLISHED).select_related("takes_up", "announced").prefetch_related(*PARTS)


def lots_shown_to(reader: Person) -> QuerySet[Lot]:
    """Return the lots of the calls that this person may read with what they are judged by."""
    shown = call_shown_to(reader).order_by().values("pk")
    return Lot.objects.filter(tender__in=shown).select_related("tender__buyer").prefetch_related("criteria")


def call_that_takes_up(tender: Tender) -> Tender | None:
    """Return the public call that was begun in place of this one."""
    return public_calls().filter(takes_up=tender).first()


def documents_shown_to(reader: Person, reference: str) -> QuerySet[Document]:
    """Return the documents of a call that this person may have: everybody those of a public one."""
    documents = Document.every.filter(pending=False)  # an older version stays to be had
    return documents.filter(tender__in=call_shown_to(reader).filter(reference=reference).order_by().values("pk"))


def stages_of_earlier_rounds(tender: Tender) -> list[Stage]:
    """Return what happened in the rounds before the running one, in order; most calls have none."""
    if tender.round_number == 1:
        return []
    stages = Stage.every.filter(tender=tender, round_number__lt=tender.round_number, actual__isnull=False)
    return list(stages.order_by("round_number", "position").prefetch_related("revisions__made_by"))


def stages_that_ended(today: date, *, buyer: Buyer | None = None) -> QuerySet[Stage]:
    """Return the stages with a first promise that ended in the last 365 days, of one buyer or of all."""
    calls = public_calls().filter(buyer=buyer) if buyer else public_calls()
    promised = Stage.every.filter(tender__in=calls.values("pk"), first_commitment__isnull=False)
    return promised.filter(actual__gt=today - A_YEAR, actual__lte=today)


def is_public(tender: Tender, now: datetime) -> bool:
    """Tell whether everyone may know of this call."""
    published = tender.published_at is not None and tender.published_at <= now
    disclosed = not tender.by_invitation or tender.disclosed_at is not None
    return published and disclosed and tender.state not in UNPUBLISHED
