"""A call by invitation is there for its office and its invited firms. For everybody else it does not exist."""

import re
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from procurement.accounts.roles import Role
from procurement.lifecycle import perform
from suppliers.models import Membership
from tenders.access import calls_visible_to
from tenders.groups.actions import answer, ask
from tenders.help.queries import buyers_to_ask
from tenders.models import Document, InvitedFirm, Release, Tender
from tenders.record import queries
from tenders.record.ocds import record_package
from tenders.record.printing import call_on_paper
from tenders.record.releasing import keep_release
from tenders.record.results import names_at_the_opening, results_of
from tests.factories.browsing import Browser
from tests.factories.calls import place
from tests.factories.invited import SENT, draft_by_invitation, name_newcomer, send, sent_call
from tests.factories.partners import partnered_with
from tests.factories.people import employ
from tests.factories.published import judged_call, notify_award
from tests.personas import moment

NOW = moment("2027-02-10")
QUERIES = 21
OFFICE = ["officer", "approver", "signatory", "auditor", "ombudsperson"]
INVITED = ["owner", "contributor"]
STRANGERS = ["other_owner", "other_officer", "administrator", "editor", "stranger", "public"]
# Never there for anybody: no notice is written, nothing is given to everybody.
FOR_NOBODY = ["record:record", "record:notice", "record:award_notice"]
PAGES = ["record:call", "record:print", "record:pdf", "record:dates"]


def client_of(name, personas):
    return Client() if name == "public" else Browser(getattr(personas, name)).client


def get(name, personas, page, *args):
    return client_of(name, personas).get(reverse(page, args=args)).status_code


@pytest.fixture
def tender(personas, hands):
    hands.at = NOW
    return sent_call(personas, personas.supplier)


@pytest.mark.parametrize("name", [*OFFICE, *INVITED])
def test_its_office_and_every_member_of_an_invited_firm_read_it(personas, tender, name):
    assert {page: get(name, personas, page, tender.reference) for page in PAGES} == {
        "record:call": 200, "record:print": 200, "record:pdf": 202, "record:dates": 200,
    }  # fmt: skip
    assert [get(name, personas, page, tender.reference) for page in FOR_NOBODY] == [404] * 3


def test_the_ombudsperson_of_its_authority_learns_of_it_once_it_is_sent_and_not_who_is_invited(personas, hands):
    hands.at = NOW
    tender = draft_by_invitation(personas, personas.supplier)
    place(tender, "approved")
    assert get("ombudsperson", personas, "record:call", tender.reference) == 404
    assert not calls_visible_to(personas.ombudsperson).exists()
    place(tender, "draft")
    send(tender, personas)
    office = client_of("ombudsperson", personas).get(reverse("desk:call", args=[tender.reference]))
    assert (office.status_code, personas.supplier.name in office.text) == (200, False)
    assert reverse("help:note", args=[tender.reference]) in office.text
    elsewhere = employ(personas.other_buyer, Role.OMBUDSPERSON, name="Autre Médiation")
    assert not calls_visible_to(elsewhere).exists()


def test_a_partner_that_is_asked_to_consent_reads_the_call_and_bids_only_with_the_firm_that_asked(personas, tender):
    assert get("other_owner", personas, "record:call", tender.reference) == 404
    partner = partnered_with(personas.other_supplier, personas.supplier, personas.owner)
    assert get("other_owner", personas, "record:call", tender.reference) == 404  # named, and not asked
    consent = ask(tender.round, partner, part="member", by=personas.owner, now=NOW)
    client = client_of("other_owner", personas)
    assert [client.get(reverse(page, args=[tender.reference])).status_code for page in PAGES] == [200, 200, 202, 200]
    start = client.get(reverse("bids:start", args=[tender.reference]))
    assert "invit" in start.text
    assert not InvitedFirm.objects.filter(supplier=personas.other_supplier).exists()
    assert [get("stranger", personas, page, tender.reference) for page in PAGES] == [404] * 4
    answer(consent, given=False, by=personas.other_owner, now=NOW)
    assert get("other_owner", personas, "record:call", tender.reference) == 200
    Membership.objects.filter(person=personas.other_owner).delete()
    assert get("other_owner", personas, "record:call", tender.reference) == 404


@pytest.mark.parametrize("name", STRANGERS)
def test_for_all_others_it_is_not_there(personas, tender, name):
    lot = tender.lots.get()
    assert {get(name, personas, page, tender.reference) for page in [*PAGES, *FOR_NOBODY]} == {404}
    assert get(name, personas, "record:points", tender.reference, lot.identifier) == 404
    gone = 302 if name == "public" else 404
    signed_in = ["bids:start", "calls:ask", "calls:enter", "desk:call", "calls:invited", "calls:invitation"]
    assert {get(name, personas, page, tender.reference) for page in signed_in} == {gone}
    declined = client_of(name, personas).post(reverse("calls:decline_invitation", args=[tender.reference]))
    assert declined.status_code == gone
    assert get(name, personas, "following:follow", tender.reference) == 404


@pytest.mark.parametrize("name", ["owner", "public", "other_owner"])
def test_nobody_finds_it_in_a_list_a_feed_or_the_open_data(personas, tender, name):
    client = client_of(name, personas)
    addresses = ["record:calls", "record:results", "record:open_data", "alerts:new"]
    pages = [*(reverse(address) for address in addresses), f"{reverse('record:calls')}?show=all&q=espaces"]
    pages += [
        reverse("record:buyer", args=[personas.buyer.slug]),
        reverse("record:promises", args=[personas.buyer.slug]),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in {200, 404}, page
        assert tender.reference not in answer.content.decode(), page
    assert not queries.public_calls().exists()
    assert not queries.open_calls(NOW).exists()
    assert not queries.buyers_with_calls().exists()
    assert record_package([tender], now=NOW)["records"] == []
    assert keep_release(tender, now=NOW) is None
    assert not Release.objects.exists()


def test_its_documents_go_to_the_same_people(personas, tender):
    document = Document.objects.create(
        tender=tender, title="Plan", language="fr", file=ContentFile(b"%PDF-1.4", "plan.pdf"), sha256="0" * 64, size=8,
        added_at=NOW,
    )  # fmt: skip
    answers = {
        name: get(name, personas, "record:document", tender.reference, document.pk) for name in ["owner", *STRANGERS]
    }
    assert answers == {"owner": 200, **dict.fromkeys(STRANGERS, 404)}


def test_before_it_is_sent_nobody_outside_its_office_knows_of_it(personas, hands):
    hands.at = NOW
    tender = draft_by_invitation(personas, personas.supplier)
    for state in ("draft", "in_review", "approved"):
        place(tender, state)
        assert get("owner", personas, "record:call", tender.reference) == 404
        assert not calls_visible_to(personas.owner).exists()
        assert calls_visible_to(personas.officer).exists()


def test_no_page_tells_an_invited_firm_of_another(personas, hands):
    hands.at = NOW
    tender = draft_by_invitation(personas, personas.supplier, personas.other_supplier)
    name_newcomer(tender, personas, "third@example.org")
    send(tender, personas)
    client = client_of("owner", personas)
    for page in ["record:call", "record:print", "record:dates", "bids:start", "calls:ask"]:
        text = client.get(reverse(page, args=[tender.reference])).content.decode()
        assert not re.search(f"{personas.other_supplier.name}|third@|Peinture Neuve", text), page
    desk = client.get(reverse("desk:home")).content.decode()
    assert tender.get_absolute_url().removeprefix("/fr") in desk
    assert personas.other_supplier.name not in desk


def test_the_page_says_that_no_notice_is_published_and_offers_no_following(personas, tender):
    text = (
        client_of("owner", personas).get(tender.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    )
    assert reverse("following:follow", args=[tender.reference]) not in text
    assert reverse("record:notice", args=[tender.reference]) not in text
    assert reverse("calls:decline_invitation", args=[tender.reference]) in text


@pytest.mark.parametrize(("value", "status"), [("215999", 404), ("216000", 200)])
def test_its_result_is_public_at_the_end_where_the_law_asks_for_it(personas, value, status):
    tender = sent_call(personas, personas.supplier, ground="urgency", value=Decimal(value), nature="services")
    place(tender, "decision")
    tender.lots.update(state="contracted")
    perform(tender, "conclude", by=None, now=NOW)
    assert get("public", personas, "record:call", tender.reference) == status
    assert (tender.disclosed_at is not None) == (status == 200)
    assert (keep_release(tender, now=NOW) is not None) == (status == 200)
    assert get("public", personas, "record:notice", tender.reference) == 404


def test_a_cancelled_one_is_never_public(personas):
    tender = sent_call(personas, personas.supplier, ground="urgency", value=Decimal(10**6))
    tender.moved("cancel", by=personas.signatory, now=NOW)
    assert (tender.disclosed_at, tender.ended_at) == (None, NOW)


def test_the_paper_of_the_next_one_does_not_tell_of_it(personas, tender):
    place(tender, "cancelled")
    again = sent_call(personas, personas.other_supplier, takes_up=tender)
    printed = client_of("other_owner", personas).get(reverse("record:print", args=[again.reference])).text
    assert tender.reference not in printed
    assert call_on_paper(Tender.objects.get(pk=again.pk), language="en", now=NOW).takes_up == ""


def test_an_authority_that_only_invites_is_not_on_the_list_of_whom_to_ask_for_help(tender):
    assert tender.buyer not in buyers_to_ask()
    Tender.objects.filter(pk=tender.pk).update(disclosed_at=NOW)
    assert tender.buyer in buyers_to_ask()


def test_who_was_invited_does_not_read_who_won_before_the_result_is_public(personas):
    tender = judged_call(personas)
    notify_award(personas, *tender.lots.all())
    later = moment("2027-12-01")
    assert results_of(tender, later)
    facts = {"by_invitation": True, "ground": "low-value", "procedure": "neg-wo-call"}
    Tender.objects.filter(pk=tender.pk).update(**facts)
    tender.refresh_from_db()
    assert results_of(tender, later) == []
    assert names_at_the_opening(tender, later) == {}
    tender.disclosed_at = later
    assert results_of(tender, later)


def test_the_page_asks_as_often_for_three_invited_firms_as_for_one(personas, tender, django_assert_num_queries):
    client, page = client_of("owner", personas), tender.get_absolute_url()
    client.get(page)
    with django_assert_num_queries(QUERIES):
        client.get(page)
    for number in (2, 3):
        InvitedFirm.objects.create(tender=tender, email=f"more{number}@example.org", reason="Near us.", invited_at=SENT)
    with django_assert_num_queries(QUERIES):
        client.get(page)
