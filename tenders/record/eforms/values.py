"""Sums, days and moments as eForms writes them: each date and each time has its offset."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from tenders.record.eforms.markup import Element, leaf


def amount(name: str, sum_: Decimal | None, currency: str) -> Element | None:
    """Return a sum without VAT."""
    return leaf(name, None if sum_ is None else f"{sum_:.2f}", currencyID=currency)


def day(name: str, on: date | None, zone: str) -> Element | None:
    """Return a local day with the offset that its noon has."""
    if on is None:
        return None
    noon = datetime.combine(on, time(12), tzinfo=ZoneInfo(zone))
    return leaf(name, f"{on.isoformat()}{_offset(noon)}")


def moment(names: tuple[str, str], at: datetime | None, zone: str) -> list[Element | None]:
    """Return day and time of an instant, both local and both with their offset."""
    if at is None:
        return []
    local = at.astimezone(ZoneInfo(zone))
    offset = _offset(local)
    return [leaf(names[0], f"{local:%Y-%m-%d}{offset}"), leaf(names[1], f"{local:%H:%M:%S}{offset}")]


def _offset(local: datetime) -> str:
    """Return "+02:00"; `%:z` came with Python 3.12."""
    return local.isoformat(timespec="seconds")[-6:]
