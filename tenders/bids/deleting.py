"""A draft that nobody wants any more goes, with its sealed files. What was handed in never goes, unless to practise."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from tenders import access, practice
from tenders.bids.arriving import uploads_of
from tenders.bids.drafting import lock
from tenders.bids.files import sealed_path
from tenders.bids.parts import forget_parts
from tenders.lifecycle.bid import BidState
from tenders.models import Bid, Paper, SealedFile

A_WEEK = timedelta(days=7)


@transaction.atomic
def delete_draft(bid: Bid, *, by: User, now: datetime) -> None:
    """Delete a draft, before the deadline or after it; its sealed files leave the disk once that is certain.

    A practice is thrown away in whatever state, with its receipt.

    The log keeps the draft's number and the hashes of its files, by which nobody learns what stood in them.

    Raises:
        Refused: not of the firm, or the bid was handed in.
    """
    lock(bid, by=by)
    if bid.state != BidState.DRAFT and not bid.practice:
        raise Refused(_("This bid is handed in: it stays. Until the deadline you can withdraw it."))
    _delete(bid, by=by, now=now)


def forget_practices(*, now: datetime) -> None:
    """Delete the practices whose call took bids until some days ago."""
    for found in practice.practices_due_before(now - A_WEEK):
        with transaction.atomic():
            _delete(found, by=None, now=now)


def _delete(bid: Bid, *, by: User | None, now: datetime) -> None:
    files, receipts = list(access.files_of(bid)), list(practice.receipts_of(bid)) if bid.practice else []
    hashes = [file.sealed_sha256 for file in files]
    record(bid.deed("delete_draft"), bid, by=by, now=now, payload={"number": bid.number, "sealed_sha256": hashes})
    codes = list(uploads_of(bid).filter(ended_at=None).values_list("code", flat=True))
    for paper in receipts:
        paper.delete()
    bid.delete()
    transaction.on_commit(lambda: _off_the_disk(files, codes, receipts))


def _off_the_disk(files: Iterable[SealedFile], codes: Iterable[str], receipts: Iterable[Paper]) -> None:
    for file in files:
        sealed_path(file.stored_as).unlink(missing_ok=True)
    for code in codes:
        forget_parts(code)
    for paper in receipts:
        paper.file.delete(save=False)
