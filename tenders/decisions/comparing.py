"""Does the text of a paper say what its embedded data says? Every sum, date, name and code is looked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import override

from procurement.pdf_reading import squeezed, words_of
from tenders.decisions.told import told_in


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in the data, such as `lots[0].price`: what the text says there (None: not known), and what the data."""

    field: str
    text: str | None
    data: str | None


def differences(document: bytes, data: dict[str, Any], issued: dict[str, Any] | None) -> tuple[Difference, ...]:
    """Return where text and data differ, in the order of the data.

    `issued` is the data of the paper as it was issued, where it is known and this file is another.

    Raises:
        LookupError: no data of ours. Others of `checking.UNREADABLE`: it only looks like ours.
    """
    if data["language"] not in dict(settings.LANGUAGES):
        raise LookupError("No paper of ours is written in this language.")
    words = words_of(document).casefold()
    with override(data["language"]):
        told, before = dict(told_in(data)), dict(told_in(issued)) if issued else {}
    found = {
        place: Difference(place, before.get(place), value)
        for place, value in told.items()
        if squeezed(value).casefold() not in words or before.get(place, value) != value
    }
    return (*found.values(), *(other for other in _changed(issued, data) if other.field not in found))


def _changed(issued: dict[str, Any] | None, data: dict[str, Any]) -> Iterator[Difference]:
    """Yield what is not as it was issued, also where the text does not write it out."""
    if issued is None:
        return
    before, now = dict(_leaves("", issued)), dict(_leaves("", data))
    for place in dict.fromkeys([*before, *now]):
        if before.get(place) != now.get(place):
            whole = place.removesuffix(".amount").removesuffix(".currency")
            yield Difference(whole, before.get(place), now.get(place))


def _leaves(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(f"{place}.{key}" if place else key, part)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _leaves(f"{place}[{number}]", part)
    else:
        yield place, str(value)
