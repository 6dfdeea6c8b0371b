"""The one calendar of a call: pages, mails, the iCalendar feed and `manage.py advance_tenders` all read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.calendar.moments import start_of_day
from tenders.timetable.kinds import StageKind

if TYPE_CHECKING:
    from tenders.models import Tender

ONE_DAY = timedelta(days=1)
PUBLICATION, CONCLUSION, CANCELLATION = "publication", "conclusion", "cancellation"
PLANS_ITS_PUBLICATION, TAKES_BIDS, LAST_STATE = "approved", "published", "decision"
NOT_CLOSED_YET = frozenset({"draft", "in_review", "approved", TAKES_BIDS})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens, or is promised, in the life of a call.

    `moment` (UTC) is the instant itself where one is known: publication, deadline, end. A promised day is kept until it
    is over: its moment is the first instant after it in the buyer's zone. `day` is the local day to show. `who` is a
    role, "" for the clock. `move` names the clock's own move that is due at the moment, if it is still to be made.
    """

    moment: datetime
    day: date
    kind: str
    label: str | Promise
    who: str
    move: str | None = None
    done: bool = False


def calendar(tender: "Tender") -> list[Event]:
    """Return all events of a call in order: what was, what is promised, and what the clock does next.

    Reads the call's buyer, rounds and stages: prefetch them for a list of calls.
    """
    events = [*_publication(tender), *_deadline(tender), *_stages(tender), *_end(tender)]
    return sorted(events, key=lambda event: event.moment)


def due(tender: "Tender", now: datetime) -> list[Event]:
    """Return the clock's moves that are due at this instant."""
    return [event for event in calendar(tender) if event.move and event.moment <= now]


def _publication(tender: "Tender") -> Iterator[Event]:
    if tender.published_at:
        day = tender.local_day(tender.published_at)
        yield Event(tender.published_at, day, PUBLICATION, _("Publication"), "", done=True)
    elif tender.publish_at and tender.state == PLANS_ITS_PUBLICATION:
        day = tender.local_day(tender.publish_at)
        yield Event(tender.publish_at, day, PUBLICATION, _("Publication"), "", "publish_as_planned")


def _deadline(tender: "Tender") -> Iterator[Event]:
    """Yield the one deadline of the running round: the row, not the promise beside it."""
    for round_ in tender.rounds.all():
        if round_.number == tender.round_number:
            kind = StageKind.SUBMISSION
            move = "close" if tender.state == TAKES_BIDS else None
            done = tender.state not in NOT_CLOSED_YET
            yield Event(round_.deadline_at, round_.deadline_date, kind.value, kind.label, "", move, done)


def _stages(tender: "Tender") -> Iterator[Event]:
    zone = tender.buyer.time_zone
    for stage in tender.stages.all():
        day = stage.actual or stage.commitment
        dropped = tender.ended_at is not None and stage.actual is None
        if day and not dropped and stage.kind != StageKind.SUBMISSION:
            kind = StageKind(stage.kind)
            after = start_of_day(day + ONE_DAY, zone)
            yield Event(after, day, kind.value, kind.label, stage.who, done=stage.actual is not None)


def _end(tender: "Tender") -> Iterator[Event]:
    if tender.ended_at:
        kind, label = (CANCELLATION, _("Cancelled")) if tender.state == "cancelled" else (CONCLUSION, _("Concluded"))
        yield Event(tender.ended_at, tender.local_day(tender.ended_at), kind, label, "", done=True)
    elif tender.state == LAST_STATE and not tender.lots_still_open():
        day = max((stage.actual for stage in tender.stages.all() if stage.actual), default=tender.deadline_day)
        yield Event(start_of_day(day, tender.buyer.time_zone), day, CONCLUSION, _("Concluded"), "", "conclude")
