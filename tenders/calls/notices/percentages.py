"""From published weights to percentages that add up to 100, so that every lot is scored on the same scale."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tenders.calls.notices.weights import Weight, WeightKind

HUNDRED = Decimal("100.00")
PARTS = 10_000  # a percentage with two decimals counts in parts of ten thousand
WITHOUT_UNIT = frozenset({WeightKind.NUMBER, WeightKind.RANGE, WeightKind.NONE})


def normalise(weights: Sequence[Weight]) -> tuple[Decimal, ...] | None:
    """Return one lot's weights as percentages with two decimals that add up to exactly 100, or None.

    A criterion that stands alone carries everything. A single weight missing beside percentages is what they leave.
    Words and ranks can't become percentages; nor can different units, unless their numbers happen to add up to 100.
    """
    if len(weights) == 1:
        return (HUNDRED,)
    numbers = _numbers(weights)
    total = sum(numbers or (), Decimal())
    if numbers is None or total <= 0 or not (total == HUNDRED or _on_one_scale(weights, numbers)):
        return None
    return _rounded([Fraction(number) / Fraction(total) * PARTS for number in numbers])


def _numbers(weights: Sequence[Weight]) -> list[Decimal] | None:
    """Return all the numbers, the missing one filled in; None where something stays open."""
    given = [weight.number for weight in weights if weight.number is not None and weight.kind != WeightKind.ORDER]
    if len(given) == len(weights):
        return given
    kinds = [weight.kind for weight in weights]
    remains = HUNDRED - sum(given, Decimal())
    by_percentage = set(kinds) <= {WeightKind.NONE, WeightKind.NUMBER, WeightKind.PERCENTAGE}
    if kinds.count(WeightKind.NONE) > 1 or not by_percentage or _are_ranks(given) or not 0 < remains < HUNDRED:
        return None
    return [remains if weight.number is None else weight.number for weight in weights]


def _on_one_scale(weights: Sequence[Weight], numbers: Sequence[Decimal]) -> bool:
    units = {weight.kind for weight in weights} - WITHOUT_UNIT
    return len(units) == 1 or (not units and not _are_ranks(numbers))


def _are_ranks(numbers: Sequence[Decimal]) -> bool:
    """Whether bare numbers count 1, 2, 3: an order of importance in disguise, where 1 weighs most."""
    return sorted(numbers) == [Decimal(rank) for rank in range(1, len(numbers) + 1)]


def _rounded(exact: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Round down, then give the missing parts to the largest remainders, among equals to the first."""
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[: PARTS - sum(parts)]:
        parts[index] += 1
    return tuple(Decimal(part).scaleb(-2) for part in parts)
