"""The clock's own deeds, for `manage.py advance_tenders` and the worker's minute tick."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from procurement.lifecycle import Refused, perform
from suppliers.models import Application, Takeover
from suppliers.onboarding import taking_over
from suppliers.vetting.actions import expire
from suppliers.vetting.queries import verifications_run_out
from tenders.calls import queries
from tenders.calls.actions import close_call, mind_the_refusal, publish
from tenders.models import Tender
from tenders.timetable.calendar import due

PLANNED = "publish_as_planned"


@dataclass(frozen=True, slots=True)
class Advance:
    """A move that the clock made: of which thing, and between which states (codes)."""

    thing: str
    move: str
    before: str
    after: str


def advance(*, now: datetime) -> list[Advance]:
    """Make every move that is due: publish, close and conclude calls, end verifications, hand over accounts.

    Each move is a transaction of its own that locks and asks again, so that this may run twice, and two at once.
    """
    return [*_advance_calls(now), *_advance_applications(now), *_advance_takeovers(now)]


def _advance_calls(now: datetime) -> Iterator[Advance]:
    for tender in queries.calls_the_clock_may_move(now):
        for event in due(tender, now):
            made = _made(tender, event.move or "", now=now)
            if made:
                yield made


def _advance_applications(now: datetime) -> Iterator[Advance]:
    for application in verifications_run_out(now):
        made = _made(application, "expire", now=now)
        if made:
            yield made


def _advance_takeovers(now: datetime) -> Iterator[Advance]:
    for takeover in queries.takeovers_run_out(now):
        made = _made(takeover, "take_effect", now=now)
        if made:
            yield made


def _made(thing: Tender | Application | Takeover, move: str, *, now: datetime) -> Advance | None:
    """Make one move; None where another process was quicker, or the rules still say no."""
    before = thing.state
    try:
        if isinstance(thing, Application):
            expire(thing, now=now)
        elif isinstance(thing, Takeover):
            taking_over.take_effect(thing, now=now)
        elif move == "close":
            close_call(thing, now=now)
        elif move == PLANNED:
            publish(thing, by=None, now=now)
        else:
            perform(thing, move, by=None, now=now)
    except Refused:
        if isinstance(thing, Tender) and move == PLANNED:
            mind_the_refusal(thing, now=now)
        return None
    return Advance(str(thing), move, before, thing.state)
