"""Requests to participate: no price is asked, and each lot is asked for."""

from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Sentence
from tenders.models import Bid, Round, Tender


def asks_for_prices(bid: Bid) -> bool:
    """Tell whether the bid's round compares offers; requests to participate name no price."""
    return bid.round.kind != Round.Kind.REQUESTS


def nothing_for_any_lot(tender: Tender) -> Sentence:
    """Say what is missing where no lot is in the bid."""
    if tender.asks_for_offers():
        return _("Make an offer for at least one lot.")
    return _("Ask to take part in at least one lot.")
