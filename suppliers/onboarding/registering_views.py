"""Registering a firm: its number first; then what a register says of it, to be corrected; or asking to join it."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement import clock, countries
from procurement.access import SignedIn, allow
from procurement.dates import date_format
from procurement.lifecycle import Refused
from suppliers.access import firms_here
from suppliers.models import Supplier
from suppliers.onboarding import actions, joining
from suppliers.onboarding.answering import answered, facts_of, following, tell
from suppliers.onboarding.forms import NewFirmForm, NumberForm
from suppliers.registers.queries import look_up

NUMBER, SAID = "firm_number", "firm_register"  # in the session: what was typed, what a register answered


@allow("signed_in")
def new(request: SignedIn) -> HttpResponse:
    """Ask for the number, and look it up; a number that is here already leads to asking to join."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            firm = joining.firm_with(**form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            tell(form, refusal, "identifier")
        else:
            request.session[NUMBER] = form.cleaned_data
            request.session[SAID] = None if firm else _said(**form.cleaned_data)
            return _on(request, "ask" if firm else "facts")
    return answered(request, "onboarding/new.html", {"form": form, "following": following(request)})


@allow("signed_in")
def facts(request: SignedIn) -> HttpResponse:
    """Correct what the register says, or type it; then the firm is registered, and the way goes on."""
    known, said = request.session.get(NUMBER) or {}, request.session.get(SAID) or {}
    given = request.POST if request.method == "POST" else None
    form = NewFirmForm(given, person=request.user, numbered=bool(known), initial={**said.get("found", {}), **known})
    if form.is_valid():
        try:
            firm = _made(request, form)
        except Refused as refusal:
            tell(form, refusal)
        else:
            return _arrived(request, firm) if firm else _on(request, "ask")
    page = {"form": form, "following": following(request), "known": known, "said": said}
    return answered(request, "onboarding/facts.html", page | {"country": countries.name_of(known.get("country", ""))})


@allow("signed_in")
def ask(request: SignedIn) -> HttpResponse:
    """Ask to join the firm whose number was typed. The page says nothing else about it."""
    known = request.session.get(NUMBER)
    firm = firms_here().filter(**known).first() if known else None
    if known is None or firm is None:
        return redirect("onboarding:new")
    if firm.roles_of(request.user):
        return redirect("onboarding:firm", firm.pk)
    form, unowned = NumberForm(known), False
    if request.method == "POST" and form.is_valid():
        try:
            joining.ask(firm, by=request.user, now=clock.now())
        except joining.NobodyAnswers as refusal:
            unowned = True
            tell(form, refusal)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Your request is sent. You get a mail when it is answered."))
            return redirect("desk:home")
    page = {"form": form, "known": known, "country": countries.name_of(known["country"]), "unowned": unowned}
    return answered(request, "onboarding/ask.html", page)


def _said(country: str, identifier: str) -> dict[str, Any]:
    """Return what the registers answer, as a session can keep it."""
    answer = look_up(country, identifier, language=get_language() or "en")
    found = {name: value for name, value in asdict(answer.found).items() if value} if answer.found else {}
    if "on" in found:
        found["on"] = date_format(found["on"])
    return {"checked": answer.checked, "found": found}


def _made(request: SignedIn, form: NewFirmForm) -> Supplier | None:
    """Register the firm; None when its number is here already."""
    now, given = clock.now(), facts_of(form)
    if given.identifier and joining.firm_with(given.country, given.identifier, by=request.user, now=now):
        request.session[NUMBER] = {"country": given.country, "identifier": given.identifier}
        return None
    own_name = form.cleaned_data.get("own_name", "")
    return actions.make_firm(given, by=request.user, now=now, own_name=own_name)


def _arrived(request: SignedIn, firm: Supplier) -> HttpResponse:
    for key in (NUMBER, SAID):
        request.session.pop(key, None)
    messages.success(request, _("%(firm)s is registered. You own its account.") % {"firm": firm.name})
    return redirect(following(request) or reverse("onboarding:firm", args=[firm.pk]))


def _on(request: SignedIn, page: str) -> HttpResponse:
    asked = following(request)
    return redirect(reverse(f"onboarding:{page}") + (f"?{urlencode({'next': asked})}" if asked else ""))
