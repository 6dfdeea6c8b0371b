"""Discounts for lots won together, as they are kept once bids are open, and as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from procurement.lot_numbers import lot_numbers


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
