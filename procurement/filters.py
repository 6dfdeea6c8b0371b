"""Filters that every template has, without loading them: days, time zones, countries and lots as people write them."""

from collections.abc import Iterable
from typing import Any

from django.template import Library
from django.template.defaultfilters import date as plain_date

from procurement.countries import name_of
from procurement.dates import form_of, zone_in_words
from procurement.headings import Block, Row
from procurement.headings import by_heading as blocks
from procurement.lot_numbers import lot_numbers

register = Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> str:
    """Write a moment or a day as Django's own filter does, and the first of a French month as the French do."""
    return str(plain_date(value, form_of(value, form)))


@register.filter
def country_name(code: str) -> str:
    """Write a country by its name in the reader's language, never by its code."""
    return name_of(code)


@register.filter
def zone_words(zone: str) -> str:
    """Name a time zone as people do."""
    return zone_in_words(zone)


@register.filter
def unbroken(code: str) -> str:
    """Write a code in a heading so that no line ends within it: with hyphens that do not break (U+2011).

    Not where somebody copies it.
    """
    return code.replace("-", "\N{NON-BREAKING HYPHEN}")


@register.filter
def by_heading(rows: Iterable[Row]) -> list[Block[Row]]:
    """Gather rows under their headings, with the sums of each."""
    return blocks(rows)


@register.filter
def numbered(identifiers: Iterable[str]) -> str:
    """Write lots by their numbers."""
    return lot_numbers(identifiers)
