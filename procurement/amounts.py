"""Sums of money as people type them, in any of our countries, without ever mistaking a comma for a point."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

# Every kind of space, and the apostrophe of Switzerland: they group digits and mean nothing.
_BLANKS = re.compile(r"[\s'’]")
_CURRENCY = re.compile(r"^(€|EUR)|(€|EUR)$", re.IGNORECASE)
_GROUPED = {sign: re.compile(rf"\d{{1,3}}(\{sign}\d{{3}})+") for sign in ".,"}
_DECIMALS = re.compile(r"(?P<whole>.*)(?P<sign>[.,])(?P<part>\d{1,2})")


def read_amount(text: str) -> Decimal:
    """Return a sum with at most two decimals: 98880 · 98 880,00 · 98.880,00 · 98,880.00 · €98'880.5.

    One sign before exactly three digits groups thousands where the active language writes them so. Elsewhere nobody
    can tell, and a bid must not become a thousand times larger by a guess.

    Raises:
        ValueError: it is no sum, is below zero, or could be read in two ways.
    """
    plain = _CURRENCY.sub("", _BLANKS.sub("", text))
    cents = _DECIMALS.fullmatch(plain)
    whole, part, decimal_sign = (cents["whole"], cents["part"], cents["sign"]) if cents else (plain, "0", "")
    if whole.isascii() and whole.isdigit():
        return Decimal(f"{whole}.{part}")
    sign = next((sign for sign, grouped in _GROUPED.items() if grouped.fullmatch(whole)), "")
    sure = decimal_sign or whole.count(sign or "?") > 1 or sign == get_format("THOUSAND_SEPARATOR")
    if not sign or sign == decimal_sign or not sure:
        raise ValueError(text)
    return Decimal(f"{whole.replace(sign, '')}.{part}")


class AmountField(forms.CharField):
    """A sum without VAT, typed as people write it where they live; `None` when nothing is typed."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, max_digits: int = 15, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, "empty_value": None, **kwargs})
        self.max_digits = max_digits  # before the decimals

    def to_python(self, value: Any) -> Any:
        """Read what was typed."""
        text = super().to_python(value)
        if text is None:
            return None
        try:
            amount = read_amount(text)
        except ValueError:
            example = number_format(Decimal("12500.50"), 2, use_l10n=True, force_grouping=True)
            raise ValidationError(_("Write the sum in digits, for example %(sum)s.") % {"sum": example}) from None
        if amount.adjusted() >= self.max_digits:
            raise ValidationError(_("This sum is too large."))
        return amount

    def run_validators(self, value: Any) -> None:
        """The length of the text was only a limit; what was read is a number."""

    def prepare_value(self, value: Any) -> Any:
        """Show a sum as the reader writes it, and what was typed as it was typed."""
        if isinstance(value, Decimal):
            return number_format(value, 2, use_l10n=True, force_grouping=True)
        return value
