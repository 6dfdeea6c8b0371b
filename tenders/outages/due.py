"""What of a call was due in an outage, and until when more time is proposed for it. Reads rows; writes nothing."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.availability.gaps import Gap
from procurement.calendar.moments import start_of_day, to_local
from procurement.calendar.policies import is_working_day
from procurement.dates import date_format
from tenders.models import ProposedExtension, Round, Tender
from tenders.timetable.kinds import StageKind

Due = ProposedExtension.Due
ONE_DAY = timedelta(days=1)


def due_in(tender: Tender, round_: Round, gap: Gap, after: timedelta) -> Due | None:
    """Return what was due in the gap, or at most `after` its end: bids before questions; None where nothing was."""
    if gap.touches(round_.deadline_at, after):
        return Due.BIDS
    questions = [stage for stage in tender.stages.all() if stage.kind == StageKind.QUESTIONS]
    for day in (stage.commitment for stage in questions):
        if day and gap.touches(start_of_day(day + ONE_DAY, tender.buyer.time_zone), after):
            return Due.QUESTIONS
    return None


def counted_from(round_: Round, gap: Gap, now: datetime) -> date:
    """Return the day from which time is given back: the latest of the deadline's, the gap's last one, and today."""
    return max(round_.deadline_date, *(to_local(moment, round_.time_zone).date() for moment in (gap.ended_at, now)))


def new_day(round_: Round, gap: Gap, holidays: AbstractSet[date], now: datetime) -> date:
    """Return the last day for bids if the time is given at this instant."""
    return later(counted_from(round_, gap, now), days_for(gap, settings.OUTAGE_DAYS), holidays)


def later(day: date, days: int, holidays: AbstractSet[date]) -> date:
    """Return the first working day from so many days later on."""
    day += timedelta(days=days)
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def days_for(gap: Gap, least: int) -> int:
    """Return how many days an outage gives back: as many as it began, and never fewer than `least`."""
    return max(least, -(-gap.length // ONE_DAY))


def reason_for(tender: Tender, gap: Gap, due: str) -> str:
    """Return why more time is given, in the language of the call."""
    with override(tender.language):
        moments = {
            name: date_format(_local(moment, tender), "DATETIME_FORMAT")
            for name, moment in (("began", gap.began_at), ("ended", gap.ended_at))
        }
        if due == Due.BIDS:
            said = _(
                "The portal could not be reached from %(began)s to %(ended)s, when bids were due: "
                "everybody gets more time."
            )
        else:
            said = _(
                "The portal could not be reached from %(began)s to %(ended)s, when questions were due: "
                "everybody gets more time."
            )
        return said % moments


def _local(moment: datetime, tender: Tender) -> datetime:
    return to_local(moment, tender.buyer.time_zone)
