"""A lot whose bids are open, with everybody ready to judge it, in March."""

import pytest

from tenders.models import Lot
from tests.factories.bids import declare, seat_panel
from tests.factories.calls import TenderFactory, place
from tests.factories.judged import NOW
from tests.personas import Personas, moment


@pytest.fixture
def lot(personas: Personas, hands) -> Lot:
    """Officer, signatory and panel have declared."""
    hands.at = NOW
    tender = TenderFactory(buyer=personas.buyer, published_at=moment("2027-02-01"))
    place(tender, "admissibility")
    lot = tender.lots.get()
    seat_panel(lot, personas)
    declare(lot, personas.officer, personas.signatory)
    return lot
