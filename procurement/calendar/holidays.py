"""Public holidays of a country, as a plain set of dates that is stored with each tender.

The list that was used is kept with the tender, so that an update of the library never moves a published date.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays

# The EU writes EL and UK (also in TED and NUTS) where ISO 3166-1 writes GR and GB.
ISO_CODES = {"EL": "GR", "UK": "GB"}

# Alsace-Moselle keeps Good Friday and 26 December. The library knows Moselle as 57 and Alsace as 6AE; notices name the
# department or its NUTS 3 code.
SUBDIVISION_CODES = {
    ("FR", "67"): "6AE",
    ("FR", "68"): "6AE",
    ("FR", "FRF11"): "6AE",
    ("FR", "FRF12"): "6AE",
    ("FR", "FRF33"): "57",
}


def holiday_list(country: str, subdivision: str | None, years: range) -> frozenset[date]:
    """Return the public holidays of `years` (a half-open range) in a country or a part of it.

    Args:
        country: ISO 3166-1 alpha-2 in any case; EL and UK are understood. An unknown country has no holidays.
        subdivision: as in the `holidays` package, in any case ("57", "Moselle"), also with its country ("FR-57"), a
            French department or a NUTS 3 code of Alsace-Moselle. An unknown one counts as none, because most parts of
            a country have no days of their own.
        years: calendar years; take one more than the last date that will be counted.
    """
    code = ISO_CODES.get(country.upper(), country.upper())
    part = _subdivision(code, subdivision)
    if _parts(code) is None:
        return frozenset()
    return frozenset(holidays.country_holidays(code, subdiv=part, years=years))


def _subdivision(country: str, subdivision: str | None) -> str | None:
    part = (subdivision or "").casefold().removeprefix(f"{country}-".casefold())
    return SUBDIVISION_CODES.get((country, part.upper())) or (_parts(country) or {}).get(part)


@cache
def _parts(country: str) -> dict[str, str] | None:
    """The codes of a country's parts by code and by name, in small letters; None when the country is unknown."""
    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return None
    codes = {code: code for code in known.subdivisions} | known.subdivisions_aliases
    return {name.casefold(): code for name, code in codes.items()}


def is_known(country: str, subdivision: str | None = None) -> bool:
    """Tell whether holidays are known of this country, and that it has this part."""
    code = ISO_CODES.get(country.upper(), country.upper())
    return _parts(code) is not None and (subdivision is None or _subdivision(code, subdivision) is not None)


def holidays_to_json(days: Iterable[date]) -> list[str]:
    """Return the days as ISO strings for a JSON field, sorted and each once, so that equal lists are stored alike."""
    return [day.isoformat() for day in sorted(set(days))]


def holidays_from_json(strings: Iterable[str]) -> frozenset[date]:
    """Read what `holidays_to_json` made. Raises ValueError for a string that is no ISO date."""
    return frozenset(map(date.fromisoformat, strings))
