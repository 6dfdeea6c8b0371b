"""Steps that several deeds of the room take."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, perform
from tenders.lifecycle.bid import LotBidState
from tenders.models import Lot, Tender


def require(tender: Tender, role: Role, by: User) -> None:
    """Refuse who does not play this role in the call."""
    if role not in tender.roles_of(by):
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": role.label})


def take_back_places(lot: Lot, *, by: User, now: datetime) -> None:
    """Make the lot's bids ranked again: the decision that selected or passed over them is out of force."""
    for bid in lot.bids().filter(state__in=[LotBidState.SELECTED, LotBidState.NOT_SELECTED]):
        perform(bid, "reconsider", by=by, now=now)
