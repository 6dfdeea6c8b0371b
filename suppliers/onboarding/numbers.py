"""Company numbers: checked where their rule is known, and kept in one spelling, so that a firm is found again."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum.be import vat as enterprise_number
from stdnum.eu import vat as vat_numbers
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.fr import siren, siret, tva
from stdnum.util import get_cc_module

from procurement.lifecycle import Sentence
from suppliers.registers.vat import EU, prefix_of

SIRET_LENGTH = 14
TEN = 10
BELGIAN = re.compile(r"[01]\d{9}\Z")
FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}\d{9}\Z")
SEPARATORS = re.compile(r"[\s.\-/]")
LENGTH, SIGNS, CHECK = "length", "signs", "check"


class NotANumber(ValueError):  # noqa: N818  it is an answer, not a fault
    """What was given is no company number of this country; `sentence` says by which rule."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def one_spelling(country: str, number: str) -> str:
    """Return the number as it is kept; "" stays "".

    Belgium: the ten digits of the enterprise number (KBO/BCE). France: the nine digits of the SIREN, also where a SIRET
    or a VAT number was given. Other countries of the EU: the VAT number with its letters. Any other number: as given,
    without spaces at the ends.

    Raises:
        NotANumber: a rule of the country is broken.
    """
    number = number.strip()
    if not number or country not in EU:
        return number
    try:
        if country == "BE":
            return _belgian(number)
        return _french(number) if country == "FR" else _of_the_union(country, number)
    except ValidationError as error:
        rule = LENGTH if isinstance(error, InvalidLength) else CHECK if isinstance(error, InvalidChecksum) else SIGNS
        raise NotANumber(BROKEN[country if country in BROKEN else ""][rule]) from None


def country_of(number: str) -> str:
    """Return the country that a number tells, by the letters of a VAT number, or by its length; "" if it does not.

    Nine digits may be a SIREN, or a Belgian number of old without its zero: where both fit, it does not tell.
    """
    signs = SEPARATORS.sub("", number).upper()
    if signs[:2] in {"BE", "FR"} and signs[2:3].isdecimal():
        return signs[:2]
    country = "GR" if signs.startswith("EL") else signs[:2]
    if country in EU and vat_numbers.is_valid(signs):
        return country
    if BELGIAN.match(signs):
        return "BE"
    belgian, french = enterprise_number.is_valid(signs), siren.is_valid(signs)
    if (len(signs) == SIRET_LENGTH and signs.isdecimal()) or (french and not belgian):
        return "FR"
    # With a zero in front it is Belgian, though a digit may be missing.
    return "BE" if (belgian or (signs.startswith("0") and signs.isdecimal())) and not french else ""


BROKEN = {
    "BE": {
        LENGTH: _("This is not a Belgian enterprise number: it has ten digits, for example 0403.019.261."),
        SIGNS: _("This is not a Belgian enterprise number: it is made of digits, for example 0403.019.261."),
        CHECK: _(
            "This is not a Belgian enterprise number: its last two digits check the others, and do not fit. "
            "A right one is, for example, 0403.019.261."
        ),
    },
    "FR": {
        LENGTH: _("This is not a SIREN or SIRET number: it has nine or fourteen digits, for example 552 008 443."),
        SIGNS: _("This is not a SIREN or SIRET number: it is made of digits, for example 552 008 443."),
        CHECK: _(
            "This is not a SIREN or SIRET number: its last digit checks the others, and does not fit. "
            "A right one is, for example, 552 008 443."
        ),
    },
    "": {
        LENGTH: _("This is not a VAT number of this country: it is too long or too short."),
        SIGNS: _("This is not a VAT number of this country: a letter or a digit stands where it cannot."),
        CHECK: _("This is not a VAT number of this country: its check digits do not fit the others."),
    },
}


def _belgian(number: str) -> str:
    """Return the ten digits; nine are an old number without its zero, unless they begin with one."""
    digits = SEPARATORS.sub("", number).upper().removeprefix("BE")
    if len(digits) == TEN - 1 and digits.startswith("0"):
        raise InvalidLength
    return str(enterprise_number.validate(digits))


def _french(number: str) -> str:
    digits = siret.compact(number).upper()
    if FRENCH_VAT.match(digits):
        return str(tva.to_siren(tva.validate(digits)))
    if len(digits) == SIRET_LENGTH:
        return str(siret.to_siren(siret.validate(digits)))
    return str(siren.validate(digits))


def _of_the_union(country: str, number: str) -> str:
    """Return a VAT number with its letters. What does not begin with them is one only if it fits: else as given."""
    rules: Any = get_cc_module(country, "vat")
    prefix, signs = prefix_of(country), SEPARATORS.sub("", number).upper()
    letter = "[A-Z]?" if country in {"AT", "ES"} else ""
    if not re.match(rf"{prefix}{letter}\d", signs) and not rules.is_valid(number):
        return number
    return prefix + str(rules.validate(number)).removeprefix(prefix)
