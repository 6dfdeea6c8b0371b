"""Authorities: the list, one with its people, what is kept of it, and the log of what was done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import Buyer
from procurement.administration import actions
from procurement.administration.access import buyers_administered_by, invitations_of, people_of, takeovers_asked_of
from procurement.administration.forms import BuyerForm, InviteForm
from procurement.administration.queries import events_of, in_words
from procurement.lifecycle import Refused

NOT_YET = 422
ROWS = 50


@allow("administrators")
def buyers(request: SignedIn) -> HttpResponse:
    """List the authorities whose people one looks after; with a single one, go to it."""
    own = buyers_administered_by(request.user)
    if not (request.user.is_superuser or own.exists()):
        raise Http404
    if not request.user.is_superuser and own.count() == 1:
        return redirect("administration:buyer", own[0].slug)
    page = Paginator(own, ROWS).get_page(request.GET.get("page"))
    return render(request, "administration/buyers.html", {"page": page})


@allow("who runs the portal")
def new(request: SignedIn) -> HttpResponse:
    """Add an authority."""
    now = clock.now()
    if not request.user.is_superuser:
        raise Http404
    form = BuyerForm(request.POST or None)
    if form.is_valid():
        made = actions.make_buyer(actions.Facts(**form.cleaned_data), by=request.user, now=now)
        messages.success(request, _("%(buyer)s is added. Invite its first administrator.") % {"buyer": made})
        return redirect("administration:buyer", made.slug)
    return answer(request, "administration/facts.html", {"form": form})


@allow("administrators of the authority")
def buyer(request: SignedIn, slug: str) -> HttpResponse:
    """Show who holds which post, since when, and who is invited."""
    own = get_object_or_404(buyers_administered_by(request.user), slug=slug)
    return render(request, "administration/buyer.html", people_page(request, own, InviteForm()))


@allow("administrators of the authority")
def facts(request: SignedIn, slug: str) -> HttpResponse:
    """Change what is kept of an authority."""
    now, own = clock.now(), get_object_or_404(buyers_administered_by(request.user), slug=slug)
    form = BuyerForm(request.POST or None, initial={name: getattr(own, name) for name in BuyerForm.base_fields})
    if form.is_valid():
        actions.change_buyer(own, actions.Facts(**form.cleaned_data), by=request.user, now=now)
        messages.success(request, _("Saved."))
        return redirect("administration:buyer", slug)
    return answer(request, "administration/facts.html", {"form": form, "buyer": own})


@allow("administrators of the authority")
def log(request: SignedIn, slug: str) -> HttpResponse:
    """Show what was done to the people of an authority."""
    own = get_object_or_404(buyers_administered_by(request.user), slug=slug)
    page = Paginator(events_of(own), ROWS).get_page(request.GET.get("page"))
    return render(request, "administration/log.html", {"buyer": own, "page": page, "deeds": in_words(page)})


def people_page(request: SignedIn, own: Buyer, form: forms.Form) -> dict[str, Any]:
    """Return what the page of an authority holds."""
    people = Paginator(people_of(own), ROWS).get_page(request.GET.get("page"))
    return {"buyer": own, "people": people, "invitations": invitations_of(own), "form": form, "now": clock.now()} | {
        "takeovers": takeovers_asked_of(own)
    }


def answer(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Show a page with a form; 422 while something is to be mended."""
    return render(request, template, page, status=NOT_YET if page["form"].errors else 200)


def tell(form: forms.Form, refusal: Refused, field: str | None = None) -> None:
    """Put what was refused beside the field, or above the form."""
    for sentence in refusal.sentences:
        form.add_error(field, str(sentence))
