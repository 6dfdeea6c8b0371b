"""The lots of a bid, fifty on a page: each page is a form of its own, and saving it lets the others stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from procurement.lot_numbers import lot_numbers
from tenders.models import Lot

ROWS = 50


@dataclass(frozen=True, slots=True)
class LotPage:
    """One page of the lots: its number, which lots stand on it, and whether it is the one that is shown."""

    number: int
    words: str
    current: bool


def page_of(lots: Sequence[Lot], number: str | None) -> Page[Lot]:
    """Return the page with this number, or the nearest."""
    return Paginator(lots, ROWS).get_page(number)


def pages_of(shown: Page[Lot]) -> Iterator[LotPage]:
    """Yield the pages of the lots; none where one holds them all."""
    if shown.has_other_pages():
        for each in shown.paginator:
            lots = lot_numbers(lot.identifier for lot in each)
            yield LotPage(each.number, lots, each.number == shown.number)
