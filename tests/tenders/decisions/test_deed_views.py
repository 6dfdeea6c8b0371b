"""The deeds of decisions in the browser: each asks first, is done once, and says why where it is refused."""

from datetime import date
from decimal import Decimal

from tenders.models import Decision
from tests.factories.calls import place
from tests.tenders.decisions.conftest import ADVANTAGES, AFTER, GROUNDS, NOTIFIED, address, buttons, seen

# --- Approve, send back, sign -----------------------------------------------------------------------------------------


def test_a_draft_is_approved_and_signed_and_the_lot_is_decided(be, room):
    decision = room.draft()
    mark = seen(be("approver").get(address(room, "call")).text)
    assert len(mark) == 64
    assert be("approver").post(address(room, "approve"), {"seen": mark}).status_code == 302
    page = be("signatory").get(address(room, "sign")).text
    assert GROUNDS in page
    assert ADVANTAGES in page
    assert "can&#x27;t be undone" in page
    assert be("signatory").post(address(room, "sign"), {"seen": seen(page)}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.signed_by, room.lot.state) == ("signed", room.people.signatory, "decided")
    assert "An officer can now tell everybody." in be("signatory").get(address(room, "call")).text


def test_to_look_at_the_page_signs_nothing(be, room):
    place(decision := room.draft(), "approved")
    be("signatory").get(address(room, "sign"))
    decision.refresh_from_db()
    assert decision.state == "approved"


def test_nobody_approves_other_words_than_it_read(be, room):
    decision = room.draft()
    mark = seen(be("approver").get(address(room, "call")).text)
    Decision.objects.filter(pk=decision.pk).update(grounds="Something else entirely.")
    answer = be("approver").post(address(room, "approve"), {"seen": mark})
    assert answer.status_code == 422
    assert "The decision was written anew since you read it. Read it again." in answer.text
    assert be("approver").post(address(room, "approve"), {"seen": seen(answer.text)}).status_code == 302


def test_nobody_signs_other_words_than_it_read(be, room):
    place(decision := room.draft(), "approved")
    mark = seen(be("signatory").get(address(room, "sign")).text)
    Decision.objects.filter(pk=decision.pk).update(advantages="It is cheaper by far.")
    answer = be("signatory").post(address(room, "sign"), {"seen": mark})
    assert (answer.status_code, "Read it again." in answer.text) == (422, True)
    decision.refresh_from_db()
    assert decision.state == "approved"


def test_what_somebody_else_did_meanwhile_is_told(be, room):
    room.signed()
    answer = be("approver").post(address(room, "approve"))
    assert answer.status_code == 422
    assert "Not possible while the state is “signed”." in answer.text
    assert be("signatory").get(address(room, "sign")).text.count("Not possible while the state is “signed”.") == 1


def test_a_decision_goes_back_with_a_reason_and_never_without(be, room):
    place(decision := room.draft(), "approved")
    send_back = address(room, "send_back")
    assert be("approver").post(send_back, {"reason": " "}).status_code == 422
    assert be("approver").post(send_back, {"reason": "The second criterion is not named."}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.approved_at) == ("draft", None)


# --- Award, contract, cancel ------------------------------------------------------------------------------------------


def test_a_lot_is_awarded_and_its_contract_recorded(be, room):
    room.notify(room.signed())
    assert be("officer", at=AFTER).post(address(room, "award")).status_code == 302
    assert be("signatory").get(address(room, "contract")).text.count("8 May 2027") == 1
    facts = {"signed_on": "2027-05-19", "value": "98,880.50"}
    assert be("signatory").post(address(room, "contract"), facts).status_code == 302
    lot = room.lot
    assert (lot.state, lot.contracted_on, lot.contract_value) == ("contracted", date(2027, 5, 19), Decimal("98880.50"))
    page = be("auditor").get(address(room, "call")).text
    assert "19 May 2027" in page
    assert "€98,880.50" in page


def test_a_contract_that_comes_too_early_is_refused_and_nothing_typed_is_lost(be, room):
    room.notify(room.signed())
    be("officer", at=AFTER).post(address(room, "award"))
    answer = be("signatory").post(address(room, "contract"), {"signed_on": "2027-05-07", "value": "98880"})
    assert answer.status_code == 422
    assert "The contract could not be signed before 8 May 2027." in answer.text
    assert 'value="2027-05-07"' in answer.text
    assert 'value="98880"' in answer.text
    assert room.lot.state == "awarded"


def test_during_the_standstill_there_is_nothing_to_press(be, room):
    room.notify(room.signed())
    page = be("officer", at=NOTIFIED).get(address(room, "award")).text
    assert buttons(page) == {"Award the lot": False}
    answer = be("officer").post(address(room, "award"))
    assert (answer.status_code, room.lot.state) == (422, "standstill")


def test_the_signatory_cancels_the_call_with_a_reason(be, room):
    answer = be("signatory").post(address(room, "cancel"), {"reason": "Enough"})
    assert answer.status_code == 422
    assert "Give the reason in a sentence" in answer.text
    assert ">\nEnough</textarea>" in answer.text
    assert be("signatory").post(address(room, "cancel"), {"reason": "The need has changed."}).status_code == 302
    room.tender.refresh_from_db()
    assert (room.tender.state, room.lot.state) == ("cancelled", "cancelled")
    assert be("signatory").get(address(room, "cancel")).status_code == 404
    assert buttons(be("signatory").get(address(room, "call")).text) == {}


def test_a_call_with_an_awarded_lot_is_not_cancelled_as_a_whole(be, room):
    room.notify(room.signed())
    place(room.lot, "awarded")
    page = be("signatory", at=AFTER).get(address(room, "call")).text
    assert buttons(page)["Cancel the call"] is False
    assert "Lot 1 is awarded: cancel the others one by one." in page
