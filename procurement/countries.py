"""Countries by their ISO 3166-1 code, named in the reader's language."""

import gettext
import unicodedata
from functools import cache

import pycountry
from django.utils.translation import get_language


def choices() -> list[tuple[str, str]]:
    """Return code and name of every country, by name in the active language; an empty choice stands first."""
    return [("", ""), *_countries(get_language() or "en")]


def name_of(code: str) -> str:
    """Return the country's name in the active language; the code itself where it is none."""
    return dict(_countries(get_language() or "en")).get(code, code)


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
    named = ((country.alpha_2, words.gettext(_known_as(country))) for country in pycountry.countries)
    return tuple(sorted(named, key=lambda pair: _sorted_as(pair[1])))


def _known_as(country: "pycountry.db.Country") -> str:
    return str(getattr(country, "common_name", country.name))


def _sorted_as(name: str) -> str:
    """Accents make no difference: Égypte stands beside Espagne, not after Zambie."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
