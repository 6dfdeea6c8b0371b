"""The described levels of a published scale: how many points, what the level is called, and when it is reached."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """One level, in the call's language."""

    points: Decimal
    name: str
    description: str = ""

    @property
    def key(self) -> str:
        """The points without idle zeros, as a form and a file carry them."""
        return f"{self.points.normalize():f}"


def levels_from(rows: list[dict[str, str]]) -> tuple[Level, ...]:
    """Read levels as they are kept, lowest first."""
    levels = (Level(Decimal(row["points"]), row["name"], row.get("description", "")) for row in rows)
    return tuple(sorted(levels, key=lambda level: level.points))


def kept(levels: tuple[Level, ...]) -> list[dict[str, str]]:
    """Return levels as they are kept."""
    return [{"points": level.key, "name": level.name, "description": level.description} for level in levels]
