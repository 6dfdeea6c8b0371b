"""What a deadline for bids may be: a local day and time at the buyer's, on a working day, at no odd hour."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from procurement.calendar.moments import NonexistentTimeError, is_odd_hour, to_utc
from procurement.calendar.policies import is_working_day
from procurement.lifecycle import Refused, Sentence


def moment_of(day: date, at: time, zone: str) -> datetime:
    """Return the UTC moment of a local day and time. Raises Refused where the clocks jump over it."""
    try:
        return to_utc(day, at, zone)
    except NonexistentTimeError as error:
        raise Refused(str(error)) from None


def against_the_moment(day: date, at: time, holidays: AbstractSet[date]) -> Iterator[Sentence]:
    """Say what speaks against a deadline on this day, at this time."""
    if is_odd_hour(at):
        yield _("No deadline between midnight and 6 in the morning.")
    if not is_working_day(day, holidays):
        yield _("The deadline must be on a working day.")
