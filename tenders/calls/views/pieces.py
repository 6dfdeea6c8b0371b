"""What a bid for a lot must hold, written in a draft."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from tenders.calls import actions
from tenders.calls.pieces_forms import EverywhereForm
from tenders.calls.rows import MORE, piece_rows
from tenders.calls.showing import NOT_YET, done, typed
from tenders.calls.views.drafts import written_by


@allow("officers of the buyer")
def pieces(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Say what a bid for a lot must hold."""
    now, tender = clock.now(), written_by(request, reference)
    lot = get_object_or_404(tender.lots.select_related("terms"), pk=pk)
    rows, several = piece_rows(request, lot), tender.lots.count() > 1
    form = EverywhereForm(**({} if MORE in request.POST else typed(request)), several=several)

    def write(**_written: object) -> None:
        actions.write_pieces(lot, rows.facts(), everywhere=form.for_every_lot, by=request.user, now=now)

    if rows.is_bound and rows.is_valid() and done(request, form, write):
        messages.success(request, _("What a bid must hold is saved."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "rows": rows, "blockers": actions.why_not_edited(tender)}
    page |= {"title": _("What a bid for lot %(lot)s must hold") % {"lot": lot.number}, "button": _("Save")}
    page["lead"] = _("Firms read it before they start, and nobody can hand a bid in that lacks something.")
    wrong = form.errors or rows.total_error_count()
    return render(request, "calls/pieces.html", page, status=NOT_YET if wrong else 200)
