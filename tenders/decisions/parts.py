"""Steps that several deeds of the room take."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, perform_all
from tenders.lifecycle.bid import LotBidState
from tenders.models import Lot, Tender
from tenders.models.lot import read_together


def require(tender: Tender, role: Role, by: User) -> None:
    """Refuse who does not play this role in the call."""
    if role not in tender.roles_of(by):
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": role.label})


def take_back_places(*lots: Lot, by: User, now: datetime) -> None:
    """Make the bids for these lots ranked again: the decision that selected or passed over them is out of force."""
    placed = {LotBidState.SELECTED, LotBidState.NOT_SELECTED}
    read_together(lots)
    perform_all([bid for lot in lots for bid in lot.every_bid() if bid.state in placed], "reconsider", by=by, now=now)
