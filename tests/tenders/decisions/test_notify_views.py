"""Before everybody is told: who gets what, what is still owed, and that exactly what was shown is sent."""

import re

import pytest
from django.urls import reverse

from tenders.models import Consensus, Letter, LotBid, Notification
from tests.factories.calls import add_lot, place
from tests.factories.decided import offer, ranked_lot
from tests.factories.people import SupplierFactory
from tests.tenders.decisions.conftest import NOTIFIED


def address(room) -> str:
    return reverse("decisions:notify", args=[room.tender.reference])


@pytest.fixture
def officer(client, room, hands):
    hands.at = NOTIFIED
    client.force_login(room.people.officer)
    return client


def rows(page: str) -> dict[str, str]:
    """Return by firm what its row says."""
    body = page[page.index("<tbody") : page.index("</tbody")].split("<tr ")[1:]
    names = [re.search(r'rowheader">([^<]+)<', row)[1] for row in body]
    return {name: " ".join(re.sub(r"<[^>]+>", " ", row).split()) for name, row in zip(names, body, strict=True)}


def mark(page: str) -> str:
    return re.search(r'name="seen" value="([\d-]*)"', page)[1]


def test_each_recipient_stands_there_with_its_language_address_and_letter(officer, room):
    rejected = SupplierFactory(name="Tard SRL", language="en")
    offer(room.lot, rejected, state="rejected")
    room.signed()
    found = rows(officer.get(address(room)).text)
    first, second, third = room.firms
    assert set(found) == {first.name, second.name, third.name, "Tard SRL"}
    assert "French" in found[first.name]
    assert first.email in found[first.name]
    assert "Chosen: rank 1 of 3, 92.00 points" in found[first.name]
    assert "Not chosen: rank 3 of 3, 78.00 points" in found[third.name]
    assert "Rejected: the rule that is not met, the facts" in found["Tard SRL"]


def test_the_standstill_that_would_begin_is_named(officer, room):
    room.signed()
    page = officer.get(address(room)).text
    assert "the standstill of 15 days ends on <strong>7 May 2027</strong>" in page
    assert "may be signed from <strong>8 May 2027</strong>" in page


@pytest.mark.parametrize(("outcome", "sentence"), [("no_award", "not awarded"), ("cancellation", "cancelled")])
def test_without_an_award_everybody_is_told_why(officer, room, outcome, sentence):
    room.signed(outcome=outcome)
    page = officer.get(address(room)).text
    assert all(f"The lot is {sentence}, and why." in row for row in rows(page).values())
    assert "standstill" not in page


def test_everybody_is_told_after_a_yes(officer, room):
    decision = room.signed()
    page = officer.get(address(room)).text
    assert not Notification.objects.exists()
    assert officer.post(address(room), {"seen": mark(page)}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, Letter.objects.count()) == ("notified", 3)


def test_what_is_owed_keeps_the_button_shut(officer, room):
    room.signed()
    first = room.offers["LOT-0001"][0]
    Consensus.objects.filter(lot_bid=first).update(reason="Good")
    sentence = f"{first.supplier.name} is owed a reason of more than one word for “Qualité”."
    page = officer.get(address(room)).text
    assert sentence in page
    assert 'aria-disabled="true"' in page
    answer = officer.post(address(room), {"seen": ""})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert not Notification.objects.exists()


def test_nothing_is_told_that_the_page_has_not_shown(officer, room):
    room.signed()
    shown = mark(officer.get(address(room)).text)
    lot = add_lot(room.tender)
    room.offers[lot.identifier] = ranked_lot(lot, room.firms)
    room.signed(lot)
    answer = officer.post(address(room), {"seen": shown})
    assert answer.status_code == 422
    assert "Another decision was signed or told in the meantime." in answer.text
    assert not Notification.objects.exists()
    assert officer.post(address(room), {"seen": mark(officer.get(address(room)).text)}).status_code == 302
    assert Notification.objects.get().decisions.count() == 2


def test_before_anything_is_signed_there_is_nothing_to_tell(officer, room):
    room.draft()
    page = officer.get(address(room)).text
    assert "No signed decision waits to be told." in page
    assert "<tbody" not in page


def test_who_has_not_declared_its_interests_is_told_nothing_of_the_bids(officer, room):
    room.signed()
    room.tender.declarations.filter(person=room.people.officer).delete()
    page = officer.get(address(room)).text
    assert "Declare first that you have no conflict of interest with the bidders." in page
    assert not any(firm.name in page for firm in room.firms)


def test_a_decision_without_bidders_says_that_nobody_gets_a_letter(officer, room):
    LotBid.objects.all().delete()
    room.signed(outcome="no_award", reason_code="no-rece")
    assert "No firm is concerned: nobody gets a letter." in officer.get(address(room)).text


@pytest.mark.parametrize("firms", [1, 3])
def test_the_page_asks_the_same_number_of_questions(officer, room, django_assert_num_queries, firms):
    for extra in room.offers["LOT-0001"][firms:]:
        place(extra, "rejected")
        LotBid.objects.filter(pk=extra.pk).delete()
    room.signed()
    with django_assert_num_queries(25):
        assert len(rows(officer.get(address(room)).text)) == firms
