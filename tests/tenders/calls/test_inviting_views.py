"""The pages of a call by invitation: one to write it, one to name its firms; the link, and the button that declines."""

import re
from html import unescape

import pytest
from django.urls import reverse

from procurement.outbox.models import Mail
from suppliers.models import Membership
from tenders.calls.inviting import invited_to
from tenders.models import InvitedFirm, Tender
from tests.factories.browsing import Browser
from tests.factories.calls import TenderFactory, place
from tests.factories.invited import WHY, draft_by_invitation, name_newcomer, send, sent_call
from tests.factories.people import SupplierFactory
from tests.personas import moment

NOW = moment("2027-02-10")
TYPED = {
    "title": "Repeindre la salle", "description": "Deux couches.", "ground": "low-value", "value": "20000",
    "nature": "works", "cpv": "45442100", "nuts": "BE352", "language": "fr", "day": "2027-03-15", "at": "10:00",
    "few": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(hands):
    hands.at = NOW


def browser(person):
    return Browser(person).client


def page(name, tender, *args):
    return reverse(f"calls:{name}", args=[tender.reference, *args])


def test_an_officer_writes_it_on_one_page(personas):
    client = browser(personas.officer)
    shown = client.get(reverse("calls:new_invitation")).text
    assert "procedure" not in re.findall(r'name="(\w+)"', shown)
    assert "low value, below 30,000 EUR" in shown
    answer = client.post(reverse("calls:new_invitation"), TYPED)
    tender = Tender.objects.get()
    assert answer.url == page("invited", tender)
    assert (tender.ground, tender.value, tender.procedure) == ("low-value", 20_000, "neg-wo-call")


@pytest.mark.parametrize("wrong", [{"title": ""}, {"ground": "adapted"}, {"ground": ""}, {"value": "a lot"}])
def test_what_is_wrong_is_said_and_nothing_is_lost(personas, wrong):
    answer = browser(personas.officer).post(reverse("calls:new_invitation"), {**TYPED, **wrong})
    assert answer.status_code == 422
    assert "Deux couches." in answer.text
    assert not Tender.objects.exists()


def test_it_is_changed_on_the_same_page_also_where_a_call_for_everybody_is(personas):
    tender, client = draft_by_invitation(personas), browser(personas.officer)
    assert client.get(page("edit", tender)).url == page("invitation", tender)
    seen = unescape(re.search(r'name="seen" value="([^"]*)"', client.get(page("invitation", tender)).text)[1])
    answer = client.post(page("invitation", tender), {**TYPED, "few": "Only one nearby.", "seen": seen})
    tender.refresh_from_db()
    assert answer.url == reverse("desk:call", args=[tender.reference])
    assert (tender.title, tender.few_invited) == ("Repeindre la salle", "Only one nearby.")


def test_a_firm_is_found_named_and_taken_off_again(personas):
    tender, client = draft_by_invitation(personas), browser(personas.officer)
    where = page("invited", tender)
    found = client.get(where, {"q": personas.supplier.identifier}).text
    assert personas.supplier.name in found
    answer = client.post(
        f"{where}?q={personas.supplier.name}", {"adds": "firm", "firm": personas.supplier.pk, "why": WHY}
    )
    assert answer.url == where
    (row,) = invited_to(tender)
    assert WHY in client.get(where).text
    assert client.get(page("drop_invited", tender, row.pk)).status_code == 405
    client.post(page("drop_invited", tender, row.pk))
    assert not invited_to(tender)


def test_an_address_is_named_and_a_firm_needs_a_reason(personas):
    tender, client = draft_by_invitation(personas), browser(personas.officer)
    typed = {"adds": "address", "name": "Peinture", "email": "New@Example.org", "language": "nl", "why": WHY}
    for wrong in ({"why": "yes"}, {"why": ""}, {"email": "x"}, {"name": ""}):
        assert client.post(page("invited", tender), {**typed, **wrong}).status_code == 422
    assert not invited_to(tender)
    assert client.post(page("invited", tender), typed).url == page("invited", tender)
    assert str(invited_to(tender).get()) == "Peinture (new@example.org)"


def test_once_it_is_sent_a_firm_can_be_added_and_none_taken_off(personas):
    tender, client = sent_call(personas, personas.supplier), browser(personas.officer)
    shown = client.get(page("invited", tender)).text
    assert 'name="q"' in shown
    assert "/drop/" not in shown
    (row,) = invited_to(tender)
    client.post(page("drop_invited", tender, row.pk))
    assert invited_to(tender)


@pytest.mark.parametrize("name", ["approver", "auditor", "chair", "owner", "other_officer", "stranger"])
def test_only_its_officers_write_it(personas, name):
    tender, client = draft_by_invitation(personas, personas.supplier), browser(getattr(personas, name))
    (row,) = invited_to(tender)
    assert {client.get(page(where, tender)).status_code for where in ("invited", "invitation")} == {404}
    assert client.post(page("drop_invited", tender, row.pk)).status_code == 404
    if name != "other_officer":
        assert client.get(reverse("calls:new_invitation")).status_code == 404


def test_these_pages_are_not_there_for_a_call_for_everybody(personas):
    tender, client = TenderFactory(buyer=personas.buyer), browser(personas.officer)
    assert {client.get(page(where, tender)).status_code for where in ("invited", "invitation")} == {404}


def test_the_office_page_shows_who_is_invited_to_those_who_prepare(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    for name in ("officer", "approver", "auditor"):
        shown = browser(getattr(personas, name)).get(reverse("desk:call", args=[tender.reference])).text
        assert personas.supplier.name in shown, name
        assert "No notice of this call is published." in shown
    member = browser(personas.committee[0]).get(reverse("desk:call", args=[tender.reference])).text
    assert personas.supplier.name not in member


def test_the_page_of_the_move_speaks_of_invitations_and_sends_them(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    place(tender, "approved")
    client, where = browser(personas.officer), reverse("desk:move", args=[tender.reference, "publish"])
    shown = client.get(where).text
    assert "Send the invitations?" in shown
    assert personas.supplier.name in shown
    client.post(where)
    tender.refresh_from_db()
    assert tender.state == "published"
    assert Mail.objects.filter(to=personas.owner.email).exists()


def test_what_a_firm_answers_stands_on_no_page_of_the_office_before_the_opening(personas):
    tender, where = link(personas)
    client = browser(personas.officer)
    pages = [page("invited", tender), reverse("desk:call", args=[tender.reference])]
    before = [plain(client.get(address).text) for address in pages]
    browser(personas.owner).post(where, {"firm": personas.supplier.pk})
    assert decline(personas.owner, tender, personas.supplier).url == tender.get_absolute_url()
    assert InvitedFirm.objects.get(supplier=personas.supplier).declined_by == personas.owner
    assert [plain(client.get(address).text) for address in pages] == before
    place(tender, "opened")
    shown = plain(client.get(pages[0]).text)
    assert "Declined on 10 February 2027" in shown
    assert f"(new@example.org): {personas.supplier.name}" in shown


def test_a_call_that_is_cancelled_sealed_never_tells_who_declined(personas):
    tender = sent_call(personas, personas.supplier)
    decline(personas.owner, tender, personas.supplier)
    place(tender, "cancelled")
    assert "Declined on" not in browser(personas.officer).get(page("invited", tender)).text


def decline(person, tender, firm):
    row = InvitedFirm.objects.get(tender=tender, supplier=firm)
    return browser(person).post(page("decline_invitation", tender), {"invited": row.pk}, follow=False)


def test_who_has_two_firms_declines_for_the_one_beside_the_button(personas):
    tender = sent_call(personas, personas.supplier, personas.other_supplier)
    Membership.objects.create(supplier=personas.other_supplier, person=personas.owner, role="owner")
    decline(personas.owner, tender, personas.supplier)
    declined = InvitedFirm.objects.filter(declined_at__isnull=False)
    assert [row.supplier for row in declined] == [personas.supplier]


@pytest.mark.parametrize("typed", [{}, {"invited": "x"}, {"invited": "0"}, {"invited": "9" * 30}])
def test_nothing_is_declined_without_saying_which(personas, typed):
    tender = sent_call(personas, personas.supplier)
    assert browser(personas.owner).post(page("decline_invitation", tender), typed).status_code == 404


def plain(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"', "", text)


def test_a_contributor_is_told_why_it_can_not_decline(personas):
    tender = sent_call(personas, personas.supplier)
    client, row = browser(personas.contributor), InvitedFirm.objects.get()
    answer = client.post(page("decline_invitation", tender), {"invited": row.pk}, follow=True)
    assert "Only an owner or a signatory" in answer.text
    assert InvitedFirm.objects.get().declined_at is None


def link(personas):
    tender = draft_by_invitation(personas, personas.other_supplier)
    name_newcomer(tender, personas)
    send(tender, personas)
    return tender, "/fr" + re.search(r"/invited/[\w-]{43}/", Mail.objects.get(to="new@example.org").text)[0]


def test_the_link_is_taken_up_by_an_owner_and_tells_of_nobody_else(personas):
    tender, where = link(personas)
    client = browser(personas.owner)
    shown = client.get(where).text
    assert tender.title in shown
    assert personas.other_supplier.name not in shown
    assert "new@example.org" not in shown
    assert client.post(where, {"firm": personas.other_supplier.pk}).status_code == 422
    assert client.post(where, {"firm": personas.supplier.pk}).url == tender.get_absolute_url()
    assert client.get(tender.get_absolute_url()).status_code == 200
    assert {browser(person).get(where).status_code for person in (personas.owner, personas.stranger)} == {404}


def test_who_follows_the_link_signs_in_first_and_who_has_no_firm_is_led_to_one(personas, client):
    _tender, where = link(personas)
    assert client.get(where).url.startswith("/fr/accounts/login/")
    assert client.get("/fr/invited/nothing/").url.startswith("/fr/accounts/login/")
    shown = browser(personas.stranger).get(where).text
    assert reverse("onboarding:new") in shown


def test_the_list_asks_as_often_for_three_firms_as_for_one(personas, django_assert_num_queries):
    tender, client = draft_by_invitation(personas, personas.supplier), browser(personas.officer)
    client.get(page("invited", tender))
    with django_assert_num_queries(6):
        client.get(page("invited", tender))
    for firm in SupplierFactory.create_batch(2):
        InvitedFirm.objects.create(tender=tender, supplier=firm, reason=WHY)
    with django_assert_num_queries(6):
        client.get(page("invited", tender))


def test_the_desk_of_a_firm_leads_to_it_until_it_declines(personas):
    tender, client = sent_call(personas, personas.supplier), browser(personas.owner)
    assert tender.title in client.get(reverse("desk:home")).text
    decline(personas.owner, tender, personas.supplier)
    assert tender.title not in client.get(reverse("desk:home")).text
