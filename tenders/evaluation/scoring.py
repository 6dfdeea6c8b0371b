"""The ranking of one lot: exact, pure, and open to anyone's recomputation. Standard library only.

    python -m tenders.evaluation.scoring matrix.json      (or - for standard input)

prints the ranking as JSON and exits 0; wrong input exits 2 with one sentence on standard error.
Points per criterion are exact fractions until they are rounded half-up; totals are sums of rounded points.
Equal totals are split by the rounded points of the `tie_break` criteria, in order; who is still equal shares the rank.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tenders.evaluation.exact import half_up
from tenders.evaluation.matrix import Criterion, Matrix, Offer, WrongMatrix, quoted
from tenders.evaluation.matrix_json import parse, read_matrix
from tenders.evaluation.price_formulas import DIVIDES_BY_A_PRICE, FORMULAS, Prices

__all__ = [
    "Criterion", "Excluded", "Matrix", "Offer", "Ranked", "Result", "WrongMatrix",
    "main", "rank", "read_matrix", "result_as_json",
]  # fmt: skip

Points = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in the ranking. `points` by criterion id; `tied` when others share the rank (lots are then drawn)."""

    id: str
    rank: int
    total: Decimal
    points: Points
    tied: bool


@dataclass(frozen=True, slots=True)
class Excluded:
    """A bid that scored below the threshold of `criterion`, the first such by id."""

    id: str
    criterion: str
    reason: str = "below_threshold"


@dataclass(frozen=True, slots=True)
class Result:
    """The ranking, by rank then id, and who fell out of it, by id."""

    ranking: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]


def rank(matrix: Matrix) -> Result:
    """Rank the bids of one lot. The order of bids and criteria never changes the result.

    Raises WrongMatrix if a bid that remains has the price 0 and the formula divides by it.
    """
    failed = {bid.id: sorted(_failed(bid, matrix)) for bid in matrix.bids}
    excluded = tuple(Excluded(id_, criteria[0]) for id_, criteria in sorted(failed.items()) if criteria)
    remaining = [bid for bid in matrix.bids if not failed[bid.id]]
    return Result(_in_order(_points(matrix, remaining), matrix.tie_break), excluded)


def result_as_json(result: Result) -> dict[str, list[dict[str, object]]]:
    """Return the published form of a result: plain dicts and lists, numbers as decimal strings."""
    return {
        "ranking": [
            {
                "id": one.id,
                "rank": one.rank,
                "total": f"{one.total:f}",
                "points": {criterion: f"{points:f}" for criterion, points in one.points.items()},
                "tied": one.tied,
            }
            for one in result.ranking
        ],
        "excluded": [{"id": one.id, "criterion": one.criterion, "reason": one.reason} for one in result.excluded],
    }


def _failed(bid: Offer, matrix: Matrix) -> list[str]:
    return [criterion.id for criterion in matrix.quality if bid.scores[criterion.id] < criterion.threshold]


def _points(matrix: Matrix, bids: Sequence[Offer]) -> dict[str, Points]:
    """Rounded points by bid id, then by criterion id (in order of ids)."""
    points: dict[str, dict[str, Decimal]] = {bid.id: {} for bid in bids}
    for criterion in sorted(matrix.criteria, key=lambda criterion: criterion.id):
        exact = _price_points(criterion, bids) if criterion.kind == "price" else _quality_points(criterion, bids)
        for id_, value in exact.items():
            points[id_][criterion.id] = half_up(value, matrix.rounding)
    return dict(points)


def _quality_points(criterion: Criterion, bids: Sequence[Offer]) -> dict[str, Fraction]:
    points_per_step = criterion.weight / criterion.scale_max
    return {bid.id: points_per_step * bid.scores[criterion.id] for bid in bids}


def _price_points(criterion: Criterion, bids: Sequence[Offer]) -> dict[str, Fraction]:
    prices = {bid.id: bid.price for bid in bids if bid.price is not None}
    free = sorted(id_ for id_, price in prices.items() if not price)
    if free and criterion.formula in DIVIDES_BY_A_PRICE:
        raise WrongMatrix(f"Bid {quoted(free[0])}: the price is 0, and the formula {criterion.formula} divides by it.")
    if not prices:
        return {}
    share = FORMULAS[criterion.formula]
    lowest, highest = min(prices.values()), max(prices.values())
    return {
        id_: criterion.weight * share(Prices(price, lowest, highest, criterion.reference))
        for id_, price in prices.items()
    }


def _in_order(points: Mapping[str, Points], tie_break: Sequence[str]) -> tuple[Ranked, ...]:
    totals = {id_: sum(own.values(), Decimal(0)) for id_, own in points.items()}
    standing = {id_: (totals[id_], *(own[criterion] for criterion in tie_break)) for id_, own in points.items()}
    sharing = Counter(standing.values())
    first: dict[tuple[Decimal, ...], int] = {}
    for place, key in enumerate(sorted(standing.values(), reverse=True), start=1):
        first.setdefault(key, place)
    ranked = (Ranked(id_, first[key], totals[id_], points[id_], sharing[key] > 1) for id_, key in standing.items())
    return tuple(sorted(ranked, key=lambda one: (one.rank, one.id)))


def main(arguments: Sequence[str]) -> int:
    """Print the ranking of the matrix in the named file, and return the exit code: 0 done, 2 unusable input."""
    try:
        result = rank(read_matrix(parse(_read(arguments))))
    except WrongMatrix as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - a program's answer
        return 2
    try:
        print(json.dumps(result_as_json(result), indent=2), flush=True)  # noqa: T201 - a program's answer
    except OSError as wrong:
        # Nobody reads on, or the disk is full. Without this, Python tries again when it ends, and complains at length.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"The ranking cannot be written: {wrong.strerror}.", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _read(arguments: Sequence[str]) -> bytes:
    if len(arguments) != 1:
        raise WrongMatrix("Name one file, or - for standard input: python -m tenders.evaluation.scoring matrix.json")
    try:
        if arguments[0] != "-":
            return Path(arguments[0]).read_bytes()
        with open(0, "rb", closefd=False) as standard_input:
            return standard_input.read()
    except OSError as wrong:
        raise WrongMatrix(f"{quoted(arguments[0])} cannot be read: {wrong.strerror}.") from wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
