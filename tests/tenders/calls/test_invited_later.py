"""A firm that was forgotten is invited after the others: at once, in time, and nobody else hears of it."""

from datetime import date, time

import pytest
from django.urls import reverse

from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.models import Supplier
from tenders.calls import actions
from tenders.calls.inviting import Address
from tenders.models import InvitedFirm, Tender
from tests.factories.calls import place
from tests.factories.invited import WHY, draft_by_invitation, sent_call
from tests.factories.people import SupplierFactory, join
from tests.personas import moment

NOW, LAST, LATE, OVER = (moment(f"2027-{day}") for day in ("02-10", "03-09", "03-10", "03-16"))


@pytest.fixture
def tender(personas, hands) -> Tender:
    """A call whose invitation to one firm is sent; its deadline is on 15 March 2027."""
    hands.at = NOW
    call = sent_call(personas, personas.supplier)
    Mail.objects.all().delete()
    return call


@pytest.fixture
def forgotten(personas) -> Supplier:
    return personas.other_supplier


@pytest.fixture
def approved_invitation(personas, hands) -> Tender:
    """An approved call by invitation, in English."""
    type(personas.officer).objects.update(language="en")
    hands.at = NOW
    tender = draft_by_invitation(personas, personas.supplier)
    place(tender, "approved")
    return tender


def name(tender, firm, personas, now=NOW, reason=WHY) -> InvitedFirm:
    return actions.name_firm(tender, firm, reason=reason, by=personas.officer, now=now)


def test_it_gets_its_invitation_at_once_and_the_others_hear_nothing(tender, forgotten, personas):
    row = name(tender, forgotten, personas)
    assert row.invited_at == NOW
    assert [mail.to for mail in Mail.objects.all()] == [personas.other_owner.email]
    assert personas.supplier.name not in Mail.objects.get().text
    first = InvitedFirm.objects.get(tender=tender, supplier=personas.supplier)
    assert first.invited_at < row.invited_at


def test_an_address_gets_its_link_at_once(tender, personas):
    address = Address("late@example.org", "Peinture Tardive SRL", "nl")
    row = actions.name_address(tender, address, reason=WHY, by=personas.officer, now=NOW)
    assert (row.invited_at, bool(row.token_sha256)) == (NOW, True)
    assert Mail.objects.get().to == "late@example.org"


def test_a_reason_is_asked_for_as_before(tender, forgotten, personas):
    with pytest.raises(Refused, match="Say why"):
        name(tender, forgotten, personas, reason="")
    assert not Mail.objects.exists()


def test_with_too_little_time_the_deadline_moves_first(tender, forgotten, personas):
    join(firm := SupplierFactory(), email="in.time@example.org")
    name(tender, firm, personas, now=LAST)
    with pytest.raises(Refused, match="extend the deadline first"):
        name(tender, forgotten, personas, now=LATE)
    facts = {"day": date(2027, 3, 30), "time": time(10), "reason": "Plus de temps pour tous."}
    actions.extend_deadline(tender, **facts, by=personas.officer, now=LATE)
    assert name(tender, forgotten, personas, now=LATE).invited_at == LATE


def test_once_closed_nobody_is_invited_any_more(tender, forgotten, personas):
    with pytest.raises(Refused, match="The deadline for bids has passed"):
        name(tender, forgotten, personas, now=OVER)
    actions.close_call(tender, now=OVER)
    with pytest.raises(Refused, match="Only a draft"):
        name(tender, forgotten, personas, now=OVER)


def test_nobody_that_was_invited_is_taken_off(tender, personas):
    row = InvitedFirm.objects.get(tender=tender)
    with pytest.raises(Refused, match="Only a draft"):
        actions.drop_invited(row, by=personas.officer, now=NOW)


def test_its_page_says_what_follows(client, tender, forgotten, personas, hands):
    client.force_login(personas.officer)
    page = f"/en/office/calls/{tender.reference}/invited/?q={forgotten.identifier}"
    text = client.get(page).text
    assert "A firm that you name now gets its own at once" in text
    assert "Take off the list" not in text
    answer = client.post(page, {"adds": "firm", "firm": forgotten.pk, "why": WHY}, follow=True)
    assert InvitedFirm.objects.filter(tender=tender, supplier=forgotten, invited_at=NOW).exists()
    assert answer.status_code == 200
    hands.at = LATE
    assert "extend the deadline first" in client.get(page).text


def test_the_page_and_the_mail_of_a_set_moment_speak_of_invitations(client, personas, approved_invitation):
    client.force_login(personas.officer)
    page = reverse("calls:plan", args=[approved_invitation.reference]).replace("/fr/", "/en/")
    text = client.get(page).text
    assert ("The invitations are sent on, day" in text, "It appears" in text) == (True, False)
    client.post(page, {"day": "2027-02-12", "at": "10:00"})
    assert "The invitations are sent on 12 February 2027, 10:00." in client.get(page).text
    Mail.objects.all().delete()
    actions.publish(Tender.objects.get(pk=approved_invitation.pk), by=None, now=moment("2027-02-12", 9))
    mail = Mail.objects.get(to=personas.officer.email)
    assert mail.subject == f"Your invitations are sent ({approved_invitation.reference})"
    assert "Only the invited firms read the call" in mail.text
