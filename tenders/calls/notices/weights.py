"""Weights of award criteria, read as published.

Buyers must weigh the criteria: by numbers, by a range, or where that is impossible by a decreasing order of importance
(Directive 2014/24/EU, art. 67(5)). In TED XML they write what they like; eForms has a number with a code.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

LARGEST = Decimal(10_000)  # above it a number is an amount of money or a code, not a weight
LONGEST = 15  # digits and signs of a number
LONGEST_TEXT = 200


class WeightKind(StrEnum):
    """What the published weight is."""

    NONE = "none"  # nothing is published
    NUMBER = "number"  # "60": percentage or points, the notice doesn't say
    PERCENTAGE = "percentage"
    POINTS = "points"
    DECIMAL = "decimal"  # a share of one: "0,4"
    RANGE = "range"  # "40-60": the number is its middle, as in eForms
    ORDER = "order"  # order of importance: the number is the rank
    TEXT = "text"  # words that are not read


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight: its number where one is published, what it is, and the text as published."""

    number: Decimal | None
    kind: WeightKind
    text: str

    @property
    def flagged(self) -> bool:
        """Whether a person has to look: what is published is not one exact number."""
        return self.kind in {WeightKind.RANGE, WeightKind.ORDER, WeightKind.TEXT}


# eForms code list `number-weight`.
CODES = {
    "per-exa": WeightKind.PERCENTAGE,
    "per-mid": WeightKind.RANGE,
    "dec-exa": WeightKind.DECIMAL,
    "dec-mid": WeightKind.RANGE,
    "poi-exa": WeightKind.POINTS,
    "poi-mid": WeightKind.RANGE,
    "ord-imp": WeightKind.ORDER,
}

NUMBER = r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*"
TOKEN = re.compile(rf"(?P<number>{NUMBER})|(?P<word>[^\W\d_]+|%)|(?P<sign>\S)")
HARMLESS_SIGNS = frozenset(":;.,=()[]'\u2019")
RANGE = re.compile(rf"({NUMBER}) ?%? ?(?:[\u2010-\u2015-]|\.\.+|à|bis|to|tot|do|až|al|a) ?({NUMBER})")
RANK = re.compile(r"([0-9]{1,2}) ?(?:er|ère|re|ème|eme|e|st|nd|rd|th|º|°|ª|\))")
SHARE = re.compile(rf"({NUMBER}) ?(?:/|sur|von|out of|op|of|su|de) ?(10|20|100|1000)\b")
GROUPED = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*")

with (Path(__file__).parent / "weight_words.csv").open(encoding="utf-8", newline="") as table:
    WORDS = {word: row["kind"] for row in csv.DictReader(table) for word in row["words"].split()}


def read_weight(text: str | None) -> Weight:
    """Read a weight as published: "60", "60 %", "0,4", "30 Punkte", "Pondération : 30", "20/100", "40-60", "1er".

    The number is not changed ("60 %" gives 60, "0,4" gives 0.4); what can't be read is kept as text and flagged.
    """
    published = " ".join((text or "").split())
    if not published:
        return Weight(None, WeightKind.NONE, "")
    if len(published) > LONGEST_TEXT:
        return Weight(None, WeightKind.TEXT, published)
    plain = unicodedata.normalize("NFKC", published).casefold().strip(" .;:,")
    number, kind = (
        _rank(published.casefold()) or _range(plain) or _share(plain) or _single(plain) or (None, WeightKind.TEXT)
    )
    return Weight(number, kind, published)


def read_coded_weight(text: str | None, code: str | None) -> Weight:
    """Read an eForms weight (BT-541) with its code (BT-5421); without a code the text speaks for itself."""
    weight, kind = read_weight(text), CODES.get(code or "")
    plain = weight.kind in {WeightKind.NUMBER, WeightKind.DECIMAL}
    return Weight(weight.number, kind, weight.text) if kind and plain else weight


Reading = tuple[Decimal, WeightKind] | None


def _rank(published: str) -> Reading:
    rank = RANK.fullmatch(published)
    return (Decimal(rank[1]), WeightKind.ORDER) if rank else None


def _range(plain: str) -> Reading:
    found = RANGE.search(plain)
    rest = _tokens(plain.replace(found[0], " ", 1)) if found else None
    low, high = (_number(found[1]), _number(found[2])) if found else (None, None)
    if rest is None or rest[0] or low is None or high is None or low >= high:
        return None
    return (low + high) / 2, WeightKind.RANGE


def _share(plain: str) -> Reading:
    """Read "20/100" and "20 sur 100": points out of a total."""
    found = SHARE.search(plain)
    rest = _tokens(plain.replace(found[0], " ", 1)) if found else None
    number = _number(found[1]) if found else None
    if found is None or rest is None or rest[0] or number is None or number > Decimal(found[2]):
        return None
    return number, WeightKind.POINTS


def _single(plain: str) -> Reading:
    """Read one number among words that all are known."""
    tokens = _tokens(plain)
    if tokens is None or len(tokens[0]) != 1:
        return None
    (text,), words = tokens
    number = _number(text)
    if number is None or ("points" in words and GROUPED.fullmatch(text)):
        return None  # "1.000 Punkte" may be one or a thousand
    named = next((WeightKind(kind) for kind in ("percentage", "points", "order") if kind in words), None)
    return number, named or (WeightKind.DECIMAL if 0 < number < 1 else WeightKind.NUMBER)


def _tokens(text: str) -> tuple[list[str], set[str]] | None:
    """Return the numbers and the kinds of words in the text; None where there is a word or sign that we don't know."""
    numbers, kinds = [], set()
    for token in TOKEN.finditer(text):
        if token["number"]:
            numbers.append(token["number"])
        elif token["word"] in WORDS:
            kinds.add(WORDS[token["word"]])
        elif token[0] not in HARMLESS_SIGNS:
            return None
    return numbers, kinds


def _number(text: str) -> Decimal | None:
    """Read "45,00", "33.333", "1 000" and "1.900,5"."""
    text = text.replace(" ", "")
    signs = sorted({sign for sign in text if sign in ".,"}, key=text.rindex)
    grouped = GROUPED.fullmatch(text)
    if grouped and text.count(grouped[1]) > 1:
        text = text.replace(grouped[1], "")
    elif len(signs) > 1:
        text = text.replace(signs[0], "")
    text = text.replace(",", ".")
    if len(text) > LONGEST or text.count(".") > 1:
        return None
    number = Decimal(text)
    return number if number <= LARGEST else None
