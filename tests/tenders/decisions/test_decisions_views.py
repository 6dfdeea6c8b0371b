"""The pages of decisions: who finds them, what each role may do at each step, and what is said to who may not."""

import pytest
from django.urls import reverse

from procurement.accounts.models import Post
from tenders.models import ConflictDeclaration, Lot
from tests.factories.calls import add_lot, place
from tests.factories.decided import ranked_lot
from tests.tenders.decisions.conftest import AFTER, DRAFTED, GROUNDS, NOTIFIED, address, buttons

FOREIGN = ["chair", "ombudsperson", "editor", "administrator", "owner", "other_officer", "stranger"]
FOR = {  # who finds each page of a lot that is being decided
    "call": {"officer", "approver", "signatory", "auditor"}, "log": {"officer", "auditor"},
    "notify": {"officer"}, "draft": {"officer"}, "award": {"officer"}, "send_back": {"approver"},
    "cancel": {"signatory"}, "sign": {"signatory"}, "contract": {"signatory"},
}  # fmt: skip
DECIDERS = ["officer", "approver", "signatory", "auditor"]


# --- Who finds what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FOREIGN, *DECIDERS])
def test_each_page_is_there_for_its_roles_and_for_nobody_else(be, room, name):
    room.draft()
    found = {page for page in FOR if be(name).get(address(room, page)).status_code == 200}
    assert found == {page for page, roles in FOR.items() if name in roles}


@pytest.mark.parametrize("name", [*FOREIGN, "officer", "signatory", "auditor"])
def test_who_does_not_approve_finds_nothing_to_send(be, room, name):
    decision = room.draft()
    assert be(name).post(address(room, "approve")).status_code == 404
    decision.refresh_from_db()
    assert decision.state == "draft"


def test_the_public_signs_in_first(client, room):
    for page in [reverse("decisions:calls"), reverse("decisions:papers"), *(address(room, name) for name in FOR)]:
        assert client.get(page).url.startswith("/en/accounts/login/")


def test_the_lot_of_another_call_is_not_there(be, room):
    foreign = add_lot(type(room.tender).objects.create(buyer=room.people.other_buyer, reference="T-X", ocid="x"))
    assert be("officer").get(address(room, "draft", foreign)).status_code == 404


def test_what_is_read_here_stays_in_no_browser(be, room):
    room.draft()
    for page, roles in FOR.items():
        answer = be(min(roles)).get(address(room, page))
        assert "no-store" in answer["Cache-Control"], page


@pytest.mark.parametrize("name", ["officer", "approver", "signatory"])
def test_who_has_not_declared_its_interests_sees_no_offer_and_the_way_to_declare(be, room, name):
    room.draft()
    ConflictDeclaration.objects.all().delete()
    page = be(name).get(address(room, "call")).text
    assert reverse("evaluation:declaration", args=[room.tender.reference]) in page
    assert GROUNDS not in page
    assert not any(firm.name in page for firm in room.firms)


def test_before_the_opening_nothing_is_shown_but_that_the_bids_are_sealed(be, room):
    place(room.tender, "published")
    page = be("officer").get(address(room, "call")).text
    assert "The bids are still sealed." in page
    assert not any(firm.name in page for firm in room.firms)
    assert room.tender.title not in be("officer").get(reverse("decisions:calls")).text


# --- Every step, as a button or with what stands in its way -----------------------------------------------------------


def drafted(room) -> None:
    room.draft()


def approved(room) -> None:
    place(room.draft(), "approved")


def signed(room) -> None:
    room.signed()


def notified(room) -> None:
    room.notify(room.signed())


CAN = {"Cancel the call": True}
AGAIN = {"Draft another decision in its place": True}
CHECK = {"Have the winner’s file checked": True}
STEPS = [
    (lambda room: None, DRAFTED, "officer", {"Draft the decision": True, **CHECK}),
    (lambda room: None, DRAFTED, "approver", {}),
    (lambda room: None, DRAFTED, "signatory", CAN),
    (drafted, DRAFTED, "officer", {"Change the draft": True, **CHECK}),
    (drafted, DRAFTED, "approver", {"Approve": True}),
    (drafted, DRAFTED, "signatory", {"Sign": False, **CAN}),
    (approved, DRAFTED, "officer", CHECK),
    (approved, DRAFTED, "approver", {"Send back": True}),
    (approved, DRAFTED, "signatory", {"Sign": True, **CAN}),
    (signed, NOTIFIED, "officer", {"See what everybody will be told": True, **AGAIN, **CHECK}),
    (signed, NOTIFIED, "approver", {}),
    (notified, NOTIFIED, "officer", {"Award the lot": False, **AGAIN, **CHECK}),
    (notified, NOTIFIED, "signatory", {"Record the contract": False, **CAN}),
    (notified, AFTER, "officer", {"Award the lot": True, **AGAIN, **CHECK}),
    *((made, NOTIFIED, "auditor", {}) for made in (drafted, approved, signed, notified)),
]  # fmt: skip


@pytest.mark.parametrize(("made", "at", "name", "steps"), STEPS)
def test_each_role_finds_its_steps_and_no_others(be, room, made, at, name, steps):
    made(room)
    assert buttons(be(name, at=at).get(address(room, "call")).text) == steps


def test_a_step_that_must_wait_says_until_when(be, room):
    room.notify(room.signed())
    page = be("officer", at=NOTIFIED).get(address(room, "call")).text
    assert page.count("The standstill is running: the contract may follow from 8 May 2027.") == 1
    assert "The standstill runs. The lot can be awarded from 8 May 2027." in page
    assert "7 May 2027" in page  # its last day


def test_who_wrote_a_draft_does_not_approve_it(be, room):
    Post.objects.create(buyer=room.people.buyer, person=room.people.officer, role="approver")
    room.draft()
    page = be("officer").get(address(room, "call")).text
    assert buttons(page) == {"Approve": False, "Change the draft": True, **CHECK}
    assert "You wrote this: another person must do it." in page
    answer = be("officer").post(address(room, "approve"))
    assert answer.status_code == 422
    assert answer.text.count("You wrote this: another person must do it.") == 2  # by the button, and in the summary


def test_what_deserves_a_second_look_stands_beside_the_draft(be, room):
    room.draft(winners=room.offers["LOT-0001"][1:2])
    doubt = "A bid with a better rank is passed over: the grounds must say why."
    assert doubt in be("approver").get(address(room, "call")).text
    assert doubt in be("officer").get(address(room, "draft")).text


# --- Several lots and calls -------------------------------------------------------------------------------------------


def more_lots(room, count: int) -> None:
    for _more in range(count):
        lot = add_lot(room.tender)
        room.offers[lot.identifier] = ranked_lot(lot, room.firms)


def test_each_of_several_lots_has_its_page_and_the_only_one_stands_on_the_calls(be, room):
    assert be("officer").get(address(room, "lot")).url == address(room, "call")
    more_lots(room, 1)
    room.draft(Lot.objects.get(identifier="LOT-0002"))
    page = be("officer").get(address(room, "call")).text
    assert "An officer drafts the decision." in page
    assert "The approver reads the draft, and approves it." in page
    assert all(address(room, "lot", lot) in page for lot in room.tender.lots.all())
    second = be("approver").get(address(room, "lot", Lot.objects.get(identifier="LOT-0002"))).text
    assert buttons(second) == {"Approve": True}


@pytest.mark.parametrize("lots", [2, 4])
def test_the_page_of_a_call_asks_the_same_number_of_questions(be, room, django_assert_num_queries, lots):
    more_lots(room, lots - 1)
    for lot in room.tender.lots.all():
        room.signed(lot)
    client = be("officer")
    with django_assert_num_queries(17):
        client.get(address(room, "call"))


@pytest.mark.parametrize("bids", [1, 3])
def test_the_page_of_a_lot_asks_the_same_number_of_questions(be, room, django_assert_num_queries, bids):
    for offer in room.offers["LOT-0001"][bids:]:
        place(offer, "rejected")
    room.draft()
    client = be("approver")
    with django_assert_num_queries(49):
        client.get(address(room, "call"))


@pytest.mark.parametrize("calls", [1, 3])
def test_the_list_of_calls_asks_the_same_number_of_questions(be, room, django_assert_num_queries, calls):
    for number in range(calls - 1):
        facts = {"reference": f"T-{number}", "ocid": f"o-{number}", "title": f"Call {number}"}
        place(type(room.tender).objects.create(buyer=room.people.buyer, **facts), "opened")
    client = be("auditor")
    with django_assert_num_queries(5):
        page = client.get(reverse("decisions:calls")).text
    assert page.count("pv-calls__title") == calls
