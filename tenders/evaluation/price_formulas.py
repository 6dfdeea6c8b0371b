"""The price formulas a call may publish: which share of the weight, 0 to 1, a price earns. Standard library only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

NOTHING, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Prices:
    """One price and what it is compared with: the lowest and highest among the bids that remain, in one currency."""

    own: Fraction
    lowest: Fraction
    highest: Fraction
    reference: Fraction


def linear_range(of: Prices) -> Fraction:
    """Give the dearest nothing, whatever the gap: French case law held that irregular at high weights."""
    if of.highest == of.lowest:
        return ALL
    return (of.highest - of.own) / (of.highest - of.lowest)


FORMULAS: Mapping[str, Callable[[Prices], Fraction]] = MappingProxyType(
    {
        "lowest_proportional": lambda of: of.lowest / of.own,
        "linear": lambda of: max(NOTHING, 2 - of.own / of.lowest),
        "linear_range": linear_range,
        "reference": lambda of: max(NOTHING, 1 - (of.own - of.lowest) / of.reference),
    }
)
# These two divide by a price, so that a price of 0 has no answer. It is refused, never guessed at.
DIVIDES_BY_A_PRICE = frozenset({"lowest_proportional", "linear"})
