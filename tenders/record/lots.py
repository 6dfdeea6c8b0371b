"""The lots of a call as its page shows them: where each stands, and fifty at a time where there are many."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from tenders.calls.pieces import pieces_of
from tenders.calls.told_terms import Told, told_of_lot
from tenders.evaluation.trying import can_be_tried
from tenders.models import Lot, SelectionCriterion, Tender
from tenders.models.pieces import BidPiece
from tenders.record.awarded import standing_of
from tenders.record.results import LotResult, Tenderer, names_at_the_opening, results_of

ROWS = 50
LONGEST = 100  # letters that are looked for


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot with the word for where it stands, its results in force, and who bid where that is public already.

    `tryable`: its published rules can be computed with.
    """

    lot: Lot
    kind: str
    word: str
    results: tuple[LotResult, ...]
    named: tuple[Tenderer, ...]
    tryable: bool
    terms: Sequence[Told]
    pieces: Sequence[BidPiece]


@dataclass(frozen=True, slots=True)
class Lots:
    """Every lot of a call, and those that are shown: one page of what was asked for."""

    every: Sequence[LotRow]
    shown: Page[LotRow]
    asked: str

    @property
    def many(self) -> bool:
        """Tell whether one must look for a lot."""
        return len(self.every) > ROWS

    @property
    def found(self) -> int:
        """How many fit what was asked."""
        return self.shown.paginator.count

    @property
    def with_results(self) -> Sequence[LotRow]:
        """Those shown of which a result is to be said."""
        return [row for row in self.shown if row.results or row.named]

    def asked_of_firms(self, tender: Tender) -> Sequence[SelectionCriterion]:
        """Return what is asked of the firms: for every lot, or for those that are shown."""
        shown = {row.lot.pk for row in self.shown}
        return [row for row in tender.selection.all() if row.lot_id is None or row.lot_id in shown]


def lots_of(tender: Tender, asked: Mapping[str, str], now: datetime) -> Lots:
    """Return the lots of a call; `asked` holds the words that are looked for ("lot") and the page ("page")."""
    words, every = asked.get("lot", "").replace("\0", "").strip()[:LONGEST], _rows(tender, now)
    fitting = [row for row in every if _fits(row.lot, words)]
    return Lots(every, Paginator(fitting, ROWS).get_page(asked.get("page")), words)


def _fits(lot: Lot, words: str) -> bool:
    """Tell whether each word stands in the lot's title or description; a number is also the lot's own."""
    text = f"{lot.title} {lot.description} {lot.cpv}".casefold()
    parts = text.split()
    return all(
        word == lot.number or (word in parts if word.isdecimal() else word in text) for word in words.casefold().split()
    )


def _rows(tender: Tender, now: datetime) -> list[LotRow]:
    by_lot: dict[int, list[LotResult]] = defaultdict(list)
    for result in results_of(tender, now):
        if result.in_force:
            by_lot[result.lot.pk].append(result)
    named = names_at_the_opening(tender, now)
    return [
        LotRow(
            lot,
            *standing_of(tender, lot),
            results=tuple(by_lot[lot.pk]),
            named=tuple(named.get(lot.pk, ())),
            tryable=can_be_tried(list(lot.criteria.all())),
            terms=told_of_lot(lot),
            pieces=pieces_of(lot),
        )
        for lot in tender.lots.all()
    ]
