"""A draft in another browser: the code for a colleague, shown once; the code typed; or everything typed again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from tenders.bids import draft_keys, handing_over
from tenders.bids.forms import AgainForm, CodeForm
from tenders.bids.keeping import tell
from tenders.bids.workspace import readable
from tenders.practice import own_bid

NOT_YET = 422


@allow("people of the firm")
@never_cache
def hand_over(request: SignedIn, number: str) -> HttpResponse:
    """Show the code, once, on the answer itself: it is kept in no session and no message."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    key = draft_keys.key_of(request, bid)
    if key is None or readable(bid, key) is None:
        return redirect("bids:bid", number)
    code, refusal = "", None
    if request.method == "POST":
        try:
            code = handing_over.hand_over(bid, draft_key=key, by=request.user, now=now)
        except Refused as refused:
            refusal = refused
    page = {"bid": bid, "code": code, "reasons": refusal.sentences if refusal else []}
    return render(request, "bids/hand_over.html", page, status=NOT_YET if refusal else 200)


@allow("people of the firm")
@sensitive_post_parameters()
@never_cache
def take_over(request: SignedIn, number: str) -> HttpResponse:
    """Take the typed code; the key goes to this browser."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    if request.method != "POST":
        return redirect("bids:bid", number)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            key = handing_over.take_over(bid, code=form.cleaned_data["code"], by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, field="code")
        else:
            messages.success(request, _("You write this bid now."))
            return draft_keys.hold(redirect("bids:bid", number), request, bid, key)
    page = {"bid": bid, "code": form, "again": AgainForm(), "form": form}
    return render(request, "bids/no_key.html", page, status=NOT_YET)


@allow("people of the firm")
@never_cache
def start_again(request: SignedIn, number: str) -> HttpResponse:
    """Empty the draft but for its sealed files; the new key goes to this browser."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    if request.method != "POST":
        return redirect("bids:bid", number)
    form = AgainForm(request.POST)
    if form.is_valid():
        try:
            key = handing_over.start_again(bid, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("You can type the bid again. Every sealed file is still there."))
            return draft_keys.hold(redirect("bids:bid", number), request, bid, key)
    page = {"bid": bid, "code": CodeForm(), "again": form, "form": form}
    return render(request, "bids/no_key.html", page, status=NOT_YET)
