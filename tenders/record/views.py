"""The public pages: for everyone, without an account, and without a script."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from procurement import clock
from procurement.access import allow
from procurement.paper import in_fours
from tenders.calls.own_invitations import invitations_of
from tenders.decisions.queries import verify as verification_of
from tenders.models import Paper
from tenders.record.awarded import result_rows
from tenders.record.finding import found_page, tidied
from tenders.record.forms import LONGEST_QUERY, FindForm
from tenders.record.pages import call_page
from tenders.record.queries import call_shown_to, documents_shown_to


@allow("public")
def calls(request: HttpRequest) -> HttpResponse:
    """List the calls that fit what is asked; an address with empty fields, as forms make them, is tidied first."""
    if any(value == "" for values in request.GET.lists() for value in values[1]):
        return redirect(f"{request.path}?{tidied(request.GET)}".rstrip("?"))
    now, form = clock.now(), FindForm(request.GET)
    found = found_page(form.wanted(), request.GET.get("page"), now)
    return render(request, "record/calls.html", {"found": found, "form": form, "now": now})


@allow("public")
def results(request: HttpRequest) -> HttpResponse:
    """List what was decided, the newest first."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    page, rows = result_rows(asked, request.GET.get("page"), clock.now())
    return render(request, "record/results.html", {"page": page, "rows": rows, "asked": asked})


@allow("public")
def call(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one call: what happens next, every date, and what everyone may know; by invitation, to whom it concerns."""
    now, tender = clock.now(), get_object_or_404(call_shown_to(request.user), reference=reference)
    own = invitations_of(request.user, now).filter(tender=tender) if tender.by_invitation else ()
    page = {"page": call_page(tender, now, request.GET), "invitations": own}
    return render(request, "record/call.html", page)


@allow("public")
def document(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """Hand out a document of a published call: free, complete, to everybody (art. 53)."""
    found = get_object_or_404(documents_shown_to(request.user, reference), pk=pk)
    ending = Path(found.file.name or "").suffix
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.title}{ending}")


@allow("public")
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Tell whoever holds a paper whether it is ours and still in force."""
    asked = (code or request.GET.get("code", "")).strip()
    paper = verification_of(asked) if asked else None
    told = {"kind": Paper.Kind(paper.kind).label, "digest": in_fours(paper.sha256)} if paper else {}
    status = 404 if asked and paper is None else 200
    return render(request, "record/verify.html", {"asked": asked, "paper": paper, **told}, status=status)
