"""Which calls were due in an outage, what waits for an answer, and what everybody reads of outages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from procurement.availability.gaps import Gap, share_up
from procurement.availability.models import Heartbeat, Outage
from tenders.lifecycle.tender import TenderState
from tenders.models import ProposedExtension, Round, Stage, Tender
from tenders.models.invited import FOR_EVERYBODY
from tenders.timetable.kinds import StageKind

A_YEAR, SOME_DAYS = timedelta(days=365), timedelta(days=2)
STILL_SEALED = (TenderState.PUBLISHED, TenderState.CLOSED)


def calls_perhaps_due_in(gap: Gap, after: timedelta) -> QuerySet[Tender]:
    """Return the calls, not opened yet, with something due about that time; `due_in` knows exactly."""
    until = gap.ended_at + after
    rounds = Round.objects.filter(tender=OuterRef("pk"), number=OuterRef("round_number"))
    days = [(gap.began_at - SOME_DAYS).date(), (until + SOME_DAYS).date()]
    asked = Stage.objects.filter(tender=OuterRef("pk"), kind=StageKind.QUESTIONS, commitment__range=days)
    due = Q(Exists(rounds.filter(deadline_at__range=[gap.began_at, until]))) | Q(Exists(asked))
    return Tender.objects.filter(due, state__in=STILL_SEALED, rehearsal=False).order_by("pk")


def unconsidered_at(deadline: datetime, after: timedelta) -> QuerySet[Outage]:
    """Return the outages that touch a deadline, as `Gap.touches`, and of which no call was told yet."""
    return Outage.objects.filter(considered_at=None, began_at__lte=deadline, ended_at__gte=deadline - after)


def waiting_for(tender: Tender) -> QuerySet[ProposedExtension]:
    """Return what an officer of the call has yet to answer."""
    rows = tender.proposed_extensions.filter(answered_at=None, round__number=tender.round_number)
    return rows.filter(old=F("round__deadline_at")).select_related("outage")


@dataclass(frozen=True, slots=True)
class Measured:
    """Since when it is measured, since when nothing answers (None: it does), and the share of the last year, in %."""

    since: datetime
    silent_since: datetime | None
    share: float | None


def measured(now: datetime) -> Measured | None:
    """Return how the portal did in the last year; None where nothing is measured."""
    heart = Heartbeat.objects.first()
    if heart is None:
        return None
    since = max(heart.first_at, now - A_YEAR)
    lost = [outage.gap for outage in Outage.objects.filter(ended_at__gt=since)]
    silent = now - heart.last_at > timedelta(minutes=settings.OUTAGE_MINUTES)
    lost += [Gap(heart.last_at, now)] if silent else []
    share = share_up(lost, since, now)
    return Measured(heart.first_at, heart.last_at if silent else None, None if share is None else 100 * share)


def public_proposals() -> QuerySet[ProposedExtension]:
    """Return what gave public calls more time, or would if an officer accepted it; the last one first."""
    stands = Q(answered_at=None, round__number=F("tender__round_number"), old=F("round__deadline_at"))
    rows = _of_public_calls().filter(Q(amendment__isnull=False) | stands)
    return rows.select_related("tender", "round").order_by("-proposed_at", "-pk")


def outages() -> QuerySet[Outage]:
    """Return all outages, the last one first, each with the public calls that got more time as `given`."""
    given = _of_public_calls().filter(amendment__isnull=False).select_related("tender").order_by("pk")
    return Outage.objects.prefetch_related(Prefetch("proposals", given, to_attr="given"))


def _of_public_calls() -> QuerySet[ProposedExtension]:
    return ProposedExtension.objects.filter(tender__in=Tender.objects.filter(FOR_EVERYBODY).values("pk"))
