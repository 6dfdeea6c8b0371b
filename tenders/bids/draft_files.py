"""The files of a draft: each sealed for the envelope on arrival, and named in the locked draft only.

From then on nobody, its own firm included, reads it before the opening. A file comes whole with the form, or part by
part (`arriving.py`); both ways end here.
"""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import Error as DatabaseFault
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from tenders import access
from tenders.bids import manifest, queries, seal
from tenders.bids.allowance import refuse_too_much
from tenders.bids.drafting import lock_draft, read_draft, refuse_late, refuse_strangers, write_draft
from tenders.bids.files import seal_upload, sealed_path, whole
from tenders.bids.manifest import FileEntry, ManifestError
from tenders.bids.pieces import against, limit_of, piece_with
from tenders.bids.refusals import refusing
from tenders.models import Bid, SealedFile, Upload


class Ended(Exception):  # noqa: N818  it is an answer, not a fault
    """Somebody else brought this upload to its end meanwhile."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a file is called, and what of the bid it is."""

    name: str
    lot: str | None
    purpose: str


def add_file(
    bid: Bid,
    *,
    name: str,
    chunks: Iterable[bytes] | bytes,
    lot: str | None,
    purpose: str,
    draft_key: bytes,
    by: User,
    now: datetime,
) -> FileEntry:
    """Check a file and seal it at once. Its own name and hash are written into the locked draft only.

    Raises:
        Refused: a rule is broken (each with its sentence), too much was sent, or as `save_draft`. Nothing already
            uploaded is lost.
    """
    refuse_strangers(bid, by)
    refuse_late(bid, by, now)
    content = whole(chunks)
    refuse_too_much(bid, len(content), by=by, now=now)
    upload = new_upload(bid, len(content), by=by, now=now)
    return take_file(bid, Place(name, lot, purpose), content, upload=upload, draft_key=draft_key, by=by, now=now)


def new_upload(bid: Bid, size: int, *, by: User, now: datetime) -> Upload:
    """Return what counts a file towards how much may be sent."""
    return Upload(bid=bid, code=secrets.token_hex(16), size=size, begun_at=now, begun_by=by, moved_at=now)


def take_file(
    bid: Bid, place: Place, content: bytes, *, upload: Upload, draft_key: bytes, by: User, now: datetime
) -> FileEntry:
    """Check what came, seal it, and end its upload in the same transaction.

    Raises:
        Refused: as `add_file`.
        Ended: the upload was brought to its end by another request; this one keeps nothing.
    """
    public_key = queries.sealing_key(bid)
    limit = refuse_as_piece(bid, place)
    with refusing(ManifestError):  # the slow part: outside the transaction, so that nobody waits for an upload
        entry, sealed = seal_upload(
            content, name=place.name, lot=place.lot, purpose=place.purpose, public_key=public_key, limit=limit
        )
    row = SealedFile(stored_as=entry.stored_as, sealed_size=sealed.sealed_size, sealed_sha256=sealed.sealed_sha256)
    row.sealed_entry = seal.seal_bytes(manifest.encode_entry(entry), public_key)
    try:
        _keep_file(bid, entry, row, upload=upload, draft_key=draft_key, by=by, now=now)
    except BaseException:
        _forget_unless_kept(bid, entry.stored_as)
        raise
    return entry


def _forget_unless_kept(bid: Bid, stored_as: str) -> None:
    """Take a file off the disk, unless its row stands: a server may be ended just after it. In doubt the file stays."""
    with suppress(DatabaseFault):
        if not access.files_of(bid).filter(stored_as=stored_as).exists():
            sealed_path(stored_as).unlink()


def refuse_as_piece(bid: Bid, place: Place) -> int:
    """Refuse a kind of file that the call does not take here; return how many bytes it may have."""
    piece = piece_with(place.purpose, bid)
    if piece and (sentence := against(piece, place.name)):
        raise Refused(sentence, rules=["piece"])
    return limit_of(piece)


@transaction.atomic
def _keep_file(
    bid: Bid, entry: FileEntry, row: SealedFile, *, upload: Upload, draft_key: bytes, by: User, now: datetime
) -> None:
    lock_draft(bid, by=by, now=now)
    _end(upload, now)
    draft = read_draft(bid, draft_key=draft_key)
    bid.first_upload_at = bid.first_upload_at or now
    write_draft(bid, replace(draft, files=(*draft.files, entry), made_at=now), draft_key)
    row.bid, row.uploaded_at = bid, now
    row.save(force_insert=True)
    record(bid.deed("add_file"), bid, by=by, now=now, payload={"sealed_sha256": row.sealed_sha256})


def _end(upload: Upload, now: datetime) -> None:
    """End an upload, once: the bid's row is locked."""
    if upload.pk and not Upload.objects.filter(pk=upload.pk, ended_at=None).exists():
        raise Ended
    upload.ended_at, upload.received = now, upload.size
    upload.save()


@transaction.atomic
def remove_file(bid: Bid, *, stored_as: str, draft_key: bytes, by: User, now: datetime) -> None:
    """Take a file out of the draft, and off the disk once that is certain.

    Raises:
        Refused: as `save_draft`, or the draft holds no such file.
    """
    lock_draft(bid, by=by, now=now)
    draft = read_draft(bid, draft_key=draft_key)
    files = tuple(entry for entry in draft.files if entry.stored_as != stored_as)
    kept = tuple(name for name in draft.kept if name != stored_as)
    if (files, kept) == (draft.files, draft.kept):
        raise Refused(_("This file is not part of the bid."))
    write_draft(bid, replace(draft, files=files, kept=kept, made_at=now), draft_key)
    row = access.files_of(bid).get(stored_as=stored_as)
    record(bid.deed("remove_file"), bid, by=by, now=now, payload={"sealed_sha256": row.sealed_sha256})
    row.delete()
    transaction.on_commit(lambda: sealed_path(stored_as).unlink(missing_ok=True))
