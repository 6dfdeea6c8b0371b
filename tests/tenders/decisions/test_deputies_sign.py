"""A deputy approves or signs a decision for somebody who is away: the decision, its page and its paper say for whom."""

import pytest
from django.utils.translation import override

from procurement.accounts.models import Post
from procurement.accounts.standing_in import StandIn
from procurement.audit.models import Event
from procurement.lifecycle import Refused, blockers
from tenders.decisions import actions
from tenders.decisions.letters import letter_on_paper
from tenders.decisions.motivated import motivated_decision
from tests.factories.bids import declare
from tests.personas import moment
from tests.tenders.decisions.conftest import DRAFTED, SIGNED, address, seen


@pytest.fixture
def lend(room):
    """Let somebody stand in, from before this moment until after the days of the tests: both clocks are asked."""

    def go(role: str, person, deputy) -> StandIn:
        days = {"begins_at": moment("2020-01-01"), "ends_at": moment("2099-01-01")}
        buyer = room.people.buyer
        lent = StandIn.objects.create(
            buyer=buyer, role=role, person=person, deputy=deputy, **days, named_at=days["begins_at"]
        )
        Post.objects.create(buyer=buyer, person=deputy, role=role, stands_in=lent)
        declare(room.lot, deputy)
        return lent

    return go


@pytest.fixture
def deputy(room):
    return room.people.ombudsperson


def test_the_decision_keeps_for_whom_it_was_approved_and_signed(room, lend, deputy):
    lend("signatory", room.people.signatory, deputy)
    decision = room.draft()
    actions.approve_decision(decision, by=room.people.approver, now=SIGNED)
    actions.sign_decision(decision, by=deputy, now=SIGNED)
    assert (decision.approved_by, decision.approved_for) == (room.people.approver, None)
    assert (decision.signed_by, decision.signed_for) == (deputy, room.people.signatory)
    said = dict(Event.objects.filter(object_type="decision").values_list("verb", "payload__for"))
    assert said == {"decision.draft": None, "decision.approve": None, "decision.sign": room.people.signatory.pk}


def test_its_paper_names_both(room, lend, deputy):
    lend("signatory", room.people.signatory, deputy)
    decision = room.draft()
    actions.approve_decision(decision, by=room.people.approver, now=SIGNED)
    actions.sign_decision(decision, by=deputy, now=SIGNED)
    assert motivated_decision(decision, code="TEST-TEST").signatory.name == "Omer Médiation, for Solange Signe"


def test_letters_name_for_whom_a_deputy_cancelled_the_call(room, lend, deputy):
    lend("signatory", room.people.signatory, deputy)
    sent = actions.cancel_call(room.tender, reason="The need has changed.", by=deputy, now=SIGNED)
    assert (sent.sent_by, sent.sent_for) == (deputy, room.people.signatory)
    with override("en"):
        papers = [letter_on_paper(letter, code="TEST-TEST") for letter in sent.letters.all()]
    assert {paper.signatory.name for paper in papers} == {"Omer Médiation, for Solange Signe"}


def test_who_cancels_in_its_own_right_stands_in_for_nobody(room):
    sent = actions.cancel_call(room.tender, reason="The need has changed.", by=room.people.signatory, now=SIGNED)
    assert sent.sent_for is None


def test_the_pages_say_it_before_and_after(be, room, lend, deputy):
    lend("signatory", room.people.signatory, deputy)
    actions.approve_decision(room.draft(), by=room.people.approver, now=DRAFTED)
    page = be("ombudsperson").get(address(room, "sign")).text
    assert "You sign for Solange Signe, for whom you stand in." in page
    assert be("ombudsperson").post(address(room, "sign"), {"seen": seen(page)}).status_code == 302
    assert "Omer Médiation for Solange Signe" in be("officer").get(address(room, "call")).text


def test_an_approval_for_somebody_that_is_taken_back_leaves_no_name(room, lend, deputy):
    lend("approver", room.people.approver, deputy)
    decision = room.draft()
    actions.approve_decision(decision, by=deputy, now=SIGNED)
    assert decision.approved_for == room.people.approver
    actions.send_back_decision(decision, reason="A word is missing.", by=deputy, now=SIGNED)
    assert (decision.approved_by, decision.approved_for) == (None, None)


@pytest.mark.parametrize(
    ("role", "move", "state"), [("approver", "approve", "draft"), ("signatory", "sign", "approved")]
)
def test_nothing_is_signed_for_its_author(room, lend, deputy, role, move, state):
    """Who lends the right wrote the decision: then its deputy may not, either."""
    lend(role, room.people.officer, deputy)
    decision = room.draft()
    type(decision).objects.filter(pk=decision.pk).update(state=state)
    decision.refresh_from_db()
    said = [str(sentence) for sentence in blockers(decision, move, by=deputy, now=SIGNED)]
    assert said == ["You stand in for Odile Officier, who wrote this: another person must do it."]


def test_a_deputy_who_has_not_declared_its_interests_signs_nothing(room, lend, deputy):
    lend("signatory", room.people.signatory, deputy)
    room.tender.declarations.filter(person=deputy).delete()
    decision = room.draft()
    actions.approve_decision(decision, by=room.people.approver, now=SIGNED)
    with pytest.raises(Refused, match="Declare first"):
        actions.sign_decision(decision, by=deputy, now=SIGNED)


def test_after_its_last_day_the_deputy_signs_nothing(room, lend, deputy):
    lent = lend("signatory", room.people.signatory, deputy)
    decision = room.draft()
    actions.approve_decision(decision, by=room.people.approver, now=SIGNED)
    StandIn.objects.filter(pk=lent.pk).update(ends_at=moment("2020-06-01"))
    with pytest.raises(Refused, match="Only this role may do it: signatory of decisions"):
        actions.sign_decision(decision, by=deputy, now=SIGNED)
