"""Discounts for lots won together in a bid: as they are typed, read back, and what is wrong with them.

They lie in the locked draft, then in the sealed manifest, and nowhere else until the opening.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.amounts import AmountField
from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_number, lot_numbers
from tenders.bids.manifest import Discount, Manifest
from tenders.bids.requests import asks_for_prices
from tenders.models import Bid, CallTerms, Lot, Tender
from tenders.models.discounts import LotsDiscount

MOST_NUMBERS = 10_000
WHOLE, CENT = 100, Decimal("0.01")


class DiscountForm(forms.Form):
    """One discount: which lots, by their numbers, and how many percent. Both empty: there is none."""

    lots = forms.CharField(
        label=gettext_lazy("If we win all of these lots"),
        required=False,
        max_length=2_000,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        help_text=gettext_lazy("Their numbers, such as 1, 3, 5–8."),
    )
    percent = AmountField(
        label=gettext_lazy("Discount on each of their prices, in percent"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "decimal", "class": "govuk-input--width-4"}),
        help_text=gettext_lazy("More than 0 and less than 100, at most two decimals."),
    )

    def __init__(self, *args: Any, number: int, lots: Sequence[Lot], discount: Discount | None, **kwargs: Any) -> None:
        self.number = number
        self.identifiers = {lot.number: lot.identifier for lot in lots}
        if discount:
            order = [lot.identifier for lot in lots if lot.identifier in discount.lots]
            kwargs["initial"] = {"lots": lot_numbers(order), "percent": discount.percent}
        super().__init__(*args, **{**kwargs, "prefix": f"discount-{number}"})

    def clean_lots(self) -> tuple[str, ...]:
        """Return the identifiers of the lots, sorted."""
        numbers = list(_numbers(self.cleaned_data["lots"]))
        if unknown := [number for number in numbers if number not in self.identifiers]:
            raise forms.ValidationError(_("The call has no lot %(lot)s.") % {"lot": unknown[0]})
        if len(set(numbers)) == 1:
            raise forms.ValidationError(_("Name two lots or more."))
        return tuple(sorted({self.identifiers[number] for number in numbers}))

    def clean_percent(self) -> Decimal | None:
        """Return a percentage between 0 and 100."""
        percent: Decimal | None = self.cleaned_data["percent"]
        if percent is not None and not 0 < percent < WHOLE:
            raise forms.ValidationError(_("A discount is more than 0 and less than 100 percent."))
        return percent

    def clean(self) -> dict[str, Any]:
        """A discount has its lots and its percentage."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and data.get("lots") and data.get("percent") is None:
            self.add_error("percent", _("Say how many percent."))
        if not self.errors and data.get("percent") is not None and not data.get("lots"):
            self.add_error("lots", _("Name two lots or more."))
        return data

    def discount(self) -> Discount | None:
        """Return what a valid form says."""
        data = self.cleaned_data
        return Discount(data["lots"], data["percent"].quantize(CENT)) if data["lots"] else None


def _numbers(text: str) -> Iterator[str]:
    """Yield the numbers of lots in a text; a range is spelled out."""
    for part in text.replace(";", ",").split(","):
        first, dash, last = (piece.strip() for piece in part.replace("-", "–").partition("–"))
        if dash and first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) < MOST_NUMBERS:
            yield from map(str, range(int(first), int(last) + 1))
        elif part.strip():
            yield part.strip()


def most_discounts(tender: Tender) -> int:
    """Return how many discounts a bid may offer."""
    terms: CallTerms | None = getattr(tender, "terms", None)
    return (terms.most_discounts if terms else None) or 0


def discount_forms(bid: Bid, draft: Manifest, lots: Sequence[Lot], data: Any) -> list[DiscountForm]:
    """Return a form for each discount of a draft, and one for another, as far as the call allows."""
    most = most_discounts(bid.round.tender) if asks_for_prices(bid) else 0
    shown: list[Discount | None] = [*draft.discounts, *([None] if len(draft.discounts) < most else [])]
    return [DiscountForm(data, number=at, lots=lots, discount=each) for at, each in enumerate(shown, start=1)]


def against_discounts(whole: Manifest, tender: Tender, lots: Mapping[str, Lot]) -> Iterator[Sentence]:
    """Yield what keeps a bid with these discounts from being handed in."""
    most = most_discounts(tender)
    if len(whole.discounts) > most:
        said = gettext_lazy("One bid may offer at most %(most)s discounts for lots won together; yours has %(count)s.")
        yield said % {"most": most, "count": len(whole.discounts)}
    priced = {offer.lot for offer in whole.lots if offer.price is not None and not offer.variant}
    for discount in whole.discounts:
        if lacking := [lot_number(lot) for lot in discount.lots if lot not in priced or lot not in lots]:
            said = gettext_lazy("You offer a discount for lots %(lots)s together, and no price for lot %(lot)s.")
            yield said % {"lots": lot_numbers(discount.lots), "lot": lacking[0]}


def read_back(draft: Manifest) -> list[LotsDiscount]:
    """Return the discounts of a draft, to be read."""
    return [LotsDiscount(discount.lots, discount.percent) for discount in draft.discounts]
