"""What a bid for a lot must hold, written in a draft: file by file, for one lot or for all."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from django.db import transaction

from procurement.accounts.models import User
from procurement.audit.log import record
from tenders.calls.drafting import lock_draft
from tenders.models import Lot, LotTerms
from tenders.models.pieces import BidPiece, kept_pieces, pieces_from


@transaction.atomic
def write_pieces(lot: Lot, pieces: Sequence[BidPiece], *, everywhere: bool = False, by: User, now: datetime) -> None:
    """Let bids for a lot hold these pieces, in this order; `everywhere`: for every lot of the call the same.

    A piece keeps its code; one without is new. Raises Refused: not an officer, or no draft any more.
    """
    locked = lock_draft(lot.tender, by=by)
    lots: Iterable[Lot] = locked.lots.order_by("position") if everywhere else [lot]
    before = {row.lot_id: row for row in LotTerms.objects.filter(lot__tender=locked)}
    wanted = kept_pieces(_coded(pieces))
    for each in lots:
        row = before.get(each.pk) or LotTerms(lot=each)
        if row.pieces != wanted:
            row.pieces = wanted
            row.save()
            about = {"tender": locked.reference, "lot": each.identifier, "count": len(wanted)}
            record("lot.write_pieces", each, by=by, now=now, payload=about)


def _coded(pieces: Sequence[BidPiece]) -> list[BidPiece]:
    """Give a code to each piece that has none, or one that a piece before it bears: a file stands for one alone."""
    taken = {piece.code for piece in pieces}
    free = (code for code in map("f{}".format, count(1)) if code not in taken)
    seen: set[str] = {""}
    coded = []
    for piece in pieces:
        coded.append(replace(piece, code=next(free)) if piece.code in seen else piece)
        seen.add(piece.code)
    return coded


def pieces_of(lot: Lot) -> tuple[BidPiece, ...]:
    """Return what a bid for the lot must or may hold, in order."""
    terms: LotTerms | None = getattr(lot, "terms", None)
    return pieces_from(terms.pieces) if terms else ()
