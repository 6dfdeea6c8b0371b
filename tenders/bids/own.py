"""What a firm sees of its bids after handing them in: receipts, what the opening found, letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from procurement.accounts.models import User
from procurement.lifecycle import Sentence, blockers
from suppliers.access import firms_of
from tenders.access import papers_readable_by
from tenders.bids.confirming import amendments_since, waiting_for, why_not_confirmed
from tenders.bids.documents import receipt_paper
from tenders.bids.papers import ReceiptPaper
from tenders.lifecycle.bid import BidState
from tenders.models import Amendment, Bid, Opening, Paper

RECEIPTS = [Paper.Kind.RECEIPT, Paper.Kind.PRACTICE]
FIRMS_OWN = [*RECEIPTS, Paper.Kind.LETTER]
SHAPES = {
    BidState.DRAFT: "in-progress",
    BidState.SUBMITTED: "done",
    BidState.OPENED: "done",
    BidState.REPLACED: "not-planned",
    BidState.WITHDRAWN: "not-planned",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """When a bid was opened, and what did not fit; without a defect its hash is the one that its receipt confirms."""

    at: datetime
    defects: Sequence[str]


@dataclass(frozen=True, slots=True)
class BidRow:
    """One bid in the list. `receipt` is the code of its PDF, "" until it is made."""

    bid: Bid
    shape: str
    receipt: str
    opened: Opened | None


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The page of a bid that was handed in."""

    row: BidRow
    paper: ReceiptPaper
    takes_bids: bool
    reasons: Sequence[Sentence]  # against withdrawing it
    changes: Sequence[Amendment]  # of the call, since it was handed in
    to_confirm: bool
    against_confirming: Sequence[Sentence]


def rows_of(bids: Iterable[Bid], user: User) -> list[BidRow]:
    """Return the bids as rows, with their receipts and openings, in two questions to the database."""
    bids = list(bids)
    receipts = papers_readable_by(user).filter(kind__in=RECEIPTS, bid_number__in=[bid.number for bid in bids])
    codes = dict(receipts.values_list("bid_number", "code"))
    openings = openings_of(bids)
    return [
        BidRow(bid, SHAPES[BidState(bid.state)], codes.get(bid.number, ""), _opened(bid, openings.get(bid.round_id)))
        for bid in bids
    ]


def openings_of(bids: Iterable[Bid]) -> dict[int, Opening]:
    """Return the openings that took place in the bids' rounds, by round."""
    acts = Opening.objects.filter(envelope__round__in=[bid.round_id for bid in bids]).select_related("envelope")
    return {act.envelope.round_id: act for act in acts}


def letters_of(user: User) -> QuerySet[Paper]:
    """Return the letters to the person's own firms, the newest first."""
    letters = papers_readable_by(user).filter(kind=Paper.Kind.LETTER, supplier__in=firms_of(user))
    return letters.select_related("tender__buyer", "supplier").order_by("-made_at", "-pk")


def receipt_page(bid: Bid, *, by: User, now: datetime) -> ReceiptPage:
    """Return the page of a bid that was handed in, at this instant."""
    (row,) = rows_of([bid], by)
    takes_bids = bid.call_takes_bids(now)
    return ReceiptPage(
        row=row,
        paper=receipt_paper(bid, row.receipt, now=now),
        takes_bids=takes_bids,
        reasons=blockers(bid, "withdraw", by=by, now=now),
        changes=amendments_since(bid),
        to_confirm=bid.state == BidState.SUBMITTED and not bid.practice and bool(waiting_for(bid)),
        against_confirming=why_not_confirmed(bid, by=by, now=now),
    )


def _opened(bid: Bid, act: Opening | None) -> Opened | None:
    if bid.state != BidState.OPENED or act is None:
        return None
    return Opened(act.opened_at, [row["sentence"] for row in act.defects if row["bid"] == bid.number])
