"""Signed papers as rows of a list."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from procurement.paper import in_fours
from tenders.models import Paper

ROWS = 50


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A signed paper in a list, its hash in groups of four."""

    paper: Paper
    digest: str


def papers_page(papers: QuerySet[Paper], number: str | None) -> Page[Paper]:
    """Return a page of these papers, the newest first, with all that their rows tell."""
    found = papers.select_related("tender__buyer", "lot", "supplier", "letter").order_by("-made_at", "-pk")
    return Paginator(found, ROWS).get_page(number)


def paper_rows(papers: Page[Paper]) -> list[PaperRow]:
    """Return the rows of such a page."""
    return [PaperRow(paper, in_fours(paper.sha256)) for paper in papers]
