"""A firm's own pages, for its people."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock, countries
from procurement.access import SignedIn, allow
from procurement.accounts.models import LANGUAGES
from procurement.dates import date_format
from procurement.lifecycle import Refused
from suppliers.access import (
    firms_of,
    firms_owned_by,
    invitations_of,
    join_requests_to,
    people_of,
    takeovers_announced_to,
)
from suppliers.models import Supplier
from suppliers.onboarding import actions, inviting, joining
from suppliers.onboarding.answering import NOT_YET, answered, facts_of, tell
from suppliers.onboarding.classification import region_in_words, sold_in_words
from suppliers.onboarding.forms import FirmForm, PersonForm, RoleForm


@allow("signed_in")
def firms(request: SignedIn) -> HttpResponse:
    """Show the person's firms; with a single one, go to it."""
    own = list(firms_of(request.user))
    if len(own) == 1:
        return redirect("onboarding:firm", own[0].pk)
    return render(request, "onboarding/firms.html", {"firms": own})


@allow("people of the firm")
def firm(request: SignedIn, pk: int) -> HttpResponse:
    """Show a firm to its people."""
    own = get_object_or_404(firms_of(request.user), pk=pk)
    return render(request, "onboarding/firm.html", _page(request, own, PersonForm(), clock.now()))


@allow("owners of the firm")
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """Change what a firm says of itself."""
    now, own = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    form = FirmForm(request.POST or None, initial={name: getattr(own, name) for name in FirmForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            _let_ask(request, own, form, now)
            actions.change_firm(own, facts_of(form), by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("onboarding:firm", own.pk)
    return answered(request, "onboarding/edit.html", {"form": form, "firm": own})


@allow("owners of the firm")
def add(request: SignedIn, pk: int) -> HttpResponse:
    """Invite a person. What is answered says nothing about whether the address has an account."""
    now, own = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = inviting.invite(own, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, "email")
        else:
            told = {"address": invitation.email, "day": date_format(invitation.expires_at)}
            messages.success(
                request, _("An invitation was sent to %(address)s. It can be accepted until %(day)s.") % told
            )
            return redirect("onboarding:firm", own.pk)
    return answered(request, "onboarding/firm.html", _page(request, own, form, now))


@allow("owners of the firm")
def take_back(request: SignedIn, pk: int, invitation: int) -> HttpResponse:
    """Take an invitation back. Undone by inviting again, so it does not ask first."""
    own = get_object_or_404(firms_owned_by(request.user), pk=pk)
    found = get_object_or_404(invitations_of(own), pk=invitation)
    if request.method == "POST":
        inviting.take_back(found, by=request.user, now=clock.now())
        messages.success(request, _("The invitation is taken back."))
    return redirect("onboarding:firm", own.pk)


@allow("owners of the firm")
def person(request: SignedIn, pk: int, member: int) -> HttpResponse:
    """Give a person of the firm another role."""
    now, own = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    one = get_object_or_404(people_of(own), pk=member)
    form = RoleForm(request.POST or None, initial={"role": one.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(one, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, "role")
        else:
            messages.success(request, _("Saved."))
            return redirect("onboarding:firm", own.pk)
    return answered(request, "onboarding/person.html", {"form": form, "firm": own, "member": one})


@allow("owners of the firm, and each its own")
def remove(request: SignedIn, pk: int, member: int) -> HttpResponse:
    """Ask, then take a person out of the firm; who does not own the account only itself."""
    now, own = clock.now(), get_object_or_404(firms_of(request.user), pk=pk)
    owns = firms_owned_by(request.user).filter(pk=pk).exists()
    one = get_object_or_404(people_of(own) if owns else people_of(own).filter(person=request.user), pk=member)
    blockers = [sentence for sentence in [actions.an_owner_stays(one)] if sentence]
    if request.method == "POST" and not blockers:
        actions.remove_person(one, by=request.user, now=now)
        messages.success(request, _("%(person)s no longer belongs to the firm.") % {"person": one.person})
        return redirect("onboarding:firms")
    page = {"firm": own, "member": one, "blockers": blockers, "leaves": one.person_id == request.user.pk}
    return render(request, "onboarding/remove.html", page, status=NOT_YET if request.method == "POST" else 200)


def _let_ask(request: SignedIn, own: Supplier, form: forms.Form, now: datetime) -> None:
    """Count another number as a question: the answer tells whether a firm with it is here."""
    number = {name: form.cleaned_data[name] for name in ("country", "identifier")}
    if number["identifier"] and number != {"country": own.country, "identifier": own.identifier}:
        joining.firm_with(**number, by=request.user, now=now)


def _page(request: SignedIn, own: Supplier, form: forms.Form, now: datetime) -> dict[str, Any]:
    """What a firm's page holds; the ways to change it are there for owners only."""
    people = list(people_of(own))
    owns = any(member.person_id == request.user.pk and member.role == "owner" for member in people)
    describes = owns or any(each.person_id == request.user.pk and each.role == "contributor" for each in people)
    facts = {"firm": own, "country": countries.name_of(own.country), "people": people, "owns": owns, "form": form}
    facts |= {"describes": describes, "region": region_in_words(own.nuts) if own.nuts else ""}
    facts["works_in"] = [label for code, label in LANGUAGES if code in own.languages]
    facts["sells"] = [label for _code, label in sold_in_words(own.interests)]
    facts["me"] = next((member for member in people if member.person_id == request.user.pk), None)
    waiting: dict[str, Any] = (
        {"invitations": invitations_of(own), "requests": join_requests_to(own, now)} if owns else {}
    )
    if owns:
        waiting["takeovers"] = takeovers_announced_to(request.user).filter(supplier=own)
    return facts | waiting | {"now": now}
