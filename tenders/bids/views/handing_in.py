"""What can't be undone by pressing a button twice: handing in, taking back, deleting a draft. Each asks first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow, prove_again
from procurement.lifecycle import Refused
from tenders.access import files_of, own_bids
from tenders.bids import draft_keys
from tenders.bids.actions import delete_draft, submit_bid, withdraw_bid
from tenders.bids.attempts import What, as_csv, attempting, note_submitted, one_request, own_attempts
from tenders.bids.confirming import confirm_bid
from tenders.bids.own import receipt_page
from tenders.bids.summary import summary_of
from tenders.bids.workspace import readable
from tenders.lifecycle.bid import BidState
from tenders.practice import own_bid

NOT_YET = 422


@allow("people of the firm")
@prove_again
@never_cache
def submit(request: SignedIn, number: str) -> HttpResponse:
    """Show the whole bid once more, then hand it in. Pressed twice, it gives the same receipt."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    key, refusal = draft_keys.key_of(request, bid), None
    if request.method == "POST":
        try:
            with one_request():
                with attempting(bid, What.SUBMIT_REFUSED, begun=What.SUBMIT_BEGUN):
                    submit_bid(bid, draft_key=key or b"", by=request.user)
                note_submitted(bid)
        except Refused as refused:
            refusal = refused
        else:
            return draft_keys.forget(redirect("bids:receipt", number), bid)
    draft = readable(bid, key)
    if bid.state != BidState.DRAFT or draft is None or key is None:
        return redirect("bids:bid", number)
    page = summary_of(bid, draft, key=key, by=request.user, now=now, refusal=refusal)
    return render(request, "bids/submit.html", {"page": page}, status=NOT_YET if refusal else 200)


@allow("people of the firm")
@never_cache
def withdraw(request: SignedIn, number: str) -> HttpResponse:
    """Ask, then take the bid back."""
    now, bid = clock.now(), get_object_or_404(own_bids(request.user), number=number)
    if bid.state == BidState.DRAFT:
        return redirect("bids:bid", number)
    refused = False
    if request.method == "POST":
        try:
            withdraw_bid(bid, by=request.user)
        except Refused:
            refused = True  # the page says why: it asks the same rules
        else:
            messages.success(request, _("The bid is withdrawn. It stays sealed for ever."))
            return redirect("bids:receipt", number)
    page = receipt_page(bid, by=request.user, now=now)
    return render(request, "bids/withdraw.html", {"page": page}, status=NOT_YET if refused else 200)


@require_POST
@allow("people of the firm")
@never_cache
def confirm(request: SignedIn, number: str) -> HttpResponse:
    """Say that the sealed bid stands after a change of the call."""
    try:
        confirm_bid(get_object_or_404(own_bids(request.user), number=number), by=request.user)
        messages.success(request, _("Your bid is confirmed: it stands as it is sealed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("bids:receipt", number)


@allow("people of the firm")
@never_cache
def delete(request: SignedIn, number: str) -> HttpResponse:
    """Ask, then delete a draft with its files, or throw a practice away."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    if bid.state != BidState.DRAFT and not bid.practice:
        return redirect("bids:receipt", number)
    if request.method != "POST":
        return render(request, "bids/delete.html", {"bid": bid, "files": files_of(bid).count()})
    try:
        delete_draft(bid, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, " ".join(str(sentence) for sentence in refusal.sentences))
        return redirect("bids:mine")
    gone = (
        _("The practice is thrown away, with its files.")
        if bid.practice
        else _("The draft is deleted, with its files.")
    )
    messages.success(request, gone)
    return draft_keys.forget(redirect("bids:mine"), bid)


@allow("people of the firm")
@never_cache
def attempts(request: SignedIn, number: str) -> HttpResponse:
    """Give the firm what the portal noted of its attempts in this round, as a table."""
    bid = get_object_or_404(own_bids(request.user), number=number)
    answer = HttpResponse(as_csv(own_attempts(bid)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="attempts-{bid.round.tender.reference}.csv"'
    return answer
