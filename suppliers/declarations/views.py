"""A firm's declarations, for its people: the list, one page after the other, signing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from suppliers.access import declarations_of, firms_of
from suppliers.declarations import actions, signing
from suppliers.declarations.answering import NOT_YET, answered, found_for, tell
from suppliers.declarations.forms import OtherFirmForm, StepForm
from suppliers.declarations.gaps import gaps_in
from suppliers.declarations.reading import parts_of
from suppliers.declarations.steps import step_after, step_of, steps_of
from suppliers.models import Declaration


@allow("people of the firm")
@never_cache
def declarations(request: SignedIn, pk: int) -> HttpResponse:
    """Show what the firm declares of itself and of others; begin one more of another firm."""
    now, own = clock.now(), get_object_or_404(firms_of(request.user), pk=pk)
    form = OtherFirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.begin_of_another(own, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            return redirect("declarations:step", pk, begun.pk, steps_of({})[0].name)
    found = list(declarations_of(request.user).filter(supplier=own))
    page = {"firm": own, "form": form, "own": next((each for each in found if each.is_own), None)}
    return answered(request, "declarations/list.html", {**page, "others": [each for each in found if not each.is_own]})


@allow("people of the firm")
@require_POST
def begin(request: SignedIn, pk: int) -> HttpResponse:
    """Begin the firm's declaration of itself, or go on with it."""
    own = get_object_or_404(firms_of(request.user), pk=pk)
    begun = actions.begin_own(own, by=request.user, now=clock.now())
    return redirect("declarations:step", pk, begun.pk, steps_of({})[0].name)


@allow("people of the firm")
@never_cache
def ask(request: SignedIn, pk: int, declaration: int, step: str) -> HttpResponse:
    """Ask one group of questions; what is answered is kept before the next one is shown."""
    now, found = clock.now(), found_for(request, pk, declaration)
    asked = step_of(found.answers, step)
    if asked is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = StepForm(given, step=asked, answers=found.answers, today=now.date())
    if form.is_valid():
        try:
            actions.answer(found, form.said(), by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            return _onwards(request, found, step)
    steps = [each.name for each in steps_of(found.answers)]
    place = {"number": steps.index(step) + 1, "count": len(steps)}
    before = steps[place["number"] - 2] if place["number"] > 1 else ""
    page = {"declaration": found, "firm": found.supplier, "step": asked, "place": place, "before": before, "form": form}
    return answered(request, "declarations/step.html", page)


@allow("people of the firm")
@never_cache
def whole(request: SignedIn, pk: int, declaration: int) -> HttpResponse:
    """Show the whole declaration, what it lacks, and the way to sign it."""
    return render(request, "declarations/whole.html", _whole(request, found_for(request, pk, declaration)))


@allow("owners and signatories of the firm")
@require_POST
def sign(request: SignedIn, pk: int, declaration: int) -> HttpResponse:
    """Sign the declaration as it stands."""
    found = found_for(request, pk, declaration)
    try:
        signing.sign(found, by=request.user, now=clock.now())
    except Refused:  # the page says why: it asks the same rules
        return render(request, "declarations/whole.html", _whole(request, found), status=NOT_YET)
    messages.success(request, _("Signed. It goes with your next bids as it stands, until somebody changes it."))
    return redirect("declarations:whole", pk, declaration)


@allow("people of the firm")
@never_cache
def remove(request: SignedIn, pk: int, declaration: int) -> HttpResponse:
    """Ask, then delete the declaration of another firm."""
    found = found_for(request, pk, declaration)
    if found.is_own:
        raise Http404
    if request.method == "POST":
        actions.remove(found, by=request.user, now=clock.now())
        messages.success(request, _("The declaration is deleted. Bids keep their own copy."))
        return redirect("declarations:list", pk)
    return render(request, "declarations/remove.html", {"declaration": found, "firm": found.supplier})


def _whole(request: SignedIn, found: Declaration) -> dict[str, Any]:
    reasons = signing.reasons_against_signing(found, by=request.user)
    told, gaps = parts_of(found.answers), gaps_in(found)
    return {"declaration": found, "firm": found.supplier, "told": told, "gaps": gaps, "reasons": reasons}


def _onwards(request: SignedIn, found: Declaration, name: str) -> HttpResponse:
    """Go where the pressed button leads: to the next page, or to the whole."""
    following = step_after(found.answers, name)
    if following is None or "whole" in request.POST:
        return redirect("declarations:whole", found.supplier_id, found.pk)
    return redirect("declarations:step", found.supplier_id, found.pk, following.name)
