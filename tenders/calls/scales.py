"""Scales with described levels: the usual one of this house in each language, and how an officer writes its own."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from tenders.models.levels import Level

PLAIN, USUAL, OWN = "plain", "usual", "own"
FEWEST = 2
_LINE = re.compile(r"(?P<points>\d{1,3}([.,]\d{1,2})?)\s*=\s*(?P<name>[^:]+?)\s*(:\s*(?P<description>.*))?")


def usual_levels(language: str) -> tuple[Level, ...]:
    """Return the usual scale from 0 to 5 in a language."""
    with override(language):
        words = [
            (_("Absent"), _("The bid says nothing on this point.")),
            (_("Poor"), _("The bid touches the point, but most of what is asked is missing.")),
            (_("Partial"), _("Part of what is asked is treated; an important part is missing or unclear.")),
            (_("Sufficient"), _("All that is asked is treated; some points stay general.")),
            (_("Good"), _("All that is asked is treated in detail and fits the place and the need.")),
            (_("Excellent"), _("As “Good”, with a proven advantage for those who will use it.")),
        ]
    return tuple(Level(Decimal(points), name, told) for points, (name, told) in enumerate(words))


def read_levels(text: str) -> tuple[Level, ...]:
    """Read levels, one a line: `2 = Partial: one school is not treated.` Empty lines count for nothing.

    Raises:
        ValueError: its text is the line that can't be read or comes twice; none where 0 or a second level is missing.
    """
    found: dict[Decimal, Level] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        points = Decimal(match["points"].replace(",", ".")) if match else None
        if match is None or points is None or points in found:
            raise ValueError(line)
        found[points] = Level(points, match["name"], match["description"] or "")
    if len(found) < FEWEST or Decimal(0) not in found:
        raise ValueError
    return tuple(found[points] for points in sorted(found))


def write_levels(levels: tuple[Level, ...]) -> str:
    """Write levels as `read_levels` reads them."""
    return "\n".join(f"{level.key} = {level.name}" + f": {level.description}".rstrip(": ") for level in levels)
