"""What people call a lot: the "LOT-0001" of a notice is lot 1. Data, addresses and file names keep the identifier."""

import re
from collections.abc import Iterable

NUMBERED = re.compile(r"(?:lot|los|perceel)[-_. ]?0*(\d+)", re.IGNORECASE)
SHORT = 3


def lot_number(identifier: str) -> str:
    """Return the number in an identifier that is made of one; any other identifier as it is."""
    found = NUMBERED.fullmatch(identifier)
    return found[1] if found else identifier


def lot_numbers(identifiers: Iterable[str]) -> str:
    """Return several, for a sentence; more than three in a row as the first and the last: "1–300"."""
    runs: list[list[str]] = []
    for number in map(lot_number, identifiers):
        follows = runs and number.isdecimal() and runs[-1][-1].isdecimal() and int(number) == int(runs[-1][-1]) + 1
        if follows:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > SHORT else ", ".join(run) for run in runs)


def tells_its_number(title: str, identifier: str) -> bool:
    """Tell whether the title begins with the number, as "Lot n° 3: the north" does: then nothing need stand before."""
    number = re.escape(lot_number(identifier))
    return bool(
        re.match(rf"(?:lote?|los|perceel|partie|part)\s*(?:n\s*[°ºr]?\.?\s*)?0*{number}\b", title, re.IGNORECASE)
    )
