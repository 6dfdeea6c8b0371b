"""Lots won together: which combination of lots costs the buyer least, discounts counted. Exact. Standard library only.

A discount says: if this bid wins all of these lots, each of their prices falls by so many percent. A price less its
discount is rounded to the cent, half up; totals are sums of rounded prices. To a lot at most one discount applies.

The lots are given so that all of them together cost least. With equal totals, those with fewer combinations come first;
what is still equal is tied. A lot in no combination goes to its own lowest price, as if there were no discounts.

(Belgium: Royal Decree of 18 April 2017 arts 50 and 87, § 1: the set of all lots that is economically the most
advantageous. Defined here for the price alone: how points for quality would be added up over lots, no text says.)
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from tenders.evaluation.exact import half_up
from tenders.evaluation.packing import Parcel, TooManyChoices, best_choices

__all__ = ["Combination", "Discount", "Outcome", "TooManyChoices", "combine", "less"]

CENTS = 2
WHOLE = 100
FEWEST = 2  # lots of a combination

Prices = Mapping[str, Mapping[str, Decimal]]  # of the bids that are ranked: by lot, then by bid


@dataclass(frozen=True, slots=True)
class Discount:
    """What one bid gives on each price of these lots, in percent, if it wins them all."""

    bid: str
    lots: tuple[str, ...]
    percent: Decimal


@dataclass(frozen=True, slots=True, order=True)
class Combination:
    """Lots won together by one bid: their prices less the discount, and what they cost, bought lot by lot."""

    lots: tuple[str, ...]
    bid: str
    percent: Decimal
    prices: tuple[Decimal, ...]  # one a lot
    alone: Decimal

    @property
    def total(self) -> Decimal:
        """What these lots cost together."""
        return sum(self.prices, Decimal(0))

    @property
    def saving(self) -> Decimal:
        """What they cost less than lot by lot."""
        return self.alone - self.total

    def price_of(self, lot: str) -> Decimal:
        """Return the price of one of its lots."""
        return self.prices[self.lots.index(lot)]


Way = tuple[Combination, ...]


@dataclass(frozen=True)
class Outcome:
    """What comes of the discounts: `ways` are the best choices of combinations for all lots, more than one when tied.

    `weighed` are all that cost less than their lots alone; `alone` is the sum of the lowest prices of all lots.
    """

    ways: tuple[Way, ...]
    weighed: tuple[Combination, ...]
    alone: Decimal

    @cached_property
    def total(self) -> Decimal:
        """What all lots cost, with the best combinations."""
        return self.alone - sum((one.saving for one in self.ways[0]), Decimal(0))

    @property
    def is_tied(self) -> bool:
        """Tell whether several choices cost the same."""
        return len(self.ways) > 1

    def of_lot(self, lot: str) -> list[Combination | None]:
        """Return what the best choices make of a lot: each combination that may hold it, None for its lowest price."""
        found = (next((one for one in way if lot in one.lots), None) for way in self.ways)
        return list(dict.fromkeys(found))


def less(price: Decimal, percent: Decimal) -> Decimal:
    """Return a price less its discount, to the cent."""
    return half_up(Fraction(price) * (WHOLE - Fraction(percent)) / WHOLE, CENTS)


def combine(prices: Prices, discounts: Iterable[Discount]) -> Outcome:
    """Return the best choice of combinations. The order of lots, bids and discounts never matters.

    A discount counts when its bid is ranked in each of its lots.

    Raises:
        TooManyChoices: the discounts overlap in more ways than can be looked at.
    """
    lowest = {lot: min(bids.values()) for lot, bids in prices.items() if bids}
    weighed = sorted({one for one in _combinations(prices, lowest, discounts) if one.saving > 0})
    numbers = {lot: number for number, lot in enumerate(sorted(lowest))}
    parcels = [_parcel(one, numbers, fewer=len(weighed) + 1) for one in weighed]
    ways = sorted(tuple(weighed[place] for place in sorted(chosen)) for chosen in best_choices(parcels))
    return Outcome(tuple(ways), tuple(weighed), sum(lowest.values(), Decimal(0)))


def _parcel(one: Combination, numbers: Mapping[str, int], *, fewer: int) -> Parcel:
    """Weigh the saving in cents; and by less than a cent for all together, that there are fewer combinations."""
    cents = int(one.saving.scaleb(CENTS))
    return Parcel(frozenset(numbers[lot] for lot in one.lots), cents * fewer - 1)


def _combinations(
    prices: Prices, lowest: Mapping[str, Decimal], discounts: Iterable[Discount]
) -> Iterator[Combination]:
    for each in discounts:
        lots = tuple(sorted(set(each.lots)))
        if len(lots) >= FEWEST and all(each.bid in prices.get(lot, {}) for lot in lots):
            own = tuple(less(prices[lot][each.bid], each.percent) for lot in lots)
            yield Combination(lots, each.bid, each.percent, own, sum((lowest[lot] for lot in lots), Decimal(0)))
