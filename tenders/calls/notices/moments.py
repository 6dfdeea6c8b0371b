"""Dates and times as notices publish them: XML dates with or without an offset, local times without one."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from tenders.calls.notices.notice import NoticeMoment

OFFSET = r"(?P<offset>Z|[+-]\d{2}:?\d{2})?"
DATE = re.compile(rf"(?P<year>\d{{4}})-?(?P<month>\d{{2}})-?(?P<day>\d{{2}}){OFFSET}", re.ASCII)
TIME = re.compile(
    rf"(?P<hour>\d{{1,2}})[:.hH](?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:\.\d{{1,9}})?)?{OFFSET}", re.ASCII
)
YEARS = range(1990, 2200)
WIDEST_OFFSET = timedelta(hours=14)


def read_date(text: str | None) -> date | None:
    """Return the calendar day of "2024-03-18+01:00" or "20240318", as written: an offset doesn't move it."""
    found = DATE.fullmatch(text or "")
    if not found or int(found["year"]) not in YEARS:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def read_moment(day: str | None, clock: str | None, *, zone: str) -> NoticeMoment | None:
    """Return the moment of a published date and time; None without a date.

    The offset stands at the time, else at the date, else the time is local in `zone`. "24:00" is the end of the day.
    """
    local_day = read_date(day)
    if local_day is None:
        return None
    found = TIME.fullmatch(clock or "")
    local_time = _time(found)
    if found and found["hour"] == "24" and int(found["minute"]) == 0:
        local_day, local_time = local_day + timedelta(days=1), time(0)
    offset = _offset(found, DATE.fullmatch(day or ""))
    if local_time is None:
        return NoticeMoment(local_day, None, offset, zone, None)
    published_zone = ZoneInfo(zone) if offset is None else timezone(offset)
    at = datetime.combine(local_day, local_time, tzinfo=published_zone).astimezone(UTC)
    return NoticeMoment(local_day, local_time, offset, zone, at)


def earliest(moments: Iterable[NoticeMoment | None]) -> NoticeMoment | None:
    """Return the first moment; a day without time counts as its end."""
    given = [moment for moment in moments if moment]
    return min(given, key=lambda moment: (moment.date, moment.time or time.max), default=None)


def _time(found: re.Match[str] | None) -> time | None:
    try:
        return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0)) if found else None
    except ValueError:
        return None


def _offset(*founds: re.Match[str] | None) -> timedelta | None:
    text = next((found["offset"] for found in founds if found and found["offset"]), None)
    if text is None:
        return None
    if text == "Z":
        return timedelta()
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if size > WIDEST_OFFSET:
        return None
    return -size if text[0] == "-" else size
