"""Rows that are parts of one thing stand together under its name, which counts their sum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar


class Row(Protocol):
    """Anything that may be a part: `heading` names of what, "" where it stands by itself."""

    @property
    def heading(self) -> Any: ...  # a text; mypy takes a column of a model for no property of the kind


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Block(Generic[R]):
    """A heading with its rows; or, without a `name`, one row that stands by itself.

    The sums are None where a row lacks the number.
    """

    name: str
    rows: Sequence[R]

    @property
    def weight(self) -> Decimal | None:
        """What the rows weigh together, in the unit of theirs."""
        return self._sum("weight")

    @property
    def points(self) -> Decimal | None:
        """What was earned on them together."""
        return self._sum("points")

    @property
    def maximum(self) -> Decimal | None:
        """What can be earned on them together."""
        return self._sum("maximum")

    @property
    def winner_points(self) -> Decimal | None:
        """What the chosen bid earned on them together."""
        return self._sum("winner_points")

    def _sum(self, name: str) -> Decimal | None:
        found = [getattr(row, name) for row in self.rows]
        return None if None in found else sum(found, Decimal(0))


def by_heading(rows: Iterable[R]) -> list[Block[R]]:
    """Gather rows under their headings, each where its first row stood; the others stay where they were."""
    blocks: list[tuple[str, list[R]]] = []
    of: dict[str, list[R]] = {}
    for row in rows:
        if row.heading in of:
            of[row.heading].append(row)
            continue
        blocks.append((row.heading, [row]))
        if row.heading:
            of[row.heading] = blocks[-1][1]
    return [Block(name, found) for name, found in blocks]
