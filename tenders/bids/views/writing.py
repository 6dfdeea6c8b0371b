"""Starting a bid, and writing it: one page, one form, every button keeps what was typed."""

import re
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from procurement.uploads import left_out, uploads_in_memory
from suppliers.access import firms_of
from tenders.access import calls_visible_to
from tenders.bids import draft_keys, drafts
from tenders.bids.actions import start_bid
from tenders.bids.attempts import What, note, noting_uploads
from tenders.bids.drafting import blank
from tenders.bids.files import MAX_FILE
from tenders.bids.forms import AgainForm, CodeForm, StartForm
from tenders.bids.keeping import keep, tell_left_out
from tenders.bids.manifest import Manifest
from tenders.bids.starting import start_page
from tenders.bids.workspace import forms_of, readable, workspace
from tenders.lifecycle.bid import BidState
from tenders.models import Bid
from tenders.practice import own_bid

NOT_YET = 422
ANCHOR = re.compile(r"#[a-z0-9-]{1,40}")
OF_THE_FIRM = {"declarations": "declarations:list", "partners": "partners:list"}
LEADS_TO = {"submit": "bids:submit", "hand-over": "bids:hand_over"}


@allow("signed_in")
def start(request: SignedIn, reference: str) -> HttpResponse:
    """Tell what bidding takes; start a draft, whose key goes to this browser."""
    return _started(request, reference, practises=False)


@allow("signed_in")
def practise(request: SignedIn, reference: str) -> HttpResponse:
    """Tell what practising is; start one, on the same pages and with the same checks as a bid."""
    return _started(request, reference, practises=True)


def _started(request: SignedIn, reference: str, *, practises: bool) -> HttpResponse:
    now, tender = clock.now(), get_object_or_404(calls_visible_to(request.user), reference=reference)
    firms = firms_of(request.user)
    single = {"firm": firms[0].pk} if len(firms) == 1 else {}
    form = StartForm({**request.POST.dict(), **single} if request.method == "POST" else None, firms=firms)
    if request.method == "POST" and form.is_valid():
        try:
            bid = start_bid(tender, supplier=form.cleaned_data["firm"], by=request.user, now=now, practises=practises)
        except Refused as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        else:
            return draft_keys.hold(redirect("bids:bid", bid.number), request, bid, drafts.new_draft_key())
    page = start_page(tender, firms, form, by=request.user, now=now, practises=practises)
    return render(request, "bids/start.html", {"page": page, "form": form}, status=NOT_YET if form.errors else 200)


@allow("people of the firm")
@noting_uploads
@uploads_in_memory(MAX_FILE)
@sensitive_post_parameters()
@never_cache
def write(request: SignedIn, number: str) -> HttpResponse:
    """Show the draft; keep what was typed and chosen, and go where the pressed button leads."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    if bid.state != BidState.DRAFT:
        return redirect("bids:receipt", number)
    key = draft_keys.key_of(request, bid)
    draft = readable(bid, key)
    if request.method == "POST":
        return _kept(request, bid, draft, key=key if draft else None, now=now)
    if draft is None:
        return render(request, "bids/no_key.html", {"bid": bid, "code": CodeForm(), "again": AgainForm()})
    filled = forms_of(bid, draft, page=request.GET.get("page"))
    page = workspace(bid, draft, filled, key=key, by=request.user, now=now)
    return render(request, "bids/workspace.html", {"page": page, "form": page.forms})


def _kept(request: SignedIn, bid: Bid, draft: Manifest | None, *, key: bytes | None, now: datetime) -> HttpResponse:
    """Answer a pressed button: go on, or show everything again with what is to be mended."""
    draft = draft or blank(bid)
    filled = forms_of(bid, draft, request.POST, request.FILES, page=request.GET.get("page"))
    keep(filled, bid, key=key, by=request.user, now=now, pressed=request.POST)
    tell_left_out(filled, too_large := left_out(request))
    for _each in too_large:
        note(bid, What.UPLOAD_REFUSED, rules=["size"])
    if filled.is_valid():
        messages.success(request, _("Saved."))
        return redirect(_following(request, bid, filled.page.number))
    page = workspace(bid, readable(bid, key) or draft, filled, key=key, by=request.user, now=now)
    return render(request, "bids/workspace.html", {"page": page, "form": page.forms}, status=NOT_YET)


def _following(request: SignedIn, bid: Bid, page: int) -> str:
    """Return where the pressed button leads: another page of the bid or of its lots, or a place on this one."""
    then = request.POST.get("then", "")
    if then in OF_THE_FIRM:
        return reverse(OF_THE_FIRM[then], args=[bid.supplier_id])
    if then in LEADS_TO:
        return reverse(LEADS_TO[then], args=[bid.number])
    then = "#vault" if "from_vault" in request.POST else "#team" if "ask" in request.POST else then
    number = int(go) if (go := request.POST.get("go", "")).isdecimal() else page
    asked = f"?page={number}" if number > 1 else ""
    return reverse("bids:bid", args=[bid.number]) + asked + (then if ANCHOR.fullmatch(then) else "")
