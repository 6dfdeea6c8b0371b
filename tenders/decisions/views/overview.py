"""The calls to decide on, one call, one of its lots, and its log."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from tenders import access
from tenders.decisions.forms import ReadForm
from tenders.decisions.logbook import log_of
from tenders.decisions.pages import ROWS, call_page, lot_page
from tenders.decisions.standing import to_decide_first
from tenders.decisions.steps import asker_of
from tenders.decisions.views.asking import call_for, lot_for


@allow("who decides on the buyer's calls")
@never_cache
def calls(request: SignedIn) -> HttpResponse:
    """List the opened calls of one's buyers, those to decide on first."""
    found = to_decide_first(access.calls_decided_by(request.user))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "decisions/calls.html", {"page": page})


@allow("who decides on the call")
@never_cache
def call(request: SignedIn, reference: str) -> HttpResponse:
    """Show where each lot of a call stands, what is told to whom, and its papers."""
    asker = asker_of(call_for(request, reference), request.user, clock.now())
    page = call_page(asker, pages=request.GET.dict())
    return render(request, "decisions/call.html", {"page": page, "form": ReadForm()})


@allow("who decides on the call")
@never_cache
def lot(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Show one lot: its ranking, its decisions, and what to do next. The only lot of a call stands on its page."""
    standing, asker = lot_for(request, reference, lot, clock.now())
    if asker.tender.lots.count() == 1:
        return redirect("decisions:call", reference)
    return render(request, "decisions/lot_page.html", {"page": lot_page(standing, asker), "form": ReadForm()})


@allow("officers and auditors of the buyer")
@never_cache
def log(request: SignedIn, reference: str) -> HttpResponse:
    """Show who did what on a call, and when."""
    now, tender = clock.now(), call_for(request, reference, Role.OFFICER, Role.AUDITOR)
    reads = request.GET.get("only") == "reads"
    page, entries = log_of(tender, request.user, now, page=request.GET.get("page"), reads=reads)
    fits = Counter(entry.fit.value for entry in entries)
    known = {"tender": tender, "page": page, "entries": entries, "reads": reads, "fits": fits}
    return render(request, "decisions/log.html", known)
