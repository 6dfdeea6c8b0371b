"""What a paper tells: every sum, date, name and code of its data, in the words of its text."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from procurement.calendar.moments import local_day
from procurement.dates import date_format
from procurement.paper import Money

AGAIN = "awards"  # says the same once more, in the words of OCDS


def told_in(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every sum, date, name and code of a paper's data with its place, as its text writes it in this language."""
    zone = data["time_zone"]
    for name, value in data.items():
        if name != AGAIN:
            yield from _told(name, name, value, zone)


def _told(place: str, name: str, value: Any, zone: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        yield place, str(Money(Decimal(value["amount"]), value["currency"]))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _told(f"{place}.{key}", key, part, zone)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _told(f"{place}[{number}]", name, part, zone)
    elif isinstance(value, str) and name in {"name", "code", "reference"}:
        yield place, value
    elif isinstance(value, str) and (day := _day(value, zone)):
        yield place, date_format(day)


def _day(text: str, zone: str) -> date | None:
    """Return the local day of a date or a moment in ISO 8601; None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return local_day(datetime.fromisoformat(text), zone)
    except ValueError:
        return None
