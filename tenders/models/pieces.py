"""What a bid for a lot must or may hold, file by file, as the call publishes it before anybody starts."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BidPiece:
    """One file that is asked for; its name is in the call's language.

    `formats` are endings such as "pdf": without any, every kind that the portal takes. `megabytes` at most: None for as
    many as the portal takes.
    """

    code: str
    name: str
    required: bool = True
    formats: tuple[str, ...] = ()
    megabytes: int | None = None


def pieces_from(rows: Iterable[Mapping[str, Any]]) -> tuple[BidPiece, ...]:
    """Read pieces as they are kept."""
    return tuple(BidPiece(**{**row, "formats": tuple(row["formats"])}) for row in rows)


def kept_pieces(pieces: Iterable[BidPiece]) -> list[dict[str, Any]]:
    """Return pieces as they are kept."""
    return [{**asdict(piece), "formats": list(piece.formats)} for piece in pieces]
