"""What a check says when a file is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Every rule that a file can break. docs/uploads.md tells what each means; both are kept alike by a test."""

    NAME = "name"
    TYPE = "type"
    EMPTY = "empty"
    SIZE = "size"
    CONTENT = "content"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    MACROS = "macros"
    NESTED = "nested"
    POLYGLOT = "polyglot"
    PATH = "path"
    BOMB = "bomb"
    ENTRIES = "entries"
    DOCTYPE = "doctype"
    VIRUS = "virus"


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule that the file breaks, and a plain sentence for people."""

    rule: Rule
    sentence: str


Problems = Iterator[Problem]
