"""The public pages of a buyer: for everyone, and for the pages of others that tell how it keeps its dates."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from procurement import clock
from procurement.access import allow
from tenders.record.buyers import buyer_page, kept_of, promise_lines
from tenders.record.data_views import for_everybody
from tenders.record.queries import buyers_with_calls


@allow("public")
def buyer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a buyer buys, and how it keeps its promises."""
    found, now = get_object_or_404(buyers_with_calls(), slug=slug), clock.now()
    return render(request, "record/buyer.html", {"page": buyer_page(found, now), "now": now})


@allow("public")
def promises(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Hand out every promise behind the numbers, so that anyone can count again."""
    found = get_object_or_404(buyers_with_calls(), slug=slug)
    answer = StreamingHttpResponse(promise_lines(found, clock.now()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}-promises.csv"'
    return for_everybody(answer)


@allow("public")
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw “dates kept: 17 of 20” for the buyer's own site: a picture, without script."""
    found = get_object_or_404(buyers_with_calls(), slug=slug)
    kept, n = kept_of(found, clock.now())
    drawn = render(request, "record/badge.html", {"kept": kept, "n": n}, content_type="image/svg+xml; charset=utf-8")
    return for_everybody(drawn)
