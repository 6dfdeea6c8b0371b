"""How values are written in open data: moments with their zone, sums as numbers, nothing empty (OCDS 1.1.5)."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

Object = dict[str, Any]
LAST_SECOND = time(23, 59, 59)


def filled(**pairs: Any) -> Object:
    """Return the pairs that hold something; a trailing underscore keeps a key clear of Python's own words."""
    return {key.rstrip("_"): value for key, value in pairs.items() if value not in (None, "", [], {})}


def instant(moment: datetime | None) -> str | None:
    """Return an aware moment in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def start_of(day: date | None, zone: str) -> str | None:
    """Return the first second of a local day, with the offset of that day."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).isoformat() if day else None


def end_of(day: date | None, zone: str) -> str | None:
    """Return the last second of a local day, with the offset of that day."""
    return datetime.combine(day, LAST_SECOND, tzinfo=ZoneInfo(zone)).isoformat() if day else None


def money(amount: Decimal | None, currency: str) -> Object | None:
    """Return a sum without VAT. JSON knows only numbers: up to 15 digits survive the way there, cents included."""
    return {"amount": number(amount), "currency": currency} if amount is not None else None


def number(value: Decimal) -> int | float:
    """Return a decimal as JSON writes it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
