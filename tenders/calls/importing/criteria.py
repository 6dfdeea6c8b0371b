"""The award criteria of a lot, as this house compares bids: one price, the rest scored, weights that make 100."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenders.calls.notices.notice import CriterionKind, NoticeCriterion, NoticeLot
from tenders.calls.notices.percentages import normalise
from tenders.calls.notices.weights import Weight, WeightKind
from tenders.models.lot import LONGEST_HEADING

PRICE, QUALITY = "price", "quality"
ONE_SHARE = Weight(Decimal(1), WeightKind.POINTS, "")
LONGEST = 600


class Gap(StrEnum):
    """What a lot's criteria leave open, or what was made of them. `SENTENCES` says it for the lots concerned."""

    NONE_GIVEN = "none-given"
    UNREAD_WEIGHTS = "unread-weights"
    MORE_COSTS = "more-costs"


# What is said of a rehearsal, which must go on, and of a draft, which waits for a person.
ASSUMED = {
    Gap.NONE_GIVEN: gettext_lazy("No award criteria in the notice (%(lots)s): the price alone decides."),
    Gap.UNREAD_WEIGHTS: gettext_lazy(
        "The weights of the award criteria are not published as numbers (%(lots)s): all weigh the same."
    ),
    Gap.MORE_COSTS: gettext_lazy(
        "More than one criterion of price or cost (%(lots)s): the first is computed, the others are scored."
    ),
}
NOTED = {
    Gap.NONE_GIVEN: gettext_lazy("No award criteria in the notice (%(lots)s)."),
    Gap.UNREAD_WEIGHTS: gettext_lazy("The weights of the award criteria are kept as text (%(lots)s): enter numbers."),
    Gap.MORE_COSTS: ASSUMED[Gap.MORE_COSTS],
}


@dataclass(frozen=True, slots=True)
class DraftCriterion:
    """A criterion as it is stored: `weight` in per cent, None where it can't be read; then the text is kept.

    `heading` names the criterion of which it is a part. One with the price in it is
    no criterion: its parts stand by themselves.
    """

    code: str
    kind: str
    name: str
    weight: Decimal | None
    weight_text: str = ""
    flagged: bool = False
    heading: str = ""


def read_criteria(lot: NoticeLot, *, rehearsal: bool) -> tuple[list[DraftCriterion], frozenset[Gap]]:
    """Return the lot's criteria, and what they leave open. Missing names are given in the active language.

    In a rehearsal what is open is assumed: the price alone decides, or all criteria weigh the same.
    """
    if not lot.criteria:
        alone = [DraftCriterion(PRICE, PRICE, _("Price"), Decimal(100))] if rehearsal else []
        return alone, frozenset({Gap.NONE_GIVEN})
    shares = _shares([criterion.weight for criterion in lot.criteria])
    gaps = set() if shares else {Gap.UNREAD_WEIGHTS}
    costs = [index for index, criterion in enumerate(lot.criteria) if criterion.kind != CriterionKind.QUALITY]
    if len(costs) > 1:
        gaps.add(Gap.MORE_COSTS)
    assumed: Sequence[Decimal | None] = _equal(len(lot.criteria)) if rehearsal else [None] * len(lot.criteria)
    price = costs[0] if costs else None
    whole = lot.criteria[costs[0]].heading if costs else None
    return [
        replace(
            _criterion(criterion, index, weight, is_price=index == price, is_read=shares is not None),
            heading="" if criterion.heading == whole else (criterion.heading or "")[:LONGEST_HEADING],
        )
        for index, (criterion, weight) in enumerate(zip(lot.criteria, shares or assumed, strict=True))
    ], frozenset(gaps)


def _shares(weights: Sequence[Weight]) -> Sequence[Decimal] | None:
    """Return percentages that make 100, all above 0; None where the published weights don't give them."""
    shares = normalise(weights)
    return shares if shares and min(shares) > 0 else None


def _equal(count: int) -> Sequence[Decimal]:
    return normalise([ONE_SHARE] * count) or []


def _criterion(
    criterion: NoticeCriterion, index: int, weight: Decimal | None, *, is_price: bool, is_read: bool
) -> DraftCriterion:
    usual = _("Quality") if criterion.kind == CriterionKind.QUALITY else _("Price")
    return DraftCriterion(
        code=PRICE if is_price else f"q{index + 1}",
        kind=PRICE if is_price else QUALITY,
        name=(criterion.name or criterion.description or usual)[:LONGEST],
        weight=weight,
        weight_text=criterion.weight.text[:LONGEST],
        flagged=criterion.flagged or not is_read,
    )
