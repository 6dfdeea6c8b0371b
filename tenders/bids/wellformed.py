"""What each part of a manifest must look like, one check each, with the sentence it answers when it is not so."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

MAX_NAME = 300  # characters
MAX_TEXT = 50_000  # characters
MAX_DIGITS = 15  # of a price, before the decimal point
MAX_DECIMALS = 6
MAX_DEPTH = 20  # of a declaration

# Control characters (a database refuses some), and those that turn the reading direction to disguise a name.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_STORED_NAME = re.compile(r"[A-Za-z0-9_-]{16,80}(\.age)?")


class ManifestError(Exception):
    """A part of a bid is not what it must be; says what in one plain sentence."""


def text(value: str, limit: int = MAX_TEXT) -> None:
    """Plain text of at most `limit` characters."""
    if not isinstance(value, str) or _UNPRINTABLE.search(value):
        raise ManifestError(_("A text in this bid holds characters that cannot be shown."))
    if len(value) > limit:
        raise ManifestError(_("A text in this bid is too long. At most %(count)s characters fit.") % {"count": limit})


def identifier(value: str) -> None:
    """A short name on one line that is not empty."""
    text(value, MAX_NAME)
    if not value.strip() or "\n" in value or "\r" in value:
        raise ManifestError(_("A name or number in this bid is missing."))


def file_name(value: str) -> None:
    """A file's own name, without folders."""
    identifier(value)
    if "/" in value or "\\" in value:
        raise ManifestError(_("A file name in this bid holds a folder."))


def language(value: str) -> None:
    """Two small letters (ISO 639-1)."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2}", value):
        raise ManifestError(_("The language of this bid is missing."))


def price(value: Decimal | None, currency: str) -> None:
    """A finite decimal of reasonable size with a currency, or None and no currency."""
    if value is None and currency == "":
        return
    if not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency):
        raise ManifestError(_("A price in this bid has no currency."))
    if value is None:
        return
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ManifestError(_("A price in this bid is not a number."))
    exponent = value.as_tuple().exponent
    if value.adjusted() >= MAX_DIGITS or not isinstance(exponent, int) or not -MAX_DECIMALS <= exponent <= MAX_DIGITS:
        raise ManifestError(_("A price in this bid is too large, or has too many decimals."))


def percent(value: Decimal) -> None:
    """More than 0 and less than 100, with at most two decimals."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) and value.is_finite() else None
    if not isinstance(exponent, int) or not -2 <= exponent <= 0 or not 0 < value < 100:  # noqa: PLR2004
        raise ManifestError(_("A discount in this bid is no percentage between 0 and 100 with at most two decimals."))


def together(lots: Sequence[str]) -> None:
    """At least two lots, each once, in their order."""
    if len(lots) < 2 or list(lots) != sorted(set(lots)):  # noqa: PLR2004
        raise ManifestError(_("A discount in this bid does not name two lots or more, each once."))


def each_together_once(groups: Sequence[Sequence[str]]) -> None:
    """No two discounts for the same lots."""
    if len(set(groups)) < len(groups):
        raise ManifestError(_("Two discounts in this bid are for the same lots: keep one."))


def size(value: int) -> None:
    """A whole number of bytes."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ManifestError(_("A file in this bid has no size."))


def sha256(value: str) -> None:
    """64 hexadecimal digits."""
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise ManifestError(_("A file in this bid has no hash."))


def stored_name(value: str) -> None:
    """A name as `seal.random_name` gives: it can never lead out of its folder."""
    if not isinstance(value, str) or not _STORED_NAME.fullmatch(value):
        raise ManifestError(_("A file in this bid is not stored under a random name."))


def all_of(kind: type, values: tuple[Any, ...]) -> None:
    """A tuple of one kind of thing."""
    if not isinstance(values, tuple) or not all(isinstance(value, kind) for value in values):
        raise ManifestError(_("The list of lots or files of this bid is not valid."))


def unique(values: Sequence[Any]) -> None:
    """Nothing stands twice."""
    if len(set(values)) < len(values):
        raise ManifestError(_("A lot or a file stands twice in this bid."))


def moment(value: datetime) -> datetime:
    """An aware moment, turned to UTC."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise ManifestError(_("The moment at which this bid was made is missing."))
    return value.astimezone(UTC)


def frozen(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A read-only deep copy of JSON-like data: text, whole numbers, yes/no, nothing, lists and mappings."""
    if not isinstance(value, Mapping):
        raise ManifestError(_("The answers in this bid are not valid."))
    return _frozen(value, MAX_DEPTH)


def _frozen(value: Any, depth: int) -> Any:
    if depth == 0:
        raise ManifestError(_("The answers in this bid are not valid."))
    if isinstance(value, Mapping):
        for key in value:
            identifier(key)
        return MappingProxyType({key: _frozen(inner, depth - 1) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner, depth - 1) for inner in value)
    if isinstance(value, str):
        text(value)
    elif value is not None and not isinstance(value, int):
        raise ManifestError(_("The answers in this bid are not valid."))
    return value
