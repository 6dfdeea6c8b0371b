"""What is held about a firm and about oneself: seen, taken along, corrected, erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow, prove_again
from procurement.lifecycle import Refused
from suppliers.access import firms_owned_by
from suppliers.onboarding.answering import NOT_YET, answered
from tenders.access import bids_handed_in_by
from tenders.holdings import actions, queries
from tenders.holdings.download import left_out, parcel_of
from tenders.holdings.forms import MyselfForm, SureForm
from tenders.holdings.log import log_of


@allow("owners of the firm")
def log(request: SignedIn, pk: int) -> HttpResponse:
    """Show what was done in the firm's name, by whom."""
    own = get_object_or_404(firms_owned_by(request.user), pk=pk)
    page, deeds = log_of(own, request.user, page=request.GET.get("page"))
    return render(request, "holdings/log.html", {"firm": own, "page": page, "deeds": deeds})


@allow("owners of the firm")
def firm(request: SignedIn, pk: int) -> HttpResponse:
    """Offer what is held about the firm, and the ways to correct and to end it."""
    own = get_object_or_404(firms_owned_by(request.user), pk=pk)
    kept = queries.kept_by_law(queries.bids_of(request.user, own), clock.now())
    return render(request, "holdings/firm.html", {"firm": own, "kept": kept, "left_out": left_out()})


@allow("owners of the firm")
@prove_again
@never_cache
def download(request: SignedIn, pk: int) -> HttpResponse | FileResponse:
    """Send everything that is held about the firm."""
    now, own = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    if request.method != "POST":
        return redirect("holdings:firm", pk)
    actions.note_download(own, by=request.user, now=now)
    name = f"{slugify(own.name)[:40] or 'firm'}-{now:%Y-%m-%d}.zip"
    return FileResponse(parcel_of(own, reader=request.user, now=now), as_attachment=True, filename=name)


@allow("owners of the firm")
@prove_again
def close(request: SignedIn, pk: int) -> HttpResponse:
    """Close the firm's account, after a second look."""
    now, own = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    kept = queries.kept_by_law(queries.bids_of(request.user, own), now)
    form, reasons = SureForm(request.POST or None), actions.against_closing(own, request.user)
    if form.is_valid() and not reasons:
        actions.close_firm(own, by=request.user, now=now)
        messages.success(request, _("The account of the firm is closed."))
        return redirect("desk:home")
    page = {"firm": own, "form": form, "reasons": reasons, "kept": kept}
    return render(request, "holdings/close.html", page, status=NOT_YET if request.method == "POST" else 200)


@allow("signed_in")
def me(request: SignedIn) -> HttpResponse:
    """Show what is held about oneself, and correct it."""
    facts = {"name": request.user.name, "language": request.user.language}
    form = MyselfForm(request.POST if request.method == "POST" else None, initial=facts)
    if form.is_valid():
        actions.change_person(request.user, **form.cleaned_data, now=clock.now())
        messages.success(request, _("Saved."))
        return redirect("holdings:me")
    member = request.user.memberships.select_related("supplier").order_by("pk")
    posts = request.user.posts.select_related("buyer").order_by("pk")
    kept = queries.kept_by_law(bids_handed_in_by(request.user), clock.now())
    return answered(request, "holdings/me.html", {"form": form, "memberships": member, "posts": posts, "kept": kept})


@allow("signed_in")
@prove_again
def erase(request: SignedIn) -> HttpResponse:
    """Erase one's own account, after a second look."""
    now, person = clock.now(), request.user
    kept, reasons = queries.kept_by_law(bids_handed_in_by(person), now), actions.against_erasing(person)
    form = SureForm(request.POST or None)
    if form.is_valid() and not reasons:
        try:
            actions.erase_person(person, now=now)
        except Refused as refusal:
            reasons = refusal.sentences
        else:
            logout(request)
            messages.success(request, _("Your account is erased."))
            return redirect("home")
    page = {"form": form, "reasons": reasons, "kept": kept, "until": max((call.until for call in kept), default=None)}
    return render(request, "holdings/erase.html", page, status=NOT_YET if request.method == "POST" else 200)
