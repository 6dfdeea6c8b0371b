"""Naming the firms of a call by invitation, and telling all of them at one moment, and nobody else."""

import re

import pytest
from django.db import IntegrityError, transaction

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.models import Membership
from tenders.calls import actions
from tenders.calls.finding_firms import found_firms
from tenders.calls.inviting import invited_to
from tenders.models import Alert, InvitedFirm, Piece, Reader
from tests.factories.calls import place
from tests.factories.invited import SENT, WHY, WRITTEN, draft_by_invitation, name_newcomer, send, sent_call
from tests.factories.people import SupplierFactory, join
from tests.personas import moment


def name(tender, firm, personas, reason=WHY):
    return actions.name_firm(tender, firm, reason=reason, by=personas.officer, now=WRITTEN)


def mails(template_subject="invite"):
    return [mail for mail in Mail.objects.order_by("pk") if template_subject in mail.subject]


def test_a_firm_is_named_once_and_with_a_reason(personas):
    tender = draft_by_invitation(personas)
    for reason in ("", "yes"):
        with pytest.raises(Refused, match="Say why"):
            name(tender, personas.supplier, personas, reason)
    name(tender, personas.supplier, personas)
    with pytest.raises(Refused, match="already"):
        name(tender, personas.supplier, personas)
    name_newcomer(tender, personas)
    with pytest.raises(Refused, match="already"):
        name_newcomer(tender, personas, "NEW@example.org")
    assert [str(row) for row in invited_to(tender)] == [
        personas.supplier.name, "Peinture Neuve SRL (new@example.org)",
    ]  # fmt: skip


def test_the_log_keeps_neither_an_address_nor_a_name(personas):
    tender = draft_by_invitation(personas)
    name_newcomer(tender, personas)
    actions.drop_invited(InvitedFirm.objects.get(), by=personas.officer, now=WRITTEN)
    events = Event.objects.filter(verb__in=["tender.name_invited", "tender.drop_invited"])
    assert events.count() == 2
    assert not any("new@example.org" in str(event.payload) or "Neuve" in str(event.payload) for event in events)
    assert not InvitedFirm.objects.exists()


def test_only_its_officers_name_firms_and_only_in_a_draft(personas):
    tender = draft_by_invitation(personas)
    for person in (personas.approver, personas.other_officer, personas.owner):
        with pytest.raises(Refused):
            actions.name_firm(tender, personas.supplier, reason=WHY, by=person, now=WRITTEN)
    row = name(tender, personas.supplier, personas)
    place(tender, "in_review")
    for deed in (lambda: name(tender, personas.other_supplier, personas),
                 lambda: actions.drop_invited(row, by=personas.officer, now=WRITTEN)):  # fmt: skip
        with pytest.raises(Refused, match="Only a draft"):
            deed()


def test_a_call_for_everybody_names_nobody(personas):
    tender = draft_by_invitation(personas, by_invitation=False, ground="")
    with pytest.raises(Refused, match="Only a call by invitation"):
        name(tender, personas.supplier, personas)


def test_firms_are_found_by_name_or_number_if_somebody_there_reads(personas):
    tender = draft_by_invitation(personas, personas.other_supplier)
    firm = personas.supplier
    dotted = "0400 " + firm.identifier[5:]
    assert found_firms(firm.name[:9].lower(), tender) == [firm]
    assert found_firms(firm.identifier, tender) == [firm]
    assert found_firms("", tender) == found_firms("A", tender) == found_firms("\0", tender) == []
    assert found_firms(dotted, tender) in ([], [firm])
    assert found_firms(personas.other_supplier.name, tender) == []
    Membership.objects.filter(supplier=firm).delete()
    assert found_firms(firm.name, tender) == []
    with pytest.raises(Refused, match="nobody here who could read"):
        name(tender, firm, personas)


def test_sending_tells_each_firm_in_its_language_at_that_moment_and_nobody_else(personas):
    reader = Reader.objects.create(email="seeker@example.org", language="fr", token="t" * 32)
    Alert.objects.create(reader=reader, query="", confirmed_at=WRITTEN, asked_at=WRITTEN)
    tender = sent_call(personas, personas.supplier, personas.other_supplier)
    assert tender.state == "published"
    told = {mail.to: (mail.language, mail.written_at) for mail in mails("bid") or Mail.objects.all()}
    everybody = {person.email for person in (personas.owner, personas.contributor, personas.other_owner)}
    assert {mail.to for mail in Mail.objects.all()} == everybody
    assert told[personas.other_owner.email] == ("nl", SENT)
    assert not Piece.objects.exists()
    assert set(InvitedFirm.objects.values_list("invited_at", flat=True)) == {SENT}


def test_no_mail_names_another_firm(personas):
    sent_call(personas, personas.supplier, personas.other_supplier)
    for mail in Mail.objects.all():
        other = personas.other_supplier if mail.to != personas.other_owner.email else personas.supplier
        assert other.name not in mail.text + mail.subject


def test_an_address_gets_a_link_of_which_only_a_digest_is_kept(personas):
    tender = draft_by_invitation(personas)
    name_newcomer(tender, personas)
    send(tender, personas)
    (mail,) = Mail.objects.filter(to="new@example.org")
    token = re.search(r"/nl/invited/([\w-]{43})/", mail.text)[1]
    row = InvitedFirm.objects.get()
    assert (mail.language, mail.person, len(row.token_sha256)) == ("nl", None, 64)
    assert token not in row.token_sha256


def test_a_set_moment_sends_them_by_the_same_move(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    place(tender, "approved")
    when = {"day": moment("2027-02-03").date(), "at": moment("2027-02-03", 9).time()}
    planned = actions.plan_publication(tender, **when, by=personas.officer, now=SENT)
    actions.publish(tender, by=None, now=planned)
    assert InvitedFirm.objects.get().invited_at == planned
    assert Mail.objects.filter(to=personas.owner.email).count() == 1


def test_the_deadline_of_a_running_call_moves_for_all_who_are_invited(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    name_newcomer(tender, personas)
    send(tender, personas)
    Mail.objects.all().delete()
    day, at = moment("2027-03-22").date(), moment("2027-03-22", 10).time()
    actions.extend_deadline(
        tender, day=day, time=at, reason="More to see.", by=personas.officer, now=moment("2027-03-01")
    )
    assert {"new@example.org", personas.owner.email, personas.contributor.email} <= set(
        Mail.objects.values_list("to", flat=True)
    )
    assert Mail.objects.filter(to=personas.owner.email).count() == 1


def test_an_answer_goes_to_every_invited_firm(personas):
    tender = sent_call(personas, personas.supplier, personas.other_supplier)
    asked = actions.ask_question(
        tender, supplier=personas.supplier, text="Which colour?", by=personas.owner, now=moment("2027-02-10")
    )
    Mail.objects.all().delete()
    actions.answer_question(asked, answer="White, all of it.", by=personas.officer, now=moment("2027-02-11"))
    assert personas.other_owner.email in set(Mail.objects.values_list("to", flat=True))


def test_the_database_holds_one_invitation_per_firm_and_no_half_answer(personas):
    tender = sent_call(personas, personas.supplier)
    wrong = [
        {"supplier": personas.supplier},
        {"supplier": None, "email": ""},
        {"supplier": personas.other_supplier, "declined_at": SENT},
        {"email": "a@example.org", "taken_up_at": SENT, "taken_up_by": personas.owner},
    ]
    for facts in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            InvitedFirm.objects.create(tender=tender, reason=WHY, **facts)


def test_a_member_who_left_is_not_told(personas):
    firm = SupplierFactory()
    left = join(firm, email="left@example.org")
    join(firm, email="stays@example.org")
    left.is_active = False
    left.save()
    sent_call(personas, firm)
    assert set(Mail.objects.values_list("to", flat=True)) == {"stays@example.org"}
