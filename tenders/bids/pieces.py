"""The files that a call asks for, in a bid: which are in it, which lack, and what each must be like.

Which file is which piece stands in the file's purpose, and so only in the locked draft and in the sealed manifest.
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Sentence
from tenders.bids.files import MAX_FILE
from tenders.bids.manifest import Manifest
from tenders.calls.pieces import pieces_of
from tenders.models import Bid, Lot
from tenders.models.pieces import BidPiece

MEGABYTE = 10**6


def purpose_of(lot: str, piece: BidPiece) -> str:
    """Return the purpose of a file that is this piece of a bid for the lot with this identifier."""
    return f"piece {lot} {piece.code}"


def piece_with(purpose: str, bid: Bid) -> BidPiece | None:
    """Return the piece that a purpose names; None for any other file."""
    if not purpose.startswith("piece "):
        return None
    lots = bid.round.tender.lots.select_related("terms")
    return next(
        (piece for lot in lots for piece in pieces_of(lot) if purpose_of(lot.identifier, piece) == purpose), None
    )


def against(piece: BidPiece, name: str) -> Sentence | None:
    """Say why a file of this name can't be the piece; None where it can."""
    if not piece.formats or PurePath(name).suffix.lower().removeprefix(".") in piece.formats:
        return None
    said = _("The call takes other kinds of files for “%(piece)s”: %(kinds)s.")
    return said % {"piece": piece.name, "kinds": ", ".join(piece.formats)}


def limit_of(piece: BidPiece | None) -> int:
    """Return how many bytes a file may have."""
    return min(MAX_FILE, piece.megabytes * MEGABYTE) if piece and piece.megabytes else MAX_FILE


def lacking_pieces(whole: Manifest, lots: Iterable[Lot]) -> Iterator[tuple[Lot, BidPiece]]:
    """Yield what the offered lots must hold and the bid does not. Files that nobody can read count for nothing."""
    yield from ((lot, piece) for lot, piece, found in pieces_in(whole, lots) if piece.required and not found)


def pieces_in(whole: Manifest, lots: Iterable[Lot]) -> Iterator[tuple[Lot, BidPiece, bool]]:
    """Yield the pieces of the offered lots, and whether the bid holds each."""
    offered, held = {offer.lot for offer in whole.lots}, {entry.purpose for entry in whole.files}
    for lot in lots:
        if lot.identifier in offered:
            for piece in pieces_of(lot):
                yield lot, piece, purpose_of(lot.identifier, piece) in held
