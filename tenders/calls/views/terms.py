"""The terms of a draft: of the call as a whole, and of the contract of each lot."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from tenders.calls import actions
from tenders.calls.beside_terms import say_beside_contract, say_beside_terms
from tenders.calls.showing import done, show, typed
from tenders.calls.terms_forms import LotTermsForm, TermsForm
from tenders.calls.views.drafts import written_by


@allow("officers of the buyer")
def terms(request: SignedIn, reference: str) -> HttpResponse:
    """Say what holds for every bid."""
    now, tender = clock.now(), written_by(request, reference)
    form = TermsForm(**typed(request), tender=tender, now=now)
    say_beside_terms(form, tender)

    def write(**_written: object) -> None:
        actions.write_terms(tender, form.facts(), by=request.user, now=now)

    if done(request, form, write):
        messages.success(request, _("The terms are saved."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_edited(tender)}
    words = {"title": _("Terms of the call"), "lead": _("What holds for every bid. All of it is published.")}
    return show(request, "calls/deed.html", {**page, **words, "button": _("Save")})


@allow("officers of the buyer")
def lot_terms(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Say how the contract of a lot runs."""
    now, tender = clock.now(), written_by(request, reference)
    lot = get_object_or_404(tender.lots.select_related("terms"), pk=pk)
    form = LotTermsForm(**typed(request), lot=lot, several=tender.lots.count() > 1)
    say_beside_contract(form, lot)

    def write(**_written: object) -> None:
        actions.write_lot_terms(lot, form.facts(), everywhere=form.for_every_lot, by=request.user, now=now)

    if done(request, form, write):
        messages.success(request, _("The terms are saved."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_edited(tender), "button": _("Save")}
    title = _("The contract of lot %(lot)s") % {"lot": lot.number}
    return show(request, "calls/deed.html", {**page, "title": title, "lead": _("All of it is published.")})
