"""What the price formulas do, in words that a bidder understands; `evaluation.price_formulas` has the sums."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def in_words(formula: str, weight: Decimal, reference: Decimal | None) -> str:
    """Say how a price becomes points; `reference` in the call's currency, where the formula has one."""
    words = {"points": number_format(weight.normalize())}
    match formula:
        case "linear":
            text = _(
                "The lowest price gets all %(points)s points, a price twice as high gets none. In between, the points "
                "fall evenly."
            )
        case "linear_range":
            text = _(
                "The lowest price gets all %(points)s points, the highest gets none. In between, the points fall "
                "evenly."
            )
        case "reference":
            words["sum"] = number_format(reference or 0, 2, use_l10n=True, force_grouping=True)
            text = _(
                "The lowest price gets all %(points)s points. A price that is higher by %(sum)s gets none. In between, "
                "the points fall evenly."
            )
        case _proportional:
            text = _(
                "The lowest price gets all %(points)s points. Every other price gets %(points)s × lowest price ÷ "
                "price: half of the points when it is twice as high."
            )
    return text % words
