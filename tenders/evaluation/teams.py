"""Groups, once bids are open: who takes part in each, and which firm stands in more than one bid."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.lifecycle import Sentence
from suppliers.models import Part
from tenders.models import Bid

ON_PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Named:
    """One firm of a bid beside the one that leads; `consented_at` is None on paper, and for who is only named."""

    name: str
    country: str
    identifier: str
    part: Sentence
    share: str
    on_paper: bool
    consented_at: datetime | None


@dataclass(frozen=True, slots=True)
class Twice:
    """A firm that bids more than once in a round, alone or in a group."""

    name: str
    bids: Sequence[str]


def team_in(bid: Bid) -> list[Named]:
    """Return who takes part in an opened bid beside the firm that leads."""
    return [
        Named(
            name=row["name"],
            country=row["country"],
            identifier=row["identifier"],
            part=Part(row["part"]).label,
            share=row["share"],
            on_paper=row["consent"] == ON_PAPER,
            consented_at=datetime.fromisoformat(row["consent"]) if row["consent"] not in {"", ON_PAPER} else None,
        )
        for row in bid.team
    ]


def twice_in(bids: Iterable[Bid]) -> list[Twice]:
    """Return the firms that bid more than once in a round: leading, alone, or as members of a group.

    Nobody is excluded for that alone: they are asked first how the bids were made (Court of Justice, C-376/08).
    """
    names: dict[tuple[int, str, str], str] = {}
    found: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for bid in bids:
        firm = bid.supplier
        rows = [(firm.country, firm.identifier or firm.name, firm.name)]
        rows += [_known(row) for row in bid.team if row["part"] == Part.MEMBER]
        for country, number, name in rows:
            names.setdefault((bid.round_id, country, number), name)
            found[bid.round_id, country, number].append(bid.number)
    return [Twice(names[key], numbers) for key, numbers in found.items() if len(numbers) > 1]


def _known(row: dict[str, str]) -> tuple[str, str, str]:
    return row["country"], row["identifier"] or row["name"], row["name"]
