"""A signed decision is never edited: a new one takes its place, and the standstill starts anew."""

from datetime import date

from tenders.decisions import actions
from tests.personas import moment
from tests.tenders.decisions.conftest import refusal

LATER = moment("2027-04-28")


def states(room) -> list[str]:
    return [lot_bid.state for lot_bid in room.lot.bids().order_by("bid__supplier")]


def test_a_new_decision_takes_the_place_of_a_notified_one(room):
    old = room.signed()
    first = room.notify(old)
    second_firm = room.offers["LOT-0001"][1]
    new = room.draft(winners=[second_firm], supersedes=old, now=LATER)
    assert (old.state, room.lot.state) == ("notified", "standstill")  # nothing changes before it is signed
    room.sign(new, now=LATER)
    old.refresh_from_db()
    assert (old.state, new.state, room.lot.state) == ("superseded", "signed", "decided")
    assert states(room) == ["ranked", "ranked", "ranked"]
    assert (room.lot.standstill_ends, room.lot.earliest_signature) == (None, None)
    second = room.notify(new, now=moment("2027-04-29"))
    assert states(room) == ["not_selected", "selected", "not_selected"]
    assert room.lot.earliest_signature == date(2027, 5, 15)
    assert (first.letters.count(), second.letters.count()) == (3, 3)
    assert first.standstills["LOT-0001"]["ends"] == "2027-05-07"  # what the first letters said stays


def test_between_the_two_nobody_signs_a_contract(room):
    old = room.signed()
    room.notify(old)
    room.sign(room.draft(supersedes=old, now=LATER), now=LATER)
    after = moment("2027-06-01")
    assert refusal(actions.award_lot, room.lot, by=room.people.officer, now=after) == [
        "Not possible while the state is “decided”."
    ]


def test_a_signed_decision_that_nobody_saw_can_be_replaced_too(room):
    old = room.signed()
    new = room.signed(supersedes=old, outcome="no_award")
    old.refresh_from_db()
    assert (old.state, room.lot.decision_in_force(), room.lot.state) == ("superseded", new, "decided")
    room.notify(new)
    assert room.lot.state == "not_awarded"


def test_only_the_decision_in_force_is_replaced_and_only_before_the_award(room):
    sentence = "Only the decision in force can be replaced, and only before the lot is awarded."
    old = room.signed()
    room.signed(supersedes=old)
    assert refusal(room.draft, supersedes=old) == [sentence]
    newest = room.lot.decision_in_force()
    room.notify(newest)
    actions.award_lot(room.lot, by=room.people.officer, now=moment("2027-05-10"))
    assert refusal(room.draft, supersedes=newest) == [sentence]


def test_without_a_signed_successor_nothing_is_superseded(room):
    old = room.signed()
    room.draft(supersedes=old)
    sentences = refusal(actions.supersede_decision, old, by=room.people.signatory, now=LATER)
    assert sentences == ["No later decision about this lot is signed."]
    assert room.lot.state == "decided"
