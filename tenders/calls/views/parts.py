"""The parts of a draft: its lots with their criteria, what is asked of the firms, and its documents."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from procurement.uploads import uploads_in_memory
from tenders.calls import actions
from tenders.calls.deed_forms import DocumentForm, NoForm
from tenders.calls.enclosures import MAX_BYTES, file_name
from tenders.calls.forms import lot_facts
from tenders.calls.queries import office_calls
from tenders.calls.rows import lot_forms, page_to_go_to, selection_form, selection_rows
from tenders.calls.showing import NOT_YET, done, mind_the_size, show, typed
from tenders.calls.views.drafts import written_by


@allow("officers of the buyer")
@require_POST
def add_lot(request: SignedIn, reference: str) -> HttpResponse:
    """Add an empty lot, and go to it."""
    tender = written_by(request, reference)
    try:
        lot = actions.add_lot(tender, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:call", reference)
    return redirect("calls:lot", reference, lot.pk)


@allow("officers of the buyer")
def lot(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Say what a lot holds, and how bids for it are compared."""
    now, tender = clock.now(), written_by(request, reference)
    one = get_object_or_404(tender.lots, pk=pk)
    form, criteria = lot_forms(request, one)

    def change(seen: str, **_written: object) -> None:
        actions.edit_lot(one, lot_facts(form, criteria), seen=seen, by=request.user, now=now)

    if criteria.is_bound and criteria.is_valid() and done(request, form, change):
        messages.success(request, _("Lot %(lot)s is saved.") % {"lot": one.number})
        return redirect("desk:call", reference)
    wrong = form.errors or criteria.total_error_count()
    page = {"tender": tender, "lot": one, "form": form, "criteria": criteria}
    page |= {"blockers": actions.why_not_edited(tender), "last": tender.lots.count() == 1}
    page |= {"title": _("Lot %(lot)s") % {"lot": one.number}, "button": _("Save the lot")}
    return render(request, "calls/lot.html", page, status=NOT_YET if wrong else 200)


@allow("officers of the buyer")
def remove_lot(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Ask, then take a lot out."""
    now, tender = clock.now(), written_by(request, reference)
    one, form = get_object_or_404(tender.lots, pk=pk), NoForm(**typed(request))
    if done(request, form, lambda: actions.remove_lot(one, by=request.user, now=now)):
        messages.success(request, _("The lot is removed."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "thing": one, "form": form, "blockers": actions.why_not_edited(tender)}
    page |= {"title": _("Remove this lot?"), "button": _("Remove the lot"), "warning": True}
    return show(request, "calls/remove.html", page)


@allow("officers of the buyer")
def selection(request: SignedIn, reference: str) -> HttpResponse:
    """Say what is asked of the firms."""
    now, tender = clock.now(), written_by(request, reference)
    rows, form = selection_rows(request, tender), selection_form(request, tender)

    def write(seen: str) -> None:
        actions.write_selection(tender, rows.facts(), instead_of=rows.place, seen=seen, by=request.user, now=now)

    if rows.is_bound and rows.is_valid() and done(request, form, write):
        messages.success(request, _("What is asked of the firms is saved."))
        again = page_to_go_to(request)
        return redirect(f"{request.path}{again}" if again else reverse("desk:call", args=[reference]))
    page = {"tender": tender, "form": form, "rows": rows, "blockers": actions.why_not_edited(tender)}
    page |= {"title": _("What is asked of the firms"), "button": _("Save")}
    wrong = form.errors or rows.total_error_count()
    return render(request, "calls/selection.html", page, status=NOT_YET if wrong else 200)


@allow("officers of the buyer")
@uploads_in_memory(MAX_BYTES)
def add_document(request: SignedIn, reference: str) -> HttpResponse:
    """Add a document to a draft."""
    now, tender = clock.now(), written_by(request, reference)
    form = DocumentForm(**typed(request), initial={"language": tender.language})
    mind_the_size(request, form, MAX_BYTES)

    def add(**written: Any) -> None:
        actions.add_document(tender, **written, by=request.user, now=now)

    if done(request, form, add, field="file"):
        messages.success(request, _("The document is added."))
        return redirect("desk:call", reference)
    lead = _("Documents are free for everybody, and complete from the day of publication.")
    page = {"tender": tender, "form": form, "blockers": actions.why_not_edited(tender), "lead": lead}
    return show(request, "calls/deed.html", {**page, "title": _("Add a document"), "button": _("Add the document")})


@allow("officers of the buyer")
def remove_document(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Ask, then take a document out."""
    now, tender = clock.now(), written_by(request, reference)
    one, form = get_object_or_404(tender.documents, pk=pk), NoForm(**typed(request))
    if done(request, form, lambda: actions.remove_document(one, by=request.user, now=now)):
        messages.success(request, _("The document is removed."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "thing": one, "form": form, "blockers": actions.why_not_edited(tender)}
    page |= {"title": _("Remove this document?"), "button": _("Remove the document"), "warning": True}
    return show(request, "calls/remove.html", page)


@allow("people who work on the call")
def document(request: SignedIn, reference: str, pk: int) -> FileResponse:
    """Hand out a document of a call to those who prepare it, also before it is published."""
    tender = get_object_or_404(office_calls(request.user), reference=reference)
    found = get_object_or_404(tender.documents, pk=pk)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=file_name(found))
