"""What stands first on the page of a call: what happens now, and the time left."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _

from procurement.calendar.moments import to_local
from procurement.dates import date_format, zone_in_words
from tenders.lifecycle.tender import TenderState
from tenders.models import Stage, Tender
from tenders.record.changes import why_cancelled
from tenders.timetable.marking import with_the_day_marked
from tenders.timetable.sentences import Audience, next_step


@dataclass(frozen=True, slots=True)
class Plaque:
    """What happens now, with its date marked; who acts; the next date, and what was promised first; what to do."""

    sentence: SafeString
    who: str
    next: str
    you: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The deadline and the time left before it as of this moment, as text in the buyer's zone."""

    until: str
    left: str
    as_of: str
    deadline: str


def clock_of(tender: Tender, now: datetime) -> Clock | None:
    """Return the clock of a call that takes bids at this instant; None for any other."""
    deadline = tender.deadline_at
    if tender.state != TenderState.PUBLISHED or deadline is None or deadline <= now:
        return None
    zone = tender.buyer.time_zone
    local = to_local(deadline, zone)
    until, time = date_format(local, "DATETIME_FORMAT"), date_format(local, "TIME_FORMAT")
    exact = _("Bids are taken until %(moment)s (%(zone)s). At %(time)s sharp it is too late.")
    return Clock(
        until=until,
        left=timeuntil(deadline, now),
        as_of=date_format(to_local(now, zone), "TIME_FORMAT"),
        deadline=exact % {"moment": until, "zone": zone_in_words(zone), "time": time},
    )


def plaque_of(tender: Tender, now: datetime) -> Plaque:
    """Return what happens next; of a cancelled call, why."""
    step = next_step(tender, now, Audience.PUBLIC)
    stage = next((stage for stage in tender.stages.all() if step.by and stage.commitment == step.by), None)
    cancelled = why_cancelled(tender)
    why = cancelled.payload["reason"] if cancelled else ""
    sentence = with_the_day_marked(" ".join(filter(None, [step.what, why, step.notice])), step.by)
    return Plaque(sentence, capfirst(step.who), _next_date(step.by, stage), step.todo)


def _next_date(day: date | None, stage: Stage | None) -> str:
    if day is None:
        return ""
    if stage is None or stage.first_commitment in {None, day}:
        return date_format(day)
    return _("%(day)s, promised first for %(first)s") % {
        "day": date_format(day),
        "first": date_format(stage.first_commitment),
    }
