"""Calls that were due when the portal could not be reached."""

from datetime import timedelta

import pytest

from procurement.availability.actions import beat
from procurement.availability.models import Outage
from tenders.models import Tender
from tenders.outages.actions import propose_what_is_due
from tests.factories.calls import DEADLINE
from tests.factories.sealed import open_call
from tests.personas import moment

BACK = DEADLINE + timedelta(minutes=90)


@pytest.fixture
def call(personas, hands) -> Tender:
    """Bids are due on Monday 15 March 2027 at 10:00 in Brussels."""
    hands.at = moment("2027-03-01")
    return open_call(personas)


@pytest.fixture
def out():
    """Let nothing be heard between two moments; return the outage."""

    def silence(began=DEADLINE - timedelta(minutes=30), ended=BACK) -> Outage:
        beat(now=began - timedelta(minutes=1))
        beat(now=began)
        return beat(now=ended)

    return silence


@pytest.fixture
def proposal(call, out):
    """What the portal proposes to the call, a minute after it is back."""
    out()
    assert propose_what_is_due(now=BACK) == 1
    return call.proposed_extensions.get()
