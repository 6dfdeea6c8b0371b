"""The opened bids: the list, one bid with what it says, its files, and what an officer finds."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, blockers
from tenders import access
from tenders.bids.confirming import waiting_for
from tenders.bids.reading import read_file
from tenders.evaluation import actions
from tenders.evaluation.contents import content_of, file_named
from tenders.evaluation.door import judging
from tenders.evaluation.forms import PriceForm, RejectionForm
from tenders.evaluation.queries import offers_to_judge
from tenders.evaluation.steps import ways_from_a_list
from tenders.evaluation.teams import team_in, twice_in
from tenders.evaluation.views.answering import NOT_YET, ROWS, answer, tell, typed
from tenders.lifecycle.tender import TenderState
from tenders.models import LotBid, Tender


@allow("who judges the call and has declared no conflict")
@judging
def bids(request: SignedIn, tender: Tender) -> HttpResponse:
    """List the offers lot by lot, and how each stands."""
    now = clock.now()
    offers = offers_to_judge(request.user, tender, now)
    page = Paginator(offers, ROWS).get_page(request.GET.get("page"))
    ways = ways_from_a_list(tender, by=request.user, now=now)
    twice = twice_in(access.bids_known_to(request.user, tender, now))
    return render(request, "evaluation/bids.html", {"tender": tender, "page": page, "ways": ways, "twice": twice})


@allow("who judges the call and has declared no conflict")
@judging
def bid(request: SignedIn, tender: Tender, pk: int) -> HttpResponse:
    """Show what a bid says for one lot; this reading is logged."""
    now = clock.now()
    return render(request, "evaluation/bid.html", _page(request, tender, _offer(request.user, tender, pk, now), now))


@allow("officers of the buyer who have declared no conflict")
@require_POST
@judging
def admit(request: SignedIn, tender: Tender, pk: int) -> HttpResponse:
    """Find that the bid meets what is asked."""
    return _find(request, tender, pk, act=actions.admit, sentence=_("The bid is admitted for this lot."))


@allow("officers of the buyer who have declared no conflict")
@require_POST
@judging
def again(request: SignedIn, tender: Tender, pk: int) -> HttpResponse:
    """Take a finding back."""
    return _find(request, tender, pk, act=actions.examine_again, sentence=_("The bid is to be examined again."))


@allow("officers of the buyer who have declared no conflict")
@judging
def reject(request: SignedIn, tender: Tender, pk: int) -> HttpResponse:
    """Find that the bid does not meet a rule."""
    now = clock.now()
    offer = _offer_for_officer(request.user, tender, pk, now)
    form = RejectionForm(typed(request), initial={"rule": offer.rejection_rule, "facts": offer.rejection_facts})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reject(offer, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The bid is rejected for this lot."))
            return redirect("evaluation:bids", tender.reference)
    return answer(request, "evaluation/reject.html", {"tender": tender, "offer": offer, "form": form})


@allow("officers of the buyer who have declared no conflict")
@judging
def price(request: SignedIn, tender: Tender, pk: int) -> HttpResponse:
    """Correct an arithmetic error in a price."""
    now = clock.now()
    offer = _offer_for_officer(request.user, tender, pk, now)
    form = PriceForm(typed(request), initial={"price": offer.price, "why": offer.correction})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_price(offer, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The price is corrected. The one that was handed in stays visible."))
            return redirect("evaluation:bid", tender.reference, pk)
    return answer(request, "evaluation/price.html", {"tender": tender, "offer": offer, "form": form})


@allow("who judges the call and has declared no conflict")
@judging
def file(request: SignedIn, tender: Tender, pk: int, stored_as: str) -> HttpResponseBase:
    """Hand out one file of an opened bid, never to be shown by the browser itself; this reading is logged."""
    now = clock.now()
    offer = _offer(request.user, tender, pk, now)
    try:
        entry = file_named(offer, stored_as, by=request.user, now=now)
        if entry is None:
            raise Http404
        content = BytesIO(read_file(offer.bid, entry, by=request.user, now=now))
    except Refused as refusal:
        return _refused(request, tender, offer, refusal)
    return FileResponse(content, as_attachment=True, filename=entry.name, content_type="application/octet-stream")


def _offer(reader: User, tender: Tender, pk: int, now: datetime) -> LotBid:
    return get_object_or_404(offers_to_judge(reader, tender, now), pk=pk)


def _offer_for_officer(reader: User, tender: Tender, pk: int, now: datetime) -> LotBid:
    if Role.OFFICER not in tender.roles_of(reader):
        raise Http404
    return _offer(reader, tender, pk, now)


def _find(request: SignedIn, tender: Tender, pk: int, *, act: Callable[..., None], sentence: str) -> HttpResponse:
    """Record a finding that needs no words; what is refused is told on the bid's own page."""
    now = clock.now()
    offer = _offer_for_officer(request.user, tender, pk, now)
    try:
        act(offer, by=request.user, now=now)
    except Refused as refusal:
        return _refused(request, tender, offer, refusal)
    messages.success(request, sentence)
    return redirect("evaluation:bid", tender.reference, pk)


def _refused(request: SignedIn, tender: Tender, offer: LotBid, refusal: Refused) -> HttpResponse:
    page = _page(request, tender, offer, clock.now())
    return render(request, "evaluation/bid.html", {**page, "refusal": refusal.sentences}, status=NOT_YET)


def _page(request: SignedIn, tender: Tender, offer: LotBid, now: datetime) -> dict[str, Any]:
    """What the page of a bid holds; what an officer may find, only for officers."""
    page: dict[str, Any] = {"tender": tender, "offer": offer, "team": team_in(offer.bid)}
    page |= {"content": content_of(offer, by=request.user, now=now), "unconfirmed": waiting_for(offer.bid)}
    if Role.OFFICER not in tender.roles_of(request.user):
        return page
    moves = {name: blockers(offer, name, by=request.user, now=now) for name in ("admit", "reject", "examine_again")}
    return {**page, "moves": moves, "correctable": tender.state == TenderState.ADMISSIBILITY}
