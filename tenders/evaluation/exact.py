"""Exact numbers: read from decimal text, rounded half-up, written for people. Standard library only."""

import re
from decimal import Decimal
from fractions import Fraction

# Python may refuse to read whole numbers of more than 640 digits; we refuse first, with a sentence.
LONGEST = 500
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
EXACT_PLACES = 12


def read_decimal(text: str) -> Fraction:
    """Return the exact value of a decimal string such as `"100000.00"`.

    Raises ValueError for anything else: exponents, NaN, infinity, blanks, thousands separators, foreign digits.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a number may have at most {LONGEST} characters")
    if not DECIMAL.fullmatch(text):
        raise ValueError('a number must be a decimal text such as "12.50", without exponent')
    return Fraction(text)


def half_up(value: Fraction, places: int) -> Decimal:
    """Round to `places` decimals; exactly half goes up. The result carries `places` decimals (`40.00`)."""
    scaled = (2 * value.numerator * 10**places + value.denominator) // (2 * value.denominator)
    return Decimal(f"{scaled}E-{places}")


def ends(value: Fraction) -> bool:
    """Say whether the decimals end after 12 places at most."""
    return Fraction(half_up(value, EXACT_PLACES)) == value


def written(value: Fraction) -> str:
    """Write a number for people, without idle zeros; one whose decimals do not end is rounded to 2."""
    text = f"{half_up(value, EXACT_PLACES if ends(value) else 2):f}"
    return text.rstrip("0").rstrip(".")
