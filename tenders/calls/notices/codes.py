"""Countries, languages and time zones as notices name them, in the codes that this house uses.

`countries.csv` is ISO 3166-1 with the zone of each capital (IANA time zone database); `languages.csv` leads from
ISO 639-3, and the older ISO 639-2/B, to ISO 639-1.
"""

import csv
from pathlib import Path


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="ascii", newline="") as table:
        return list(csv.DictReader(table))


_COUNTRY_ROWS = _rows("countries.csv")
# The European institutions have a few names of their own.
COUNTRIES = {row["alpha3"]: row["alpha2"] for row in _COUNTRY_ROWS} | {"1A0": "XK", "KS": "XK", "UK": "GB", "EL": "GR"}
ZONES = {row["alpha2"]: row["zone"] for row in _COUNTRY_ROWS}
# Parts of a country that keep another time, by the beginning of their NUTS code (editions 2010 to 2024).
ZONES_BY_NUTS = {
    "ES70": "Atlantic/Canary",
    "PT20": "Atlantic/Azores",
    "PT30": "Atlantic/Madeira",
    "FR91": "America/Guadeloupe",
    "FR92": "America/Martinique",
    "FR93": "America/Cayenne",
    "FR94": "Indian/Reunion",
    "FRA1": "America/Guadeloupe",
    "FRA2": "America/Martinique",
    "FRA3": "America/Cayenne",
    "FRA4": "Indian/Reunion",
    "FRA5": "Indian/Mayotte",
    "FRY1": "America/Guadeloupe",
    "FRY2": "America/Martinique",
    "FRY3": "America/Cayenne",
    "FRY4": "Indian/Reunion",
    "FRY5": "Indian/Mayotte",
}
UNKNOWN_ZONE = "UTC"
THREE_LETTERS = {row["alpha2"]: row["alpha3"] for row in _COUNTRY_ROWS}
# What we write in, as the Official Journal names it (ISO 639-3).
THREE_LETTER_LANGUAGES = {"fr": "FRA", "nl": "NLD", "de": "DEU", "en": "ENG"}
LANGUAGES = {row["alpha3"]: row["alpha2"] for row in _rows("languages.csv")}
TWO_LETTER_LANGUAGES = frozenset(LANGUAGES.values())


def country(code: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country named by two or three letters."""
    code = (code or "").upper()
    return COUNTRIES.get(code) or (code if code in ZONES else None)


def three_letters(country_code: str) -> str:
    """Return the ISO 3166-1 alpha-3 code of a country; "" where it is unknown."""
    return THREE_LETTERS.get(country_code, "")


def three_letter_language(code: str) -> str:
    """Return the ISO 639-3 code of one of our languages, in capitals. Raises KeyError for another."""
    return THREE_LETTER_LANGUAGES[code]


def language(code: str | None) -> str | None:
    """Return the ISO 639-1 code of a language named by two or three letters."""
    code = (code or "").upper()
    return LANGUAGES.get(code) or (code.lower() if code.lower() in TWO_LETTER_LANGUAGES else None)


def zone_of(country_code: str | None, nuts: str | None) -> str:
    """Return the IANA zone that a buyer's clocks show; "UTC" where its country is unknown."""
    return ZONES_BY_NUTS.get((nuts or "")[:4]) or ZONES.get(country_code or "", UNKNOWN_ZONE)
