"""The scoring sheet: which bids on which criteria, what one has given, and what comes next."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from procurement.accounts.models import User
from tenders import access
from tenders.evaluation.progress import STILL_IN
from tenders.evaluation.queries import offers_to_judge
from tenders.models import AwardCriterion, Lot, LotBid, Score, Tender

SIDE_BY_SIDE = 4
Place = tuple[int, int]  # a bid for a lot, a criterion


@dataclass(frozen=True, slots=True)
class Cell:
    """One bid on one criterion."""

    lot_bid: LotBid
    criterion: AwardCriterion
    given: bool
    current: bool

    @property
    def kind(self) -> str:
        """The shape that shows it."""
        if self.given:
            return "done"
        return "in-progress" if self.current else "not-planned"


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion and its cells, one for each bid of the grid."""

    criterion: AwardCriterion
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """A few bids of a lot side by side."""

    lot: Lot
    bids: Sequence[LotBid]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One place of the sheet: what is scored here, what stands here, and how far the person is."""

    offer: LotBid
    criterion: AwardCriterion
    own: Score | None
    number: int  # the criterion's, within its lot
    count: int
    given: int
    total: int
    grid: Grid | None
    following: Place | None


def sheet_of(tender: Tender, reader: User, here: Place, now: datetime) -> Sheet | None:
    """Return a place for a member of the panel; None where it has none."""
    bids, quality = bids_to_score(tender, reader, now), quality_of(tender)
    every = places(bids, quality)
    if here not in every or not tender.panel.filter(person=reader).exists():
        return None
    offer = next(bid for bid in bids if bid.pk == here[0])
    asked = next(row for row in quality[offer.lot_id] if row.pk == here[1])
    given = own_scores(tender, reader, now)
    return Sheet(
        offer=offer,
        criterion=asked,
        own=given.get(here),
        number=quality[offer.lot_id].index(asked) + 1,
        count=len(quality[offer.lot_id]),
        given=sum(place in given for place in every),
        total=len(every),
        grid=_grid_with(here, grids(bids, quality, given, here)),
        following=next_open(every, {*given, here}, here),
    )


def bids_in_the_running(tender: Tender, reader: User, now: datetime) -> list[LotBid]:
    """Return the bids in the running, lot by lot."""
    return list(offers_to_judge(reader, tender, now).filter(state__in=STILL_IN))


def bids_to_score(tender: Tender, reader: User, now: datetime) -> list[LotBid]:
    """Return those of them that are this person's to score: of every lot, or of those that its seat is limited to."""
    lots = tender.lots_in_charge_of(reader)
    return [bid for bid in bids_in_the_running(tender, reader, now) if lots is None or bid.lot_id in lots]


def quality_of(tender: Tender) -> Mapping[int, Sequence[AwardCriterion]]:
    """Return the quality criteria of each lot, in their published order."""
    found: dict[int, list[AwardCriterion]] = defaultdict(list)
    rows = AwardCriterion.objects.filter(lot__tender=tender, kind=AwardCriterion.Kind.QUALITY)
    for criterion in rows.select_related("lot__tender").order_by("lot__position", "position"):
        found[criterion.lot_id].append(criterion)
    return found


def own_scores(tender: Tender, person: User, now: datetime) -> Mapping[Place, Score]:
    """Return what the person has given."""
    scores = access.scores_readable_by(person, tender, now).filter(evaluator=person)
    return {(score.lot_bid_id, score.criterion_id): score for score in scores}


def places(bids: Iterable[LotBid], quality: Mapping[int, Sequence[AwardCriterion]]) -> list[Place]:
    """Return every place of the sheet in the order in which one works: bid by bid, each on all its criteria."""
    return [(bid.pk, criterion.pk) for bid in bids for criterion in quality.get(bid.lot_id, ())]


def next_open(every: Sequence[Place], given: Iterable[Place], current: Place | None = None) -> Place | None:
    """Return the next place without a score, after the current one and then from the start; None when all are given."""
    start = every.index(current) + 1 if current in every else 0
    done = set(given)
    return next((place for place in [*every[start:], *every[:start]] if place not in done), None)


def grids(
    bids: Iterable[LotBid],
    quality: Mapping[int, Sequence[AwardCriterion]],
    given: Iterable[Place],
    current: Place | None = None,
) -> Iterator[Grid]:
    """Lay the bids of each lot side by side, a few at a time."""
    done = set(given)
    for lot, of_lot in groupby(bids, key=lambda bid: bid.lot_id):
        for few in _few(list(of_lot)):
            yield Grid(few[0].lot, few, [_row(criterion, few, done, current) for criterion in quality.get(lot, ())])


def _grid_with(current: Place, every: Iterable[Grid]) -> Grid | None:
    """Return the grid in which the current place is."""
    return next((grid for grid in every if current[0] in {bid.pk for bid in grid.bids}), None)


def _few(bids: Sequence[LotBid]) -> list[Sequence[LotBid]]:
    return [bids[start : start + SIDE_BY_SIDE] for start in range(0, len(bids), SIDE_BY_SIDE)]


def _row(criterion: AwardCriterion, bids: Sequence[LotBid], done: set[Place], current: Place | None) -> Row:
    spots = [(bid, (bid.pk, criterion.pk)) for bid in bids]
    return Row(criterion, [Cell(bid, criterion, place in done, place == current) for bid, place in spots])
