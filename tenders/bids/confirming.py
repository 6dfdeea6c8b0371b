"""A bid after an amendment: what changed since it was handed in, and the firm's word that it stands."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement import clock
from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence, roles_for
from tenders.lifecycle.bid import BidState
from tenders.models import Amendment, Bid, Confirmation, Tender


@transaction.atomic
def confirm_bid(bid: Bid, *, by: User) -> None:
    """Say for the firm that its sealed bid stands after every change so far. Raises Refused."""
    Tender.objects.select_for_update().get(pk=bid.round.tender_id)
    now = clock.now()
    if sentences := why_not_confirmed(bid, by=by, now=now):
        raise Refused(*sentences)
    for amendment in waiting_for(bid):
        Confirmation.objects.create(bid=bid, amendment=amendment, confirmed_at=now, confirmed_by=by)
        record(bid.deed("confirm"), bid, by=by, now=now, payload={"amendment": amendment.pk})


def why_not_confirmed(bid: Bid, *, by: User, now: datetime) -> list[Sentence]:
    """Return why the bid can't be confirmed at this instant; empty where it can."""
    if not bid.supplier.roles_of(by) & roles_for(Bid, "submit"):
        return [_("Only somebody who may submit for the firm can confirm its bid.")]
    if bid.state != BidState.SUBMITTED or not waiting_for(bid):
        return [_("This bid needs no confirmation.")]
    return [] if bid.call_takes_bids(now) else [_("The call takes no bids any more: its deadline has passed.")]


def amendments_since(bid: Bid) -> list[Amendment]:
    """Return how the call was changed since the bid was handed in; of a draft, since its call was published."""
    changes = Amendment.objects.filter(tender=bid.round.tender_id).order_by("made_at")
    changes = changes.filter(made_at__gte=bid.submitted_at) if bid.submitted_at else changes
    return [amendment for amendment in changes if any("what" in change for change in amendment.changes)]


def waiting_for(bid: Bid) -> list[Amendment]:
    """Return the changes after which the firm has not said that its bid stands, though they ask for it."""
    said = Confirmation.objects.filter(bid=bid).values_list("amendment", flat=True)
    asking = [amendment for amendment in amendments_since(bid) if amendment.asks_to_confirm]
    return [amendment for amendment in asking if amendment.pk not in set(said)] if bid.submitted_at else []
