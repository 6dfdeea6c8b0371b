"""A firm's own bids and papers: the list, the receipt, the letters."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from suppliers.access import firms_of
from tenders.access import own_bids, papers_readable_by
from tenders.bids.own import FIRMS_OWN, letters_of, receipt_page, rows_of
from tenders.lifecycle.bid import BidState
from tenders.practice import own_bid, own_practices

ROWS = 50
NEWEST = 5


@allow("signed_in")
def mine(request: SignedIn) -> HttpResponse:
    """List the bids of the person's firms, the newest first, and the newest letters."""
    page = Paginator(own_bids(request.user).select_related("round__tender__buyer"), ROWS).get_page(
        request.GET.get("page")
    )
    rows, newest = rows_of(page.object_list, request.user), letters_of(request.user)[:NEWEST]
    about: dict[str, Any] = {"practices": own_practices(request.user).select_related("round__tender__buyer")[:ROWS]}
    about |= {"several": firms_of(request.user).count() > 1, "now": clock.now()}
    return render(request, "bids/mine.html", {"page": page, "rows": rows, "letters": newest, **about})


@allow("signed_in")
def letters(request: SignedIn) -> HttpResponse:
    """List every letter to the person's firms."""
    page = Paginator(letters_of(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "bids/letters.html", {"page": page})


@allow("people of the firm")
@never_cache
def receipt(request: SignedIn, number: str) -> HttpResponse:
    """Show what was handed in, and what became of it."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    if bid.state == BidState.DRAFT:
        return redirect("bids:bid", number)
    return render(request, "bids/receipt.html", {"page": receipt_page(bid, by=request.user, now=now)})


@allow("readers of the paper")
@never_cache
def paper(request: SignedIn, code: str) -> FileResponse:
    """Hand out a receipt or a letter, as it was signed."""
    found = get_object_or_404(papers_readable_by(request.user).filter(kind__in=FIRMS_OWN), code=code)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.kind}-{found.code}.pdf")
