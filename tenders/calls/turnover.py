"""How much yearly turnover a call asks of the firms, read from the words of its selection criteria. Pure.

Directive 2014/24/EU art. 58(3): at most twice the estimated value of the contract, except in duly justified cases.
"""

import re
from decimal import Decimal

MOST_TIMES = 2
# In the four languages of the portal; what names no turnover is not read.
ABOUT_TURNOVER = re.compile(r"chiffres? d.affaires|omzet|umsatz|turnover", re.IGNORECASE)
AMOUNT = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+|\d+)(?P<cents>[.,]\d{1,2})?(?!\d)"
    r"(?P<millions>\s*(?:millions?|miljoen|mio|mln|m€))?",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
LEAST = 1000  # euro: smaller numbers are years of experience, articles, lots
MILLION = 1_000_000


def turnover_asked(words: str) -> Decimal | None:
    """Return the largest amount that the words ask for as turnover; None where they name no turnover, or no amount."""
    if not ABOUT_TURNOVER.search(words):
        return None
    return max(filter(lambda amount: amount >= LEAST, map(_amount, AMOUNT.finditer(words))), default=None)


def _amount(found: re.Match[str]) -> Decimal:
    whole = found["whole"]
    if YEAR.fullmatch(whole) and not found["cents"] and not found["millions"]:
        return Decimal(0)
    cents = (found["cents"] or "").replace(",", ".")
    amount = Decimal(re.sub(r"\D", "", whole) + cents)
    return amount * MILLION if found["millions"] else amount
