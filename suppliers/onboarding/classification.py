"""Names for the codes by which calls are found and firms describe themselves: CPV divisions and groups, NUTS regions.

The codes are those of Regulation (EC) 213/2008, their labels our own short words; a region has the name used there.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement.countries import name_of

HERE = Path(__file__).parent
# NUTS has its own letters for Greece. The neighbours whose regions we name come first.
COUNTRIES = ["BE", "DE", "FR", "LU", "NL"]
OTHERS = "AT BG CY CZ DK EE EL ES FI HR HU IE IT LT LV MT PL PT RO SE SI SK"
ISO = {"EL": "GR"}
Choices = list[tuple[str, str]]


def divisions() -> Choices:
    """Return code and label of each of the 45 CPV divisions, in the active language."""
    return _named(_divisions())


def groups() -> Choices:
    """Return code and label of each of the 272 CPV groups, in the active language."""
    return _named(_groups())


def codes_about(words: str) -> list[str]:
    """Return the divisions and groups whose label holds all these words in one of our languages.

    A number stands for the division and the group that it lies in. Divisions come first.
    """
    wanted = [_plain(word) for word in words.split()]
    return [code for code, text in _texts().items() if wanted and all(_is_about(word, code, text) for word in wanted)]


def _is_about(word: str, code: str, text: str) -> bool:
    return word.startswith(code) if word.isdecimal() else word in text


def _plain(text: str) -> str:
    """Return the text without accents and capitals."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def cpv_in_words(prefix: str) -> str:
    """Return the label of the group that a CPV code or prefix lies in, or of its division; "" where there is none."""
    return dict(groups()).get(prefix[:3]) or dict(divisions()).get(prefix[:2], "")


def sold_in_words(codes: Iterable[str]) -> Choices:
    """Return each CPV code or prefix with what it is called: "Green spaces and forestry (77)"."""
    return [(code, f"{cpv_in_words(code)} ({code})") for code in codes]


def regions(asked: str = "") -> list[tuple[str, Choices]]:
    """Return the countries, each as a group with all of it first, then its regions; in the end the other countries.

    `asked`: a code that is a choice too, though we have no name for its own level.
    """
    groups = [(name_of(code), list(_within(code))) for code in COUNTRIES]
    others = sorted(((code, _country(code)) for code in OTHERS.split()), key=lambda pair: pair[1])
    known = {code for _name, group in groups for code, _label in group} | {code for code, _label in others}
    smaller = [(asked, f"{region_in_words(asked)} ({asked})")] if asked and asked not in known else []
    return [*groups, (_("Other countries"), [*others, *smaller])]


def region_in_words(prefix: str) -> str:
    """Return the name of the region, or of the smallest one known around it: "Namur" for BE352."""
    known = _regions()
    found = next((known[prefix[:length]] for length in range(len(prefix), 2, -1) if prefix[:length] in known), "")
    return found or _country(prefix[:2])


def _within(country: str) -> Iterator[tuple[str, str]]:
    yield country, _("All of %(country)s") % {"country": _country(country)}
    yield from ((code, f"{name} ({code})") for code, name in _regions().items() if code.startswith(country))


def _country(code: str) -> str:
    return name_of(ISO.get(code, code))


def _named(labels: Mapping[str, Mapping[str, str]]) -> Choices:
    language = (get_language() or "en")[:2]
    return [(code, each.get(language, each["en"])) for code, each in labels.items()]


@cache
def _texts() -> Mapping[str, str]:
    """Return what is searched: all labels of a code at once, whatever the reader's language."""
    return {code: _plain(" ".join(each.values())) for code, each in {**_divisions(), **_groups()}.items()}


@cache
def _divisions() -> Mapping[str, Mapping[str, str]]:
    return {row.pop("code"): row for row in _rows("cpv_divisions.csv")}


@cache
def _groups() -> Mapping[str, Mapping[str, str]]:
    return {row.pop("code"): row for row in _rows("cpv_groups.csv")}


@cache
def _regions() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in _rows("regions.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
