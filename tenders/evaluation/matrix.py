"""What a ranking is computed from. A matrix that breaks the published rules cannot be made. Standard library only.

Money is in one currency and on one VAT basis for all bids of a matrix; weights are per cent.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from tenders.evaluation.exact import written
from tenders.evaluation.price_formulas import FORMULAS

MOST_PLACES = 6
LONGEST_NAME = 60


class WrongMatrix(ValueError):  # noqa: N818 - its text is one sentence, which says what is wrong and where
    """The input cannot be ranked."""


def quoted(name: str) -> str:
    """Return an id fit for one line of any terminal."""
    shown = json.dumps(name)
    return shown if len(shown) <= LONGEST_NAME else f'{shown[:LONGEST_NAME]}…"'


@dataclass(frozen=True, slots=True)
class Criterion:
    """One award criterion (Directive 2014/24/EU art. 67) with its published weight.

    A price criterion has a `formula` (and its `reference`), a quality criterion a `scale_max` and a `threshold`
    (0: none). Raises WrongMatrix.
    """

    id: str
    kind: Literal["price", "quality"]
    weight: Fraction
    formula: str = ""
    reference: Fraction = Fraction(0)
    scale_max: Fraction = Fraction(0)
    threshold: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        place = f"Criterion {quoted(self.id)}"
        if self.weight <= 0:
            raise WrongMatrix(f"{place}: the weight must be greater than 0.")
        if self.kind == "price":
            self._check_price(place)
        else:
            self._check_quality(place)

    def _check_price(self, place: str) -> None:
        if self.formula not in FORMULAS:
            known = ", ".join(FORMULAS)
            raise WrongMatrix(f"{place}: the formula {quoted(self.formula)} is not one of {known}.")
        if self.formula == "reference" and self.reference <= 0:
            raise WrongMatrix(f"{place}: the reference must be greater than 0.")

    def _check_quality(self, place: str) -> None:
        if self.scale_max <= 0:
            raise WrongMatrix(f"{place}: scale_max must be greater than 0.")
        if not 0 <= self.threshold <= self.scale_max:
            raise WrongMatrix(f"{place}: the threshold lies outside the scale from 0 to {written(self.scale_max)}.")


@dataclass(frozen=True, slots=True)
class Offer:
    """One bid: its price as compared (corrected, see the call) and its agreed score per quality criterion."""

    id: str
    price: Fraction | None = None
    scores: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Criteria, bids and the rules of one lot. Raises WrongMatrix with one sentence that names the place."""

    criteria: tuple[Criterion, ...]
    bids: tuple[Offer, ...]
    rounding: int
    tie_break: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.rounding <= MOST_PLACES:
            raise WrongMatrix(f"rounding must be a whole number from 0 to {MOST_PLACES}.")
        self._check_criteria()
        _refuse_duplicates("bids", (bid.id for bid in self.bids))
        for bid in self.bids:
            self._check_bid(bid)

    @property
    def price(self) -> Criterion | None:
        """The price criterion, if the call has one."""
        return next((criterion for criterion in self.criteria if criterion.kind == "price"), None)

    @property
    def quality(self) -> tuple[Criterion, ...]:
        """The scored criteria."""
        return tuple(criterion for criterion in self.criteria if criterion.kind == "quality")

    def _check_criteria(self) -> None:
        ids = [criterion.id for criterion in self.criteria]
        _refuse_duplicates("criteria", ids)
        _refuse_duplicates("tie_break", self.tie_break)
        prices = [quoted(criterion.id) for criterion in self.criteria if criterion.kind == "price"]
        if len(prices) > 1:
            raise WrongMatrix(f"Criteria {' and '.join(prices)}: at most one criterion can be the price.")
        total = sum((criterion.weight for criterion in self.criteria), Fraction(0))
        if total != 100:  # noqa: PLR2004 - per cent
            raise WrongMatrix(f"The weights of the criteria add up to {written(total)}, not to 100.")
        for id_ in self.tie_break:
            if id_ not in ids:
                raise WrongMatrix(f"tie_break: there is no criterion {quoted(id_)}.")

    def _check_bid(self, bid: Offer) -> None:
        place = f"Bid {quoted(bid.id)}"
        if bid.price is None and self.price:
            raise WrongMatrix(f"{place}: the price is missing.")
        if bid.price is not None and bid.price < 0:
            raise WrongMatrix(f"{place}: the price is negative.")
        for criterion in self.quality:
            if criterion.id not in bid.scores:
                raise WrongMatrix(f"{place}: the score for criterion {quoted(criterion.id)} is missing.")
            if not 0 <= bid.scores[criterion.id] <= criterion.scale_max:
                scale = f"the scale from 0 to {written(criterion.scale_max)}"
                raise WrongMatrix(f"{place}: the score for criterion {quoted(criterion.id)} lies outside {scale}.")
        for unknown in sorted(bid.scores.keys() - {criterion.id for criterion in self.quality}):
            raise WrongMatrix(f"{place}: there is no quality criterion {quoted(unknown)} to score.")


def _refuse_duplicates(place: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if not id_:
            raise WrongMatrix(f"{place}: an id is empty.")
        if id_ in seen:
            raise WrongMatrix(f"{place}: the id {quoted(id_)} stands there twice.")
        seen.add(id_)
