"""What imagined bids would earn by the rules of a lot: the same arithmetic as the real ranking, and nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenders.evaluation.earned import Earned
from tenders.evaluation.matrices import rules_of
from tenders.evaluation.scoring import WrongMatrix, rank, read_matrix
from tenders.models import AwardCriterion


@dataclass(frozen=True, slots=True)
class Imagined:
    """A bid that nobody made: `price` without VAT where price counts, `scores` by the code of the criterion."""

    name: str
    price: Decimal | None
    scores: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an imagined bid would stand. `points` in the published order of the criteria."""

    name: str
    rank: int
    tied: bool
    points: tuple[Earned, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """The imagined ranking, and the bids below a published threshold with the criterion that they fail."""

    places: tuple[Place, ...]
    out: tuple[tuple[str, AwardCriterion], ...]


def can_be_tried(criteria: Sequence[AwardCriterion]) -> bool:
    """Tell whether the published rules are complete enough to compute with: weights, formula and scales."""
    try:
        read_matrix({**rules_of(criteria), "bids": []})
    except WrongMatrix:
        return False
    return True


def outcome_of(criteria: Sequence[AwardCriterion], bids: Sequence[Imagined]) -> Outcome:
    """Rank imagined bids. Raises WrongMatrix: the rules are incomplete, or a bid lacks a price or a score."""
    offers = [_offer(str(number), bid) for number, bid in enumerate(bids)]
    result = rank(read_matrix({**rules_of(criteria), "bids": offers}))
    by_code = {criterion.code: criterion for criterion in criteria}
    places = (
        Place(
            name=bids[int(one.id)].name,
            rank=one.rank,
            tied=one.tied,
            points=tuple(Earned(criterion, one.points[criterion.code]) for criterion in criteria),
            total=one.total,
        )
        for one in result.ranking
    )
    return Outcome(tuple(places), tuple((bids[int(one.id)].name, by_code[one.criterion]) for one in result.excluded))


def _offer(number: str, bid: Imagined) -> dict[str, object]:
    price = {} if bid.price is None else {"price": f"{bid.price:f}"}
    return {"id": number, **price, "scores": {code: f"{score:f}" for code, score in bid.scores.items()}}
