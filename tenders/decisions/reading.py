"""A letter as a page: the same words as its PDF, in its own language, and whether it still holds."""

from dataclasses import dataclass

from django.utils.translation import override

from procurement.paper import in_fours
from tenders.decisions.letters import letter_on_paper
from tenders.decisions.papers import LetterPaper
from tenders.decisions.queries import Verification, verification_of
from tenders.models import Letter, Paper


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter as it is read. `paper` is absent until the worker has printed it; `verified` says if it still holds."""

    letter: Letter
    content: LetterPaper
    paper: Paper | None
    verified: Verification | None
    newer: Letter | None

    @property
    def digest(self) -> str:
        """The hash of the signed bytes, in groups of four."""
        return in_fours(self.paper.sha256) if self.paper else ""


def page_of_letter(letter: Letter) -> LetterPage:
    """Return the letter's page."""
    paper = letter.paper
    with override(letter.language):
        content = letter_on_paper(letter, code=paper.code if paper else "")
    verified = verification_of(paper) if paper else None
    codes = verified.replaced_by if verified else ()
    newer = Letter.objects.filter(paper__code__in=codes, supplier=letter.supplier).first()
    return LetterPage(letter, content, paper, verified, newer)
