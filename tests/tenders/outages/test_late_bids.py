"""A late bid is refused and leaves evidence; was the portal the cause, the same draft comes in with time for all."""

from datetime import timedelta

import pytest

from procurement.availability.actions import record_outage
from procurement.lifecycle import Refused
from tenders.bids import actions
from tenders.bids.attempts import What, attempting, own_attempts
from tenders.models import Bid
from tenders.outages.actions import accept_extension, propose_what_is_due
from tests.factories.calls import DEADLINE
from tests.factories.people import UserFactory
from tests.factories.sealed import BEFORE, offer, open_together, started
from tests.personas import moment


@pytest.fixture
def late(personas, call, hands):
    """A whole draft whose firm comes a second too late, twice."""
    hands.at = BEFORE
    bid, key = started(call, personas.supplier, personas.owner)
    how = {"draft_key": key, "by": personas.owner, "now": BEFORE}
    actions.add_file(bid, name="plan.txt", chunks=[b"How we do it."], lot=None, purpose="offer", **how)
    actions.save_draft(bid, offers=[offer()], declaration={"sworn": True}, **how)
    hands.at = DEADLINE
    for _each in range(2):
        with pytest.raises(Refused):
            hand_in(bid, key, personas.owner)
    return bid, key


def hand_in(bid, key, by):
    with attempting(bid, What.SUBMIT_REFUSED, begun=What.SUBMIT_BEGUN, done=What.SUBMITTED):
        return actions.submit_bid(bid, draft_key=key, by=by)


@pytest.fixture
def recorded(late, call, hands):
    """Who runs the portal records what could not be measured; the call is proposed more time."""
    hands.at = DEADLINE + timedelta(hours=2)
    span = {"began_at": DEADLINE - timedelta(hours=1), "ended_at": DEADLINE + timedelta(hours=1)}
    record_outage(**span, reason="The line was cut.", by=UserFactory(is_superuser=True), now=hands.at)
    assert propose_what_is_due(now=hands.at) == 1
    return call.proposed_extensions.get()


def test_it_is_refused_by_the_deadline_and_its_draft_stays_as_it_was(late):
    bid, _key = late
    row = Bid.objects.get(pk=bid.pk)
    assert (row.state, row.sealed_sha256, bool(row.draft)) == ("draft", "", True)
    rules = list(own_attempts(bid).filter(what=What.SUBMIT_REFUSED).values_list("rules", "moment"))
    assert rules == [("call_takes_bids", DEADLINE)] * 2


def test_the_same_draft_comes_in_when_everybody_gets_more_time(late, recorded, personas, hands):
    bid, key = late
    accept_extension(recorded, by=personas.officer, now=hands.at)
    assert hand_in(bid, key, personas.owner).receipt.bid_number == bid.number
    last_two = list(own_attempts(bid).values_list("what", flat=True))[-2:]
    assert last_two == [What.SUBMIT_BEGUN, What.SUBMITTED]
    hands.at = moment("2027-03-25")
    opening = open_together(recorded.tender, personas, now=hands.at)
    assert (opening.bids_opened, opening.defects) == (1, [])


def test_without_an_answer_nothing_is_opened_and_the_late_one_stays_out(late, recorded, personas):
    bid, key = late
    with pytest.raises(Refused):
        open_together(recorded.tender, personas, now=DEADLINE + timedelta(hours=3))
    with pytest.raises(Refused):
        hand_in(bid, key, personas.owner)


def test_once_bids_are_open_it_stays_what_it_is(late, call, personas, hands):
    bid, key = late
    hands.at = DEADLINE + timedelta(minutes=5)
    assert open_together(call, personas, now=hands.at).bids_opened == 0
    with pytest.raises(Refused):
        hand_in(bid, key, personas.owner)
    assert Bid.objects.get(pk=bid.pk).state == "draft"
