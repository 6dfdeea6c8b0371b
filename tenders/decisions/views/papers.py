"""Signed papers: one's own, one to download, and a letter as a page."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition

from procurement.access import SignedIn, allow
from tenders import access
from tenders.decisions.reading import page_of_letter
from tenders.decisions.shelf import paper_rows, papers_page
from tenders.models import Paper


@allow("signed_in")
@never_cache
def papers(request: SignedIn) -> HttpResponse:
    """List the papers that the person may have, the newest first."""
    page = papers_page(access.papers_readable_by(request.user), request.GET.get("page"))
    return render(request, "decisions/papers.html", {"page": page, "rows": paper_rows(page)})


def _digest(request: HttpRequest, code: str) -> str | None:
    """Return the hash of a paper's bytes, by which a browser knows that it has them; None for who may not have it."""
    found = access.papers_readable_by(request.user).filter(code=code).values_list("sha256", flat=True).first()
    return f'"{found}"' if found else None


@allow("who may read the paper")
@condition(etag_func=_digest)
def paper(request: SignedIn, code: str) -> HttpResponseBase:
    """Hand out a signed paper, as it was issued."""
    found = get_object_or_404(access.papers_readable_by(request.user), code=code)
    answer = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=_name(found), content_type="application/pdf"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _name(paper: Paper) -> str:
    return f"{paper.kind}-{paper.code}.pdf".replace("_", "-")


@allow("the firm that the letter is for, and who decides on the call")
@never_cache
def letter(request: SignedIn, pk: int) -> HttpResponse:
    """Show a letter as a page, in its own language, with its signed PDF."""
    found = get_object_or_404(access.letters_readable_by(request.user), pk=pk)
    return render(request, "decisions/letter.html", {"page": page_of_letter(found)})
