"""What a firm declares, criterion by criterion, as the European Single Procurement Document (ESPD-EDM 4.1) names it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

CRITERIA = Path(__file__).with_name("criteria.toml")


class Kind(StrEnum):
    """The types of answers that we know; the words are the format's."""

    INDICATOR = "INDICATOR"
    DESCRIPTION = "DESCRIPTION"
    DATE = "DATE"
    PERIOD = "PERIOD"
    COUNTRY = "CODE_COUNTRY"
    AMOUNT = "AMOUNT"
    YEAR = "QUANTITY_YEAR"
    NUMBER = "QUANTITY_INTEGER"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a criterion: where it stands in the format, and under which name its answer is kept.

    Without a name of its own, its yes or no follows from whether `follows` is given.
    """

    path: str
    kind: Kind
    name: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together, and the groups below. `repeats`: a row each time."""

    path: str
    type: str
    repeats: bool
    questions: tuple[Question, ...]
    groups: tuple["Group", ...]

    def walk(self) -> Iterator[Question]:
        """Yield its questions, and those below, in the order of the format."""
        yield from self.questions
        for group in self.groups:
            yield from group.walk()

    def rows(self) -> "Group | None":
        """Return the group that repeats, here or below."""
        below = (group.rows() for group in self.groups)
        return self if self.repeats else next((group for group in below if group), None)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A ground for exclusion, or something that a firm must be able to do."""

    code: str
    tag: str
    identifier: str
    shape: str
    step: str
    group: Group

    @property
    def is_ground(self) -> bool:
        """Tell whether it is a ground for exclusion; else it is about what the firm can do."""
        return "_EG_" in self.tag

    @property
    def repeats(self) -> bool:
        """Tell whether its answer is a list of rows."""
        return self.group.rows() is not None

    def questions(self) -> dict[str, Question]:
        """Return its questions that are asked, by the name under which their answer is kept."""
        return {question.name: question for question in self.group.walk() if question.name}


@cache
def criteria() -> dict[str, Criterion]:
    """Return every criterion that is answered here, by its code, in the order in which it is asked."""
    tables = tomllib.loads(CRITERIA.read_text(encoding="utf-8"))
    shapes = {name: _group(lines) for name, lines in tables["shapes"].items()}
    return {row["code"]: Criterion(**row, group=shapes[row["shape"]]) for row in tables["criteria"]}


def _group(lines: list[str]) -> Group:
    """Return the tree that the lines of a shape draw; the first line is its root."""
    root, *rest = lines
    path, kind = root.lstrip("*").split(" ")[:2]
    below = [line for line in rest if line.lstrip("*").startswith(f"{path}/")]
    questions = [line for line in below if len(line.split(" ")) > 2 and _parent(line) == path]  # noqa: PLR2004
    heads = [place for place, line in enumerate(below) if len(line.split(" ")) == 2 and _parent(line) == path]  # noqa: PLR2004
    return Group(
        path=path,
        type=kind,
        repeats=root.startswith("*"),
        questions=tuple(_question(line) for line in questions),
        groups=tuple(_group(below[place:]) for place in heads),
    )


def _question(line: str) -> Question:
    path, kind, name = line.split(" ")
    return Question(path, Kind(kind), "" if name[0] == "?" else name, name[1:] if name[0] == "?" else "")


def _parent(line: str) -> str:
    return line.lstrip("*").split(" ")[0].rpartition("/")[0]
