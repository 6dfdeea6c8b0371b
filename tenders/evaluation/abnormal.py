"""Prices that look abnormally low (Directive 2014/24/EU art. 69): pure arithmetic, standard library only.

A flag never rejects a bid. It opens an inquiry: a letter with a deadline, an answer, and a reasoned conclusion.
Which rule holds for a call is data (`abnormal_rules.py`); a buyer may also ask by hand, whatever the figures say.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tenders.evaluation.exact import ends, written

LONGEST_SUM = 20


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to ask a bidder about its price: `test` is `zero`, `below_mean` or `below_next`.

    `limit` is the dearest price that this test flags; `sum` is the calculation in figures, for letter and report.
    """

    bid: str
    rule: str
    test: str
    limit: Fraction
    sum: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The calls for which a rule is law. Elsewhere a buyer may choose it in its documents."""

    country: str
    kinds: frozenset[str]
    procedures: frozenset[str]
    least_price_weight: int

    def covers(self, *, country: str, kind: str, procedure: str, price_weight: Fraction | Decimal) -> bool:
        """Say whether the rule is law for such a call (`price_weight` in per cent)."""
        known = country == self.country and kind in self.kinds and procedure in self.procedures
        return known and price_weight >= self.least_price_weight


@dataclass(frozen=True, slots=True)
class BelowTrimmedMean:
    """Flag what lies at least `below` under the mean of the bids without the lowest and the highest ones.

    With `many` bids or more, the lowest and as many of the highest as together make the share `left_out` of all bids,
    rounded up, stay out of the mean; with fewer bids one each. With fewer than `least_bids` the rule is silent.
    """

    id: str
    citation: str
    valid_from: date
    scope: Scope
    least_bids: int
    below: Fraction
    many: int
    left_out: Fraction

    def flags(self, amounts: Mapping[str, Fraction]) -> list[Flag]:
        """Return the flags for these total amounts by bid id."""
        if len(amounts) < self.least_bids:
            return []
        counted = self._counted(sorted(amounts.values()))
        test = _BelowMean(self.id, counted, sum(counted, Fraction(0)), self.below)
        return [flag for bid, amount in amounts.items() if (flag := test.flag(bid, amount))]

    def _counted(self, ascending: Sequence[Fraction]) -> Sequence[Fraction]:
        together = math.ceil(len(ascending) * self.left_out) if len(ascending) >= self.many else 2
        highest = together - 1
        return ascending[1 : len(ascending) - highest]


@dataclass(frozen=True, slots=True)
class BelowOthers:
    """Flag what lies at least `below_mean` under the mean of the others, or is lowest and `below_next` under the next.

    The next is the next dearer price, so that equal bids are treated alike. Silent with fewer than `least_bids`.
    """

    id: str
    least_bids: int
    below_mean: Fraction
    below_next: Fraction

    def flags(self, amounts: Mapping[str, Fraction]) -> list[Flag]:
        """Return the flags for these total amounts by bid id."""
        if len(amounts) < self.least_bids:
            return []
        ascending = sorted(amounts.values())
        total = sum(ascending, Fraction(0))
        found = []
        for bid, amount in amounts.items():
            others = ascending.copy()
            others.remove(amount)
            found.append(_BelowMean(self.id, others, total - amount, self.below_mean).flag(bid, amount))
            found.append(self._next(bid, amount, ascending))
        return [flag for flag in found if flag]

    def _next(self, bid: str, amount: Fraction, ascending: Sequence[Fraction]) -> Flag | None:
        following = next((other for other in ascending if other > ascending[0]), None)
        if following is None:
            return None
        limit = following * (1 - self.below_next)
        if amount > limit:
            return None
        return Flag(bid, self.id, "below_next", limit, _compared(amount, following, 1 - self.below_next, limit))


Rule = BelowTrimmedMean | BelowOthers


def low_prices(prices: Mapping[str, Decimal], rule: Rule | None) -> tuple[Flag, ...]:
    """Return a flag for each reason to inquire into a price, by bid id; `rule=None` looks for prices of 0 only.

    `prices` are the total amounts by bid id, in one currency and on one VAT basis, of all bids that the rule counts.
    A price of 0 is always inquired into. The order of bids never changes the result. Raises ValueError for amounts
    below 0.
    """
    amounts = {bid: Fraction(price) for bid, price in sorted(prices.items())}
    if any(amount < 0 for amount in amounts.values()):
        raise ValueError("A total amount cannot be below 0.")
    zero = [Flag(bid, "ZERO_PRICE", "zero", Fraction(0), "0") for bid, amount in amounts.items() if not amount]
    return tuple(sorted([*zero, *(rule.flags(amounts) if rule else [])], key=lambda flag: flag.bid))


@dataclass(frozen=True, slots=True)
class _BelowMean:
    """Is an amount at least `below` under the mean of `counted`, whose sum is `total`?"""

    rule: str
    counted: Sequence[Fraction]
    total: Fraction
    below: Fraction

    def flag(self, bid: str, amount: Fraction) -> Flag | None:
        count = len(self.counted)
        mean = self.total / count
        limit = mean * (1 - self.below)
        if not amount <= limit < mean:
            return None
        terms = " + ".join(map(written, self.counted)) if count <= LONGEST_SUM else written(self.total)
        text = f"({terms}) ÷ {count} {_sign(mean)} {written(mean)}; {_compared(amount, mean, 1 - self.below, limit)}"
        return Flag(bid, self.rule, "below_mean", limit, text)


def _compared(amount: Fraction, base: Fraction, share: Fraction, limit: Fraction) -> str:
    product = f"{written(base)} × {written(share)} {_sign(base, limit)} {written(limit)}"
    return f"{product}; {written(amount)} ≤ {written(limit)}"


def _sign(*shown: Fraction) -> str:
    return "=" if all(map(ends, shown)) else "≈"
