"""What the room prints, in tasks after the deed: the receipt, and the record of the opening.

Both tell numbers, moments and hashes. The receipt not even how the firm named its files or for which lots it bids: it
lies readable in the media folder before the opening.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from procurement import clock
from tenders import access, practice
from tenders.bids import queries
from tenders.bids.papers import (
    OpenedBid,
    Opener,
    OpeningRecordPaper,
    PracticeReceiptPaper,
    ReceiptPaper,
    SealedFile,
    StaysSealed,
)
from tenders.issuing import bidder, firm, frame, issue, lot_on_paper, new_code
from tenders.models import Bid, Opening, Paper


@task()
def make_receipt(bid_id: int) -> None:
    """Make the receipt of a submitted bid, once, in the firm's language."""
    bid = practice.with_id(bid_id)
    kind = Paper.Kind.PRACTICE if bid.practice else Paper.Kind.RECEIPT
    if Paper.every.filter(kind=kind, bid_number=bid.number).exists():
        return
    code = new_code()
    with override(bid.language):
        paper = receipt_paper(bid, code, now=clock.now())
    row = Paper(tender=bid.round.tender, kind=kind, code=code, supplier=bid.supplier)
    row.bid_number = bid.number
    issue(paper, row)


def receipt_paper(bid: Bid, code: str, *, now: datetime) -> ReceiptPaper:
    """Return what the receipt says: the PDF prints it, and the page of the bid shows it ("" before the PDF is made)."""
    signed, round_ = queries.receipt_of(bid), bid.round
    receipt = signed.receipt
    parts = frame(round_.tender, language=bid.language, now=now, code=code)
    printed = PracticeReceiptPaper if receipt.practice else ReceiptPaper
    return printed(
        **(parts if code else {**parts, "check": None}),
        supplier=firm(bid.supplier),
        bid_number=bid.number,
        round=str(round_.get_kind_display()),
        lots=(),
        deadline=round_.deadline_at,
        first_upload_at=receipt.first_upload_at,
        submitted_at=receipt.submitted_at,
        manifest_sha256=receipt.manifest_sha256,
        files=tuple(_files(bid, receipt.file_sha256s)),
        log_digest=receipt.log_digest,
        portal_key=receipt.portal_key,
        signature=signed.signature.hex(),
    )


def _files(bid: Bid, digests: tuple[str, ...]) -> Iterator[SealedFile]:
    """Each file by its place: its own name is known to the firm alone."""
    sizes = dict(access.files_of(bid).values_list("sealed_sha256", "sealed_size"))
    for place, digest in enumerate(digests, start=1):
        yield SealedFile(_("Sealed file %(place)s") % {"place": place}, sizes[digest], digest)


@task()
def make_opening_record(opening_id: int) -> None:
    """Make the record of an opening (*procès-verbal d'ouverture*), once, in the buyer's language."""
    opening = Opening.objects.select_related("envelope__round__tender__buyer").get(pk=opening_id)
    tender = opening.envelope.round.tender
    records = tender.papers.filter(kind=Paper.Kind.OPENING_RECORD)
    if records.filter(made_at__gte=opening.opened_at).exists():
        return
    code = new_code()
    with override(tender.buyer.language):
        paper = _record(opening, code)
    issue(paper, Paper(tender=tender, kind=Paper.Kind.OPENING_RECORD, code=code))


def _record(opening: Opening, code: str) -> OpeningRecordPaper:
    envelope, round_ = opening.envelope, opening.envelope.round
    tender = round_.tender
    return OpeningRecordPaper(
        **frame(tender, language=tender.buyer.language, now=clock.now(), code=code),
        round=str(round_.get_kind_display()),
        deadline=round_.deadline_at,
        opened_at=opening.opened_at,
        opened_by=tuple(Opener(str(person), _("opening committee member")) for person in opening.members.all()),
        quorum=envelope.quorum,
        committee=envelope.pieces.values("holder").distinct().count(),
        bids=tuple(_opened_bids(opening)),
        stay_sealed=tuple(StaysSealed(bid.number, _("withdrawn")) for bid in access.bids_withdrawn(round_)),
    )


def _opened_bids(opening: Opening) -> Iterator[OpenedBid]:
    defects = defaultdict(list)
    for row in opening.defects:
        defects[row["bid"]].append(row["sentence"])
    for bid in access.bids_in_force(opening.envelope.round):
        offers = access.offers_of(bid)
        yield OpenedBid(
            number=bid.number,
            supplier=bidder(bid),
            lots=tuple(lot_on_paper(offer.lot, only=False) for offer in offers),
            submitted_at=cast("datetime", bid.submitted_at),  # it is in force, so it was submitted
            manifest_sha256=bid.sealed_sha256,
            files=access.files_of(bid).count(),
            defect=" ".join(defects[bid.number]),
        )
