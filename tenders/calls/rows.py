"""Forms with rows to fill in: as they begin, as they were sent, and with one row more than was sent."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenders.calls.beside import say_beside_lot, say_beside_selection
from tenders.calls.beside_terms import say_beside_pieces
from tenders.calls.deed_forms import NoForm
from tenders.calls.forms import BaseCriteria, Criteria, LotForm, lot_written
from tenders.calls.lots import written_in
from tenders.calls.meanwhile import SEEN, carry, digests_of
from tenders.calls.pieces_forms import BasePieces, Pieces, pieces_written
from tenders.calls.scales import OWN, PLAIN, write_levels
from tenders.calls.selection import asked_by
from tenders.calls.selection_forms import BaseSelection, Selection
from tenders.calls.selection_pages import selection_options, selection_page, selection_written
from tenders.calls.showing import typed
from tenders.models import AwardCriterion, Lot, Tender

PREFIX = "criteria"
# The button that adds a row. What was typed comes back with it, judged by nobody yet.
MORE = "more"
# The buttons that save and lead to another page of the rows.
GO = "go"


def lot_forms(request: HttpRequest, lot: Lot) -> tuple[LotForm, BaseCriteria]:
    """Return the forms of a lot; one without criteria is offered a price and a quality."""
    if MORE in request.POST:
        form = LotForm(initial={name: request.POST.get(name, "") for name in LotForm.base_fields})
        carry(form, request.POST.get(SEEN, ""))
        return form, Criteria(initial=_one_row_more(Criteria(request.POST, prefix=PREFIX)), prefix=PREFIX)
    with override(lot.tender.language):
        usual: list[dict[str, Any]] = [{"kind": "price", "name": _("Price")}, {"kind": "quality"}]
    rows = [_criterion(row) for row in lot.criteria.all()] or usual
    form = LotForm(**typed(request), initial=lot_written(lot))
    criteria = Criteria(**typed(request), initial=rows, prefix=PREFIX)
    carry(form, digests_of(written_in(lot)))
    say_beside_lot(form, criteria, lot)
    return form, criteria


def _criterion(row: AwardCriterion) -> dict[str, Any]:
    written = {"code": row.code, "kind": row.kind, "name": row.name, "weight": row.weight}
    written["heading"] = row.heading
    return written | {"scale": OWN if row.levels else PLAIN, "levels": write_levels(row.scale)}


def selection_rows(request: HttpRequest, tender: Tender) -> BaseSelection:
    """Return the selection criteria of a call as rows: of the page that is asked for, where there are many."""
    options, page = selection_options(tender), selection_page(tender, request.GET.get("page"))
    if MORE in request.POST:
        sent = Selection(request.POST, prefix=PREFIX, **options)
        rows = Selection(initial=_one_row_more(sent), prefix=PREFIX, **options)
    else:
        rows = Selection(**typed(request), initial=selection_written(page), prefix=PREFIX, **options)
    rows.page = page
    say_beside_selection(rows, tender)
    return rows


def page_to_go_to(request: HttpRequest) -> str:
    """Return the question for the page of rows whose button was pressed; empty for the button that only saves."""
    return f"?page={number}" if (number := request.POST.get(GO, "")).isdecimal() else ""


def selection_form(request: HttpRequest, tender: Tender) -> NoForm:
    """Return what goes with the rows: what was there when they were opened."""
    more = MORE in request.POST
    form = NoForm() if more else NoForm(**typed(request))
    carry(form, request.POST.get(SEEN, "") if more else digests_of(asked_by(tender)))
    return form


def piece_rows(request: HttpRequest, lot: Lot) -> BasePieces:
    """Return what a bid for a lot must hold as rows."""
    if MORE in request.POST:
        return Pieces(initial=_one_row_more(Pieces(request.POST, prefix=PREFIX)), prefix=PREFIX)
    rows = Pieces(**typed(request), initial=pieces_written(lot), prefix=PREFIX)
    say_beside_pieces(rows, lot)
    return rows


def _one_row_more(sent: BaseCriteria | BaseSelection | BasePieces) -> list[dict[str, Any]]:
    return [*({name: form[name].data for name in form.fields} for form in sent.forms), {}]
