"""An officer has the winner's file checked: whose, when, what the firm hears, and that nothing waits for it."""

from datetime import date

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.outbox.models import Mail
from suppliers.models import Application, Membership
from suppliers.vetting.actions import take_up, verify
from tenders.decisions import actions
from tenders.decisions.standing import standings_of
from tenders.decisions.steps import asker_of
from tenders.decisions.winners import against_checking, have_checked
from tenders.models import ConflictDeclaration
from tests.factories.decided import call_in_decision, offer
from tests.factories.people import employ, join
from tests.tenders.decisions.conftest import DRAFTED, SIGNED, address, buttons, refusal

pytestmark = pytest.mark.django_db
BUTTON = "Have the winner’s file checked"


@pytest.fixture(autouse=True)
def addressed(room) -> None:
    """Give each firm an office and an owner: what is checked has a name, a number and an address."""
    for firm in room.firms:
        firm.address = "Rue Neuve 12, 5000 Valbrume"
        firm.save()
        join(firm, email=f"owner-{firm.pk}@example.org", language="en")


def check(room, firm, **facts: object):
    return have_checked(room.lot, firm, **{"by": room.people.officer, "now": DRAFTED, **facts})


def test_the_first_in_the_ranking_is_checked_before_anything_is_decided(room):
    submission = check(room, room.firms[0])
    file = submission.application
    assert (file.state, file.supplier, file.buyer) == ("submitted", room.firms[0], room.people.buyer)
    assert (submission.due, submission.submitted_by) == (date(2027, 5, 4), room.people.officer)  # ten working days
    assert submission.said["name"] == room.firms[0].name


def test_the_chosen_one_is_checked_once_there_is_a_decision_and_nobody_else(room):
    room.draft(winners=room.offers["LOT-0001"][1:2])
    assert "Only the file of the winner" in refusal(check, room, room.firms[0])[0]
    assert check(room, room.firms[1]).application.supplier == room.firms[1]


def test_a_lot_without_winner_has_nobody_to_check(room):
    room.draft(outcome="no_award")
    assert "no winner" in refusal(check, room, room.firms[0])[0]


def test_it_goes_through_the_queue_like_every_file(room):
    file = check(room, room.firms[0]).application
    take_up(file, by=room.people.officer, now=DRAFTED)
    verify(file, by=room.people.officer, now=DRAFTED)
    assert (file.state, file.submissions.get().in_time) == ("verified", True)
    assert "valid until 19 April 2028" in refusal(check, room, room.firms[0])[0]


def test_a_file_that_is_open_is_not_opened_twice(room):
    check(room, room.firms[0])
    assert "open file of this firm already" in refusal(check, room, room.firms[0])[0]
    assert Application.objects.count() == 1


def test_a_newcomers_draft_is_taken_as_it_is(room):
    draft = Application.objects.create(supplier=room.firms[0], buyer=room.people.buyer, made_at=DRAFTED)
    assert check(room, room.firms[0]).application == draft


def test_the_firm_hears_by_when_and_nothing_of_the_call(room):
    colleague = employ(room.people.buyer, "officer", language="en")
    check(room, room.firms[0])
    told = {mail.to: f"{mail.subject} {mail.text}" for mail in Mail.objects.all()}
    assert set(told) == {f"owner-{room.firms[0].pk}@example.org", colleague.email}
    for text in told.values():
        assert "4 May 2027" in text
        assert room.tender.title not in text
        assert room.tender.reference not in text
    event = Event.objects.get(verb="lot.check_winner")
    assert event.payload == {"application": Application.objects.get().pk}


@pytest.mark.parametrize("name", ["approver", "signatory", "auditor", "other_officer", "owner"])
def test_only_an_officer_of_the_authority_has_it_done(room, name: str):
    assert "Only officers" in refusal(check, room, room.firms[0], by=getattr(room.people, name))[0]


def test_who_has_not_declared_its_interests_learns_of_no_winner(room, be):
    ConflictDeclaration.objects.filter(person=room.people.officer).delete()
    assert refusal(check, room, room.firms[0])
    page = be("officer").get(address(room, "check_winner")).text
    assert room.firms[0].name not in page
    assert reverse("evaluation:declaration", args=[room.tender.reference]) in page


def test_nobody_has_its_own_firm_checked(room):
    Membership.objects.create(supplier=room.firms[0], person=room.people.officer, role="contributor")
    assert "a colleague checks" in " ".join(refusal(check, room, room.firms[0]))


def test_nothing_waits_for_it(room):
    check(room, room.firms[0])
    decision = room.draft()
    actions.approve_decision(decision, by=room.people.approver, now=SIGNED)
    actions.sign_decision(decision, by=room.people.signatory, now=SIGNED)
    assert decision.state == "signed"


class TestPages:
    def test_the_officer_finds_it_on_the_page_of_the_lot_and_is_told_what_follows(self, be, room):
        client = be("officer")
        assert buttons(client.get(address(room, "call")).text)[BUTTON] is True
        page = client.get(address(room, "check_winner")).text
        assert room.firms[0].name in page
        assert room.firms[1].name not in page
        assert "by 4 May 2027 at the latest" in page
        answer = client.post(address(room, "check_winner"), {"firm": room.firms[0].pk}, follow=True)
        assert "The file is with your colleagues." in answer.text
        assert Application.objects.get().supplier == room.firms[0]

    def test_the_page_of_the_lot_says_how_the_check_stands(self, be, room):
        client = be("officer")
        file = check(room, room.firms[0]).application
        page = client.get(address(room, "call")).text
        assert f"/office/files/{file.pk}/" in page
        assert "An answer comes by 4 May 2027 at the latest" in page

    def test_who_checks_no_files_sees_none(self, be, room):
        file = check(room, room.firms[0]).application
        assert f"/office/files/{file.pk}/" not in be("approver").get(address(room, "call")).text

    def test_another_firms_key_is_no_choice(self, be, room):
        answer = be("officer").post(address(room, "check_winner"), {"firm": room.firms[1].pk})
        assert answer.status_code == 422
        assert not Application.objects.exists()

    def test_a_second_time_is_refused_in_words(self, be, room):
        check(room, room.firms[0])
        answer = be("officer").post(address(room, "check_winner"), {"firm": room.firms[0].pk})
        assert (answer.status_code, "open file of this firm already" in answer.text) == (422, True)

    @pytest.mark.parametrize("name", ["approver", "auditor", "other_officer", "owner", "stranger"])
    def test_for_everybody_else_the_page_is_not_there(self, be, room, name: str):
        assert be(name).get(address(room, "check_winner")).status_code == 404


def test_without_a_ranking_nobody_is_intended(room, personas):
    tender = call_in_decision(personas, title="Not ranked", reference="T-NR", ocid="o-nr")
    offer(tender.lots.get(), room.firms[0])
    asker = asker_of(tender, personas.officer, DRAFTED)
    assert "no winner" in str(against_checking(standings_of(tender, tender.lots.all())[0], asker)[0])
