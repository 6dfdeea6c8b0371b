"""What an invited firm does: takes a link up for itself, once; declines; bids. Others are refused."""

import re

import pytest
from allauth.account.models import EmailAddress

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.models import Membership
from tenders.bids.actions import start_bid
from tenders.calls import actions
from tenders.calls.inviting import answers_are_shown
from tenders.calls.own_invitations import invitation_with, invitations_of
from tenders.models import InvitedFirm
from tests.factories.calls import DEADLINE, place
from tests.factories.invited import SENT, draft_by_invitation, name_newcomer, send, sent_call
from tests.factories.people import proven
from tests.factories.sealed import BEFORE, hand_in, open_call, open_together
from tests.personas import moment

NOW = moment("2027-02-10")


def with_link(personas):
    """Return a call that was sent to an address, its row and the token of the mail."""
    tender = draft_by_invitation(personas)
    name_newcomer(tender, personas)
    send(tender, personas)
    text = Mail.objects.get(to="new@example.org").text
    return tender, InvitedFirm.objects.get(), re.search(r"/invited/([\w-]{43})/", text)[1]


def test_a_link_lets_one_firm_in_once(personas, hands):
    hands.at = BEFORE
    tender, row, token = with_link(personas)
    assert invitation_with(token, NOW) == row
    with pytest.raises(Refused, match="invited"):
        start_bid(tender, supplier=personas.supplier, by=personas.owner, now=NOW)
    actions.take_up(row, personas.supplier, by=personas.owner, now=NOW)
    assert invitation_with(token, NOW) is None
    with pytest.raises(Refused, match="was used"):
        actions.take_up(row, personas.other_supplier, by=personas.other_owner, now=NOW)
    assert start_bid(tender, supplier=personas.supplier, by=personas.owner, now=NOW).state == "draft"
    assert Event.objects.filter(verb="invited_firm.take_up", object_type="invitedfirm").count() == 1


def test_only_an_owner_takes_it_up_and_only_for_the_own_firm(personas):
    _tender, row, _token = with_link(personas)
    for person, firm in [
        (personas.contributor, personas.supplier),
        (personas.owner, personas.other_supplier),
        (personas.stranger, personas.supplier),
    ]:
        with pytest.raises(Refused, match="Only an owner"):
            actions.take_up(row, firm, by=person, now=NOW)


def test_a_firm_that_is_invited_already_needs_no_link(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    name_newcomer(tender, personas)
    send(tender, personas)
    row = InvitedFirm.objects.get(supplier=None)
    with pytest.raises(Refused, match="invited to this call already"):
        actions.take_up(row, personas.supplier, by=personas.owner, now=NOW)
    row.refresh_from_db()
    assert row.token_sha256


def test_a_link_ends_with_the_deadline_and_opens_nothing_before_it_is_sent(personas):
    tender, _row, token = with_link(personas)
    assert invitation_with(token, DEADLINE) is None
    assert invitation_with("", NOW) is None
    place(tender, "cancelled")
    assert invitation_with(token, NOW) is None


def test_a_firm_declines_and_thinks_again(personas, hands):
    hands.at = BEFORE
    tender = sent_call(personas, personas.supplier)
    row = InvitedFirm.objects.get()
    with pytest.raises(Refused, match="owner or a signatory"):
        actions.decline(row, by=personas.contributor, now=NOW)
    actions.decline(row, by=personas.owner, now=NOW)
    with pytest.raises(Refused, match="declined already"):
        actions.decline(row, by=personas.owner, now=NOW)
    assert hand_in(tender, personas.supplier, personas.owner).bid.state == "submitted"
    with pytest.raises(Refused, match="deadline has passed"):
        actions.decline(row, by=personas.owner, now=DEADLINE)


def test_what_a_firm_answered_stands_at_no_call_of_the_log_before_the_opening(personas):
    tender = sent_call(personas, personas.supplier)
    actions.decline(InvitedFirm.objects.get(), by=personas.owner, now=NOW)
    assert not Event.objects.filter(object_type="tender", object_id=tender.pk, moment=NOW).exists()
    assert not answers_are_shown(tender)


def test_answers_are_shown_once_the_bids_are_open(personas, hands):
    tender = sent_call(personas, personas.supplier)
    hands.at = BEFORE
    hand_in(tender, personas.supplier, personas.owner)
    hands.at = DEADLINE
    actions.close_call(tender, now=DEADLINE)
    assert not answers_are_shown(tender)
    hands.at = DEADLINE.replace(minute=5)
    open_together(tender, personas)
    tender.refresh_from_db()
    assert answers_are_shown(tender)


def test_a_firm_finds_its_own_invitations_while_bids_can_come(personas):
    tender = sent_call(personas, personas.supplier)
    (found,) = invitations_of(personas.contributor, NOW)
    assert (found.tender, found.deadline) == (tender, DEADLINE)
    assert not invitations_of(personas.other_owner, NOW)
    assert not invitations_of(personas.owner, DEADLINE)
    Membership.objects.filter(person=personas.contributor).delete()
    assert not invitations_of(personas.contributor, NOW)


def test_an_uninvited_firm_starts_no_bid_and_hands_none_in(personas, hands):
    hands.at = BEFORE
    tender = sent_call(personas, personas.supplier)
    with pytest.raises(Refused, match="Only the firms that are invited take part in this call"):
        start_bid(tender, supplier=personas.other_supplier, by=personas.other_owner, now=NOW)


def test_a_bid_is_refused_at_the_submission_too(personas, hands):
    hands.at = BEFORE
    tender = sent_call(personas, personas.supplier)
    InvitedFirm.objects.update(supplier=personas.other_supplier)
    InvitedFirm.objects.update(supplier=personas.supplier)
    assert hand_in(tender, personas.supplier, personas.owner).bid.is_invited()
    InvitedFirm.objects.all().delete()
    with pytest.raises(Refused, match="invited"):
        hand_in(tender, personas.supplier, personas.owner)


def test_a_call_for_everybody_is_open_to_all(personas, hands):
    hands.at = BEFORE
    tender = open_call(personas)
    assert start_bid(tender, supplier=personas.other_supplier, by=personas.other_owner, now=SENT)


def test_the_address_hears_that_somebody_else_used_its_link(personas):
    _tender, row, _token = with_link(personas)
    actions.take_up(row, personas.supplier, by=proven(personas.owner), now=NOW)
    mail = Mail.objects.latest("pk")
    assert (mail.to, mail.person, mail.language) == ("new@example.org", None, "nl")
    for name in (personas.supplier.name, personas.owner.name, personas.owner.email, "/invited/"):
        assert name not in mail.subject + mail.text


@pytest.mark.parametrize(("verified", "mails"), [(True, 0), (False, 1)])
def test_who_proved_to_read_that_address_hears_nothing_of_its_own_deed(personas, verified, mails):
    _tender, row, _token = with_link(personas)
    EmailAddress.objects.create(user=personas.owner, email="New@example.org", verified=verified)
    Mail.objects.all().delete()
    actions.take_up(row, personas.supplier, by=personas.owner, now=NOW)
    assert Mail.objects.count() == mails
