"""What bidders are told about their bid: its number, moments and hash, never what it says."""

from datetime import datetime

from django.urls import reverse

from procurement.accounts.models import User
from procurement.outbox.post import write_to
from tenders.bids import queries
from tenders.models import Bid, KeyTransfer, Tender


def bid_received(bid: Bid, *, now: datetime) -> None:
    """Confirm to the firm's people that the bid is sealed and received; or that they practised, and no bid is in."""
    _tell(bid, "practice_received" if bid.practice else "bid_received", now)


def bid_withdrawn(bid: Bid, *, now: datetime) -> None:
    """Confirm to the firm's people that the bid is withdrawn."""
    _tell(bid, "bid_withdrawn", now)


def bid_opened(bid: Bid, *, now: datetime) -> None:
    """Tell the firm's people that their own bid was opened."""
    _tell(bid, "bid_opened", now)


def key_to_hand_on(giver: User, tender: Tender, asked: KeyTransfer, *, now: datetime) -> None:
    """Ask a member of the committee to hand its piece of the call's key on."""
    context = {"tender": tender, "buyer": tender.buyer, "officer": asked.asked_by, "reason": asked.reason}
    write_to(
        giver, "key_to_hand_on", now=now, context=context, page=lambda: reverse("opening:give", args=[tender.reference])
    )


def _tell(bid: Bid, template: str, now: datetime) -> None:
    tender = bid.round.tender
    context = {"bid": bid, "tender": tender, "buyer": tender.buyer, "now": now}

    def page() -> str:
        return reverse("bids:bid", args=[bid.number])

    for person in queries.members_of(bid.supplier):
        write_to(person, template, now=now, context=context, page=page)
