"""What a draft asks of the firms, page by page: each row offers every lot, and 300 rows at once would take seconds."""

from dataclasses import asdict
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from procurement.lot_numbers import lot_number
from tenders.calls.selection import SelectionFacts, selection_of
from tenders.models import Tender

ROWS = 25


def selection_options(tender: Tender) -> dict[str, Any]:
    """Return what the rows need to know of their call."""
    lots = tender.lots.order_by("position").values_list("identifier", flat=True)
    named = [(lot, _("Lot %(lot)s") % {"lot": lot_number(lot)}) for lot in lots]
    return {"form_kwargs": {"lots": [("", _("all lots")), *named]}}


def selection_page(tender: Tender, number: str | None) -> Page[SelectionFacts]:
    """Return one page of what a call asks of the firms."""
    return Paginator(selection_of(tender), ROWS).get_page(number)


def selection_written(page: Page[SelectionFacts]) -> list[dict[str, Any]]:
    """Return the rows as their form begins with; a call without any is offered an empty one."""
    return [asdict(row) for row in page] or [{"kind": "technical"}]
