"""A bid while it is written: started, filled, its files sealed one by one as they come.

Until *submit*, prices, texts and file names lie in `Bid.draft` under a key that only the member's browser holds. A file
is sealed for the envelope on arrival: from then on nobody, its own firm included, reads it before the opening.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.models import Supplier
from tenders import access, practice
from tenders.bids import drafts, manifest, queries, receipts, seal
from tenders.bids.files import seal_upload, sealed_path
from tenders.bids.manifest import FileEntry, LotOffer, Manifest, ManifestError
from tenders.bids.pieces import against, limit_of, piece_with
from tenders.bids.refusals import refusing
from tenders.lifecycle.bid import BidState, call_takes_bids, firm_is_invited
from tenders.models import Bid, PracticeBid, SealedFile, Tender

NOTHING_WRITTEN_YET = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def start_bid(tender: Tender, *, supplier: Supplier, by: User, now: datetime, practises: bool = False) -> Bid:
    """Start a draft in the running round. A firm may start anew as often as it likes: the bid submitted last counts.

    A practice is begun alike. It is sealed to a key of its own, whose private half is forgotten here.

    Raises:
        Refused: the person does not belong to the firm, or the call takes no bids.
    """
    number = receipts.bid_number(practice=practises)
    kind, key = (PracticeBid, seal.EnvelopeKey.generate().public_key) if practises else (Bid, "")
    bid = kind(round=tender.round, supplier=supplier, number=number, language=supplier.language, practice_key=key)
    refuse_strangers(bid, by)
    _refuse_late(bid, by, now)
    bid.save()
    record(bid.deed("start"), bid, by=by, now=now)
    return bid


def read_draft(bid: Bid, *, draft_key: bytes) -> Manifest:
    """Return what the draft says so far; `made_at` is when it was last saved.

    Raises:
        Refused: this is not the draft's key.
    """
    if not bid.draft:
        return blank(bid)
    with refusing(drafts.DraftError, ManifestError):
        return manifest.decode(drafts.unlock(bytes(bid.draft), draft_key))


def blank(bid: Bid) -> Manifest:
    """Return what a draft says before anything was written."""
    round_ = bid.round
    return Manifest(
        tender=round_.tender.reference,
        round=str(round_.number),
        supplier=str(bid.supplier_id),
        language=bid.language,
        lots=(),
        files=(),
        declaration={},
        made_at=NOTHING_WRITTEN_YET,
    )


@transaction.atomic
def save_draft(
    bid: Bid,
    *,
    offers: Sequence[LotOffer],
    declaration: Mapping[str, Any],
    draft_key: bytes,
    by: User,
    now: datetime,
    shown: Collection[str] | None = None,
) -> Manifest:
    """Keep prices, answers and self-declaration as they are now, in place of those kept before; files stay.

    `shown`: the lots that could be offered for, where a page showed only some; what is kept of the others stays.

    Raises:
        Refused: not the draft's key, not a member, no draft any more, too late, or something cannot stand in a bid.
    """
    lock_draft(bid, by=by, now=now)
    with refusing(ManifestError):
        before = read_draft(bid, draft_key=draft_key)
        kept = [] if shown is None else [offer for offer in before.lots if offer.lot not in shown]
        lots = _in_order([*offers, *kept], bid) if kept else offers
        draft = replace(before, lots=tuple(lots), declaration=declaration, made_at=now)
    write_draft(bid, draft, draft_key)
    record(bid.deed("save_draft"), bid, by=by, now=now)
    return draft


def _in_order(offers: Iterable[LotOffer], bid: Bid) -> list[LotOffer]:
    """Return offers in the order of the call's lots."""
    lots = list(bid.round.tender.lots.values_list("identifier", flat=True))
    places = {identifier: place for place, identifier in enumerate(lots)}
    return sorted(offers, key=lambda offer: places.get(offer.lot, len(places)))


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
        Refused: a rule is broken (each with its sentence), or as `save_draft`. Nothing already uploaded is lost.
    """
    refuse_strangers(bid, by)
    _refuse_late(bid, by, now)
    public_key = queries.sealing_key(bid)
    piece = piece_with(purpose, bid)
    if piece and (sentence := against(piece, name)):
        raise Refused(sentence)
    how: dict[str, Any] = {"purpose": purpose, "public_key": public_key, "limit": limit_of(piece)}
    with refusing(ManifestError):  # the slow part: outside the transaction, so that nobody waits for an upload
        entry, sealed = seal_upload(chunks, name=name, lot=lot, **how)
    row = SealedFile(stored_as=entry.stored_as, sealed_size=sealed.sealed_size, sealed_sha256=sealed.sealed_sha256)
    row.sealed_entry = seal.seal_bytes(manifest.encode_entry(entry), public_key)
    try:
        _keep_file(bid, entry, row, draft_key=draft_key, by=by, now=now)
    except BaseException:
        sealed_path(entry.stored_as).unlink()
        raise
    return entry


@transaction.atomic
def _keep_file(bid: Bid, entry: FileEntry, row: SealedFile, *, draft_key: bytes, by: User, now: datetime) -> None:
    lock_draft(bid, by=by, now=now)
    draft = read_draft(bid, draft_key=draft_key)
    bid.first_upload_at = bid.first_upload_at or now
    write_draft(bid, replace(draft, files=(*draft.files, entry), made_at=now), draft_key)
    row.bid, row.uploaded_at = bid, now
    row.save(force_insert=True)
    record(bid.deed("add_file"), bid, by=by, now=now, payload={"sealed_sha256": row.sealed_sha256})


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


def lock_draft(bid: Bid, *, by: User, now: datetime) -> None:
    """Lock the row, bring `bid` up to date, and refuse whoever may not write to it now."""
    lock(bid, by=by)
    _refuse_late(bid, by, now)
    if bid.state != BidState.DRAFT:
        raise Refused(_("This bid is handed in. To change it, start a new one: it takes the place of this one."))


def lock(bid: Bid, *, by: User) -> None:
    """Lock the row, bring `bid` up to date, and refuse whoever does not belong to the firm."""
    try:
        practice.lock(bid)
    except Bid.DoesNotExist:
        raise Refused(_("This draft was deleted.")) from None
    bid.refresh_from_db()
    refuse_strangers(bid, by)


def refuse_strangers(bid: Bid, by: User) -> None:
    """Refuse whoever does not belong to the firm."""
    if not bid.supplier.roles_of(by):
        raise Refused(_("Only the firm's own people may do this."))


def _refuse_late(bid: Bid, by: User, now: datetime) -> None:
    for rule in (call_takes_bids, firm_is_invited):
        if sentence := rule(bid, by=by, now=now):
            raise Refused(sentence)


def write_draft(bid: Bid, draft: Manifest, draft_key: bytes) -> None:
    """Lock the draft with this key and keep it in the row."""
    with refusing(ManifestError):
        bid.draft = drafts.lock(manifest.encode(draft), draft_key)
    bid.save(update_fields=["draft", "first_upload_at"])
