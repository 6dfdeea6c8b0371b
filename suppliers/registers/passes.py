"""What an importer of one register is made of: passes over files, each of which says what a row means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from suppliers.models import Source
from suppliers.registers.extracts import Extract, Values
from suppliers.registers.facts import Facts

Read = tuple[str, Facts]
NO_ENTRY: Read = ("", {})


@dataclass(frozen=True, slots=True)
class Pass:
    """One reading of one file.

    `read` returns number and facts of a row; no number when the row is about something else; None when it is wrong.
    `makes`: makes entries of firms not seen before; otherwise the facts are parts of entries that are there.
    """

    file: str
    columns: tuple[str, ...]
    read: Callable[[Values], Read | None]
    parts: tuple[str, ...]  # of names, addresses, activities
    makes: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How the extract of one register is imported. `labels` yields code, language and text."""

    source: Source
    country: str
    extract: Extract
    passes: tuple[Pass, ...]
    labels: Mapping[tuple[str, str], str]
