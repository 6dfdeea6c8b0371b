"""The door to practice bids, and to what may be a bid or a practice: only what a firm does with its own passes here.

No page of the office, no figure and no paper of the call asks here. The number says which of the two it is.
"""

from datetime import datetime

from django.db.models import QuerySet

from procurement.accounts.models import User
from suppliers.access import firms_of
from tenders import access
from tenders.lifecycle.bid import BidState
from tenders.models import Bid, Paper, PracticeBid
from tenders.models.bid import PRACTICE_MARK


def own_practices(user: User) -> QuerySet[PracticeBid]:
    """Return the practices of the person's own firms, the newest first."""
    own = PracticeBid.objects.filter(supplier__in=firms_of(user))
    return own.select_related("round__tender", "supplier").order_by("-pk")


def own_bid(user: User, number: str) -> QuerySet[Bid]:
    """Return the firm's own bid or practice with this number, for the pages on which both are written."""
    own: QuerySet[Bid] = own_practices(user) if number.startswith(PRACTICE_MARK) else access.own_bids(user)
    return own.filter(number=number)


def with_id(pk: int) -> Bid:
    """Return one bid or practice for a task that was given its id."""
    practice = PracticeBid.objects.select_related("round__tender", "supplier").filter(pk=pk).first()
    return practice or Bid.objects.select_related("round__tender", "supplier").get(pk=pk)


def lock(bid: Bid) -> None:
    """Lock the row until the transaction ends. Raises Bid.DoesNotExist where it was deleted."""
    type(bid).objects.select_for_update().get(pk=bid.pk)


def earlier_than(bid: Bid) -> QuerySet[Bid]:
    """Return what is in force of the firm in this round and gives way to this: a practice only ever to a practice."""
    return type(bid).objects.filter(round=bid.round_id, supplier=bid.supplier_id, state=BidState.SUBMITTED)


def practices_due_before(moment: datetime) -> QuerySet[PracticeBid]:
    """Return the practices in rounds whose deadline lies before this moment."""
    return PracticeBid.objects.filter(round__deadline_at__lt=moment).order_by("pk")


def receipts_of(bid: Bid) -> QuerySet[Paper]:
    """Return the receipts that were printed for a practice."""
    return Paper.every.filter(kind=Paper.Kind.PRACTICE, bid_number=bid.number)
