"""Local date, local time and zone ↔ the UTC moment that is derived from them and stored.

Arithmetic is on dates: noon + 1 day over 2027-03-28 in Brussels is 23 hours later.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

END_OF_ODD_HOURS = time(6)


class NonexistentTimeError(ValueError):
    """The clocks jump over this local time when summer time begins."""


class UnknownZoneError(ValueError):
    """No such name in the IANA time zone database."""


def to_utc(day: date, at: time, zone: str) -> datetime:
    """Return the aware UTC moment of a local date and time.

    Of a time that happens twice, when summer time ends, the first is taken. Raises NonexistentTimeError for one that
    does not happen, UnknownZoneError for an unknown zone, ValueError when `at` carries a zone of its own.
    """
    moment = _first_utc(day, at, zone)
    if to_local(moment, zone).replace(tzinfo=None, fold=0) != datetime.combine(day, at).replace(fold=0):
        raise NonexistentTimeError(_("This time does not exist: the clocks go forward over it. Choose another time."))
    return moment


def to_local(moment: datetime, zone: str) -> datetime:
    """Return the same moment by the clocks of `zone`. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a zone of its own; give UTC.")
    return moment.astimezone(_zone(zone))


def local_day(moment: datetime, zone: str) -> date:
    """Return the calendar date in `zone` at a moment."""
    return to_local(moment, zone).date()


def start_of_day(day: date, zone: str) -> datetime:
    """Return the UTC moment at which `day` begins in `zone`, also where its midnight is jumped over.

    The start of `first_day_after(…)` is the moment at which a period has run.
    """
    return _first_utc(day, time(0), zone)


def plus_days(moment: datetime, days: int, zone: str) -> datetime:
    """Return the UTC moment `days` calendar days later (earlier when negative) at the same local time.

    Raises NonexistentTimeError when that day has no such time.
    """
    local = to_local(moment, zone)
    return to_utc(local.date() + timedelta(days=days), local.time(), zone)


def is_odd_hour(at: time) -> bool:
    """Tell whether a local time lies between 00:00 and 06:00, when no deadline is set; 06:00 itself is not odd."""
    return at < END_OF_ODD_HOURS


def _first_utc(day: date, at: time, zone: str) -> datetime:
    if at.tzinfo is not None:
        raise ValueError("A local time carries no zone; the zone is given by name.")
    return datetime.combine(day, at.replace(fold=0), tzinfo=_zone(zone)).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZoneError(_("This time zone is not known.")) from error
