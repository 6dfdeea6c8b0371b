"""What a firm does with its bid, and what the committee does before it: the room's verbs by name.

Here stands the gate: `submit_bid` and `withdraw_bid`. Writing the draft is in `drafting.py`, its files in
`draft_files.py` and `arriving.py`, making keys in `keys.py` and `own_keys.py`, opening in `opening.py`, reading in
`reading.py`.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import transaction

from procurement import clock
from procurement.accounts.models import User
from procurement.keyring import Keyring
from procurement.lifecycle import Refused, perform
from suppliers.models import Supplier
from tenders import access, practice
from tenders.bids import emails, manifest, queries, receipts, seal
from tenders.bids.complete import missing_parts
from tenders.bids.declared import frozen_for
from tenders.bids.deleting import delete_draft
from tenders.bids.documents import make_receipt
from tenders.bids.draft_files import add_file, remove_file
from tenders.bids.drafting import lock_draft, read_draft, refuse_strangers, save_draft, start_bid
from tenders.bids.keys import prepare_envelope
from tenders.bids.manifest import Manifest
from tenders.bids.own_keys import drill, make_member_key
from tenders.bids.receipts import SignedReceipt
from tenders.bids.team import partners_in
from tenders.groups.actions import hold_still, tie
from tenders.lifecycle.bid import BidState
from tenders.models import Bid, Tender

__all__ = [
    "add_file",
    "delete_draft",
    "drill",
    "make_member_key",
    "prepare_envelope",
    "read_draft",
    "remove_file",
    "save_draft",
    "start_bid",
    "submit_bid",
    "withdraw_bid",
]


@transaction.atomic
def submit_bid(bid: Bid, *, draft_key: bytes, by: User) -> SignedReceipt:
    """Hand the bid in: check, seal, number, audit, receipt. In time is what is received < deadline.

    The call's row is locked first and the clock asked then, so that no bid is taken after an opener had the row.
    Submitting again gives the same receipt. The firm's bid that was in force before is replaced; its receipt stays. A
    practice passes here, too: it only ever replaces a practice, and its receipt says what it is.

    Raises:
        Refused: too late, not the signatory or owner, not the draft's key, or something is missing.
    """
    tender = Tender.objects.select_for_update().get(pk=bid.round.tender_id)
    now = clock.now()
    refuse_strangers(bid, by)
    bid.refresh_from_db()
    if bid.receipt and bid.state != BidState.WITHDRAWN:
        return queries.receipt_of(bid)
    lock_draft(bid, by=by, now=now)
    Supplier.objects.select_for_update().get(pk=bid.supplier_id)  # its declarations stand still until they are frozen
    hold_still(bid)
    whole = replace(read_draft(bid, draft_key=draft_key), made_at=now)
    if missing := missing_parts(whole, tender, alone=bid.practice):
        raise Refused(*missing, rules=["incomplete"])
    partners = partners_in(bid, whole.declaration)
    whole = replace(whole, declaration=frozen_for(bid, whole.declaration))
    for former in practice.earlier_than(bid):
        perform(former, "replace", by=by, now=now, facts={"by": bid.number})
    _seal_manifest(bid, whole)
    perform(bid, "submit", by=by, now=now, facts={"sealed_sha256": bid.sealed_sha256})
    if not bid.practice:
        tie(bid, partners)
    signed = _give_receipt(bid, whole)
    make_receipt.enqueue(bid.pk)
    emails.bid_received(bid, now=now)
    return signed


def _seal_manifest(bid: Bid, whole: Manifest) -> None:
    bid.sealed_manifest = seal.seal_bytes(manifest.encode(whole), queries.sealing_key(bid))
    bid.sealed_sha256 = hashlib.sha256(bid.sealed_manifest).hexdigest()
    bid.save(update_fields=["sealed_manifest", "sealed_sha256"])


def _give_receipt(bid: Bid, whole: Manifest) -> SignedReceipt:
    key = Keyring(Path(settings.KEYS_ROOT)).portal
    receipt = receipts.Receipt(
        tender=whole.tender,
        round=whole.round,
        bid_number=bid.number,
        manifest_sha256=bid.sealed_sha256,
        file_sha256s=(*(entry.sealed_sha256 for entry in whole.files), *_hashes_of_kept(bid, whole)),
        first_upload_at=bid.first_upload_at,
        submitted_at=whole.made_at,
        log_digest=queries.submission_digest(bid),
        portal_key=receipts.key_fingerprint(bytes(key.verify_key)),
        practice=bid.practice,
    )
    signed = receipts.sign(receipt, key)
    bid.receipt = queries.receipt_row(signed)
    bid.save(update_fields=["receipt"])
    return signed


def _hashes_of_kept(bid: Bid, whole: Manifest) -> list[str]:
    hashes = dict(access.files_of(bid).values_list("stored_as", "sealed_sha256"))
    return [hashes[name] for name in whole.kept]


@transaction.atomic
def withdraw_bid(bid: Bid, *, by: User) -> None:
    """Take the bid back before the deadline. It stays sealed for ever; its receipt stays.

    Raises:
        Refused: too late, not the signatory or owner, or not handed in.
    """
    Tender.objects.select_for_update().get(pk=bid.round.tender_id)
    now = clock.now()
    perform(bid, "withdraw", by=by, now=now)
    emails.bid_withdrawn(bid, now=now)
