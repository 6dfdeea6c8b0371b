"""The files of a draft as rows: sealed, with moment, size and the first fours of the hash; or on their way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.template.defaultfilters import filesizeformat
from django.utils.formats import time_format

from procurement.dates import date_format
from procurement.paper import in_fours
from tenders import access
from tenders.bids.arriving import Standing
from tenders.bids.manifest import Manifest
from tenders.bids.pieces import purpose_of
from tenders.calls.pieces import pieces_of
from tenders.models import Bid, Lot, SealedFile

FIRST_FOURS = 24  # hexadecimal digits of a hash that a row shows; the receipt shows all


@dataclass(frozen=True, slots=True)
class FileRow:
    """One sealed file as a row. `name` is "" where only the envelope knows it."""

    name: str
    hash: str
    sealed_at: str
    size: str
    stored_as: str
    lot: str | None
    piece: str = ""  # what the call asks for, and this is


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One file of which parts are still awaited."""

    name: str
    piece: str
    received: str
    size: str
    code: str
    lot: str | None


def waiting_rows(waiting: Iterable[Standing], lots: Iterable[Lot]) -> Iterator[WaitingRow]:
    """Yield the files that are on their way to a draft."""
    pieces = _pieces(lots)
    for each in waiting:
        file, received = each.announced, filesizeformat(each.received)
        piece = pieces.get(file.purpose, "")
        yield WaitingRow(file.name, piece, received, filesizeformat(file.size), each.code, file.lot)


def file_rows(bid: Bid, draft: Manifest, lots: Iterable[Lot]) -> Iterator[FileRow]:
    """Yield the draft's files in their order, those last whose names only the envelope knows."""
    pieces = _pieces(lots)
    sealed = {row.stored_as: row for row in access.files_of(bid)}
    for entry in draft.files:
        if row := sealed.get(entry.stored_as):
            yield replace(_file_row(row, entry.name, entry.lot, bid), piece=pieces.get(entry.purpose, ""))
    for name in draft.kept:
        if row := sealed.get(name):
            yield _file_row(row, "", None, bid)


def _pieces(lots: Iterable[Lot]) -> dict[str, str]:
    """Return what the call calls the files with these purposes."""
    return {purpose_of(lot.identifier, piece): piece.name for lot in lots for piece in pieces_of(lot)}


def _file_row(row: SealedFile, name: str, lot: str | None, bid: Bid) -> FileRow:
    at = row.uploaded_at.astimezone(ZoneInfo(bid.round.time_zone))
    return FileRow(
        name=name,
        hash=in_fours(row.sealed_sha256[:FIRST_FOURS]),
        sealed_at=f"{date_format(at, 'l j F')}, {time_format(at)}",
        size=filesizeformat(row.sealed_size),
        stored_as=row.stored_as,
        lot=lot,
    )
