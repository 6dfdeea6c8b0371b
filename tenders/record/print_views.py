"""A public call for paper: its PDF, and a page with everything unfolded."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from procurement import clock
from procurement.access import allow
from tenders.record.documents import ask_for_print, print_of
from tenders.record.pages import call_page
from tenders.record.printing import call_on_paper
from tenders.record.queries import call_shown_to

BEING_MADE = 202
SECONDS = 5


@allow("public")
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Hand out the call as PDF in the reader's language; while it is being made, say so."""
    now = clock.now()
    tender = get_object_or_404(call_shown_to(request.user), reference=reference)
    paper = call_on_paper(tender, language=get_language() or tender.language, now=now)
    if found := print_of(tender, paper):
        name = f"{tender.reference}-{paper.language}.pdf"
        return FileResponse(found.open("rb"), content_type="application/pdf", filename=name)
    ask_for_print(tender, paper, now=now)
    answer = render(request, "record/being_printed.html", {"tender": tender}, status=BEING_MADE)
    answer["Retry-After"] = str(SECONDS)
    return answer


@allow("public")
def whole(request: HttpRequest, reference: str) -> HttpResponse:
    """Show everything of the call on one page, to be printed."""
    tender = get_object_or_404(call_shown_to(request.user), reference=reference)
    return render(request, "record/print.html", {"page": call_page(tender, clock.now())})
