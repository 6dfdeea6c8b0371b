"""A firm's partners, for its people: the list with a form for one more, and a page for each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.countries import name_of
from procurement.lifecycle import Refused
from suppliers.access import firms_of, partners_of
from suppliers.models import Partner
from suppliers.onboarding.answering import NOT_YET, answered, tell
from suppliers.partners import actions
from suppliers.partners.forms import CorrectForm, PartnerForm

ROWS = 50


@allow("people of the firm")
@never_cache
def partners(request: SignedIn, pk: int) -> HttpResponse:
    """List the firms that this one works with; name one more."""
    own = get_object_or_404(firms_of(request.user), pk=pk)
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            named = actions.name_partner(own, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("%(firm)s is on your list.") % {"firm": named})
            return redirect("partners:list", own.pk)
    page = Paginator(partners_of(own), ROWS).get_page(request.GET.get("page"))
    rows = [(each, name_of(each.country)) for each in page]
    return answered(request, "partners/list.html", {"firm": own, "page": page, "form": form, "rows": rows})


@allow("people of the firm")
@never_cache
def partner(request: SignedIn, pk: int, partner: int) -> HttpResponse:
    """Correct what is said of a partner."""
    found, typed = _found(request, pk, partner), request.POST if request.method == "POST" else None
    form = CorrectForm(typed, initial={"name": found.name, "email": found.email})
    if form.is_valid():
        actions.correct_partner(found, **form.cleaned_data, by=request.user, now=clock.now())
        messages.success(request, _("Saved."))
        return redirect("partners:list", pk)
    facts = {"firm": found.supplier, "partner": found, "country": name_of(found.country), "form": form}
    return answered(request, "partners/one.html", facts)


@allow("people of the firm")
@never_cache
def remove(request: SignedIn, pk: int, partner: int) -> HttpResponse:
    """Ask, then take a partner off the list."""
    found, refusal = _found(request, pk, partner), None
    if request.method == "POST":
        try:
            actions.remove_partner(found, by=request.user, now=clock.now())
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("The firm is off your list. Bids that were handed in keep their own copy."))
            return redirect("partners:list", pk)
    page = {"firm": found.supplier, "partner": found, "reasons": refusal.sentences if refusal else []}
    return render(request, "partners/remove.html", page, status=NOT_YET if refusal else 200)


def _found(request: SignedIn, pk: int, partner: int) -> Partner:
    """Return a partner of one of the person's firms; to others it is not there."""
    return get_object_or_404(partners_of(get_object_or_404(firms_of(request.user), pk=pk)), pk=partner)
