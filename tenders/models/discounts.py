"""Discounts for lots won together: where a call can allow them, and how they are kept once bids are open.

What is cheapest together is plain where the price alone decides. Points for quality differ from lot to lot in weight
and scale: no text says how they add up, so that a call with such a lot allows no discounts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.calendar.rules import Option, RulePack
from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_numbers
from tenders.models.terms import CallTerms

FEWEST = 2  # lots of a discount
# The published rule about who wins too much is in words: nothing can weigh it against a sum.
LIMITED = _("A call that limits the lots that one firm may win can't allow discounts for lots won together.")


@dataclass(frozen=True, slots=True)
class LotsDiscount:
    """What a bid gives on each price of these lots, in percent, if it wins them all; lots by their identifiers."""

    lots: tuple[str, ...]
    percent: Decimal

    def __str__(self) -> str:
        said = {"lots": lot_numbers(self.lots), "percent": percent_in_words(self.percent)}
        return gettext("lots %(lots)s together: %(percent)s less") % said


def percent_in_words(percent: Decimal) -> str:
    """Return a percentage as people write it: "2.5 %"."""
    number = percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent.normalize()
    return f"{number_format(number, use_l10n=True)} %"


def kept_discounts(discounts: Iterable[LotsDiscount]) -> list[dict[str, Any]]:
    """Return discounts as `Bid.discounts` keeps them."""
    return [{"lots": list(each.lots), "percent": f"{each.percent:f}"} for each in discounts]


def discounts_from(rows: Iterable[Mapping[str, Any]]) -> list[LotsDiscount]:
    """Return the discounts that `Bid.discounts` keeps."""
    return [LotsDiscount(tuple(row["lots"]), Decimal(row["percent"])) for row in rows]


def kept_combination(
    lots: Iterable[str], percent: Decimal, *, bid: str, price: Decimal, total: Decimal
) -> dict[str, Any]:
    """Return a combination as the decision about one of its lots keeps it: `price` is that of the lot."""
    said = {"percent": f"{percent:f}", "price": f"{price:f}", "total": f"{total:f}"}
    return {"lots": list(lots), "bid": bid, **said}


def against_discounts(pack: RulePack, lots: Collection[Any], terms: CallTerms) -> Sentence | None:
    """Return why a call of these lots can't allow discounts for lots won together."""
    if not pack.says(Option.COMBINED_LOTS):
        return _("The law that applies to this call knows no discounts for lots won together: leave them out.")
    if len(lots) < FEWEST:
        return _("Discounts for lots won together need several lots: leave them out.")
    if terms.most_wins and terms.most_wins < len(lots):
        return LIMITED
    if any([criterion.kind for criterion in lot.criteria.all()] != ["price"] for lot in lots):
        return _(
            "Discounts for lots won together need lots in which the price alone decides: what is better together"
            " can't be computed from points for quality."
        )
    return None
