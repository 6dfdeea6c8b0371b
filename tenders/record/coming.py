"""The public list of coming calls, and the page of each: for everyone, without an account."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from procurement import clock
from procurement.access import allow
from tenders.models import Announcement
from tenders.record.coming_calls import coming_calls
from tenders.record.queries import is_public

ROWS = 50


@allow("public")
def coming(request: HttpRequest) -> HttpResponse:
    """List the calls that are to come, the next quarter first."""
    page = Paginator(coming_calls(clock.now()), ROWS).get_page(request.GET.get("page"))
    return render(request, "record/coming.html", {"page": page})


@allow("public")
def coming_call(request: HttpRequest, announcement: str) -> HttpResponse:
    """Show what was announced, and what became of it."""
    found = get_object_or_404(Announcement.objects.select_related("buyer", "call"), reference=announcement)
    call = found.call if found.call and is_public(found.call, clock.now()) else None
    return render(request, "record/coming_call.html", {"row": found, "call": call})
