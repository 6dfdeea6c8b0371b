"""A partner is asked by its number, answers in its own account, and takes its word back until the bid is handed in."""

from datetime import timedelta

import pytest

from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.models import Partner
from suppliers.partners.actions import remove_partner
from tenders.groups import actions
from tenders.groups.actions import answer, ask
from tenders.groups.queries import consents_asked_of
from tenders.models import Consent, Tender
from tests.factories.calls import DEADLINE
from tests.factories.partners import partnered, partnered_with
from tests.factories.people import SupplierFactory, join
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(personas, hands) -> Tender:
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def partner(personas) -> Partner:
    return partnered_with(personas.other_supplier, personas.supplier, personas.owner)


@pytest.fixture
def asked(call, personas, partner) -> Consent:
    return ask(call.round, partner, part="member", by=personas.contributor, now=BEFORE)


def test_the_firm_with_this_number_is_asked_and_answers(asked, personas, call):
    assert [each.pk for each in consents_asked_of(personas.other_owner)] == [asked.pk]
    answer(asked, given=True, by=personas.other_owner, now=BEFORE)
    asked.refresh_from_db()
    assert (asked.given, asked.answered_by, asked.firm) == (True, personas.other_owner, personas.other_supplier)
    answer(asked, given=False, by=personas.other_owner, now=BEFORE)
    asked.refresh_from_db()
    assert asked.given is False
    verbs = Event.objects.filter(object_type="consent").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["consent.ask", "consent.give", "consent.refuse"]


@pytest.mark.parametrize("name", ["owner", "contributor", "officer", "auditor", "administrator", "stranger"])
def test_nobody_else_sees_or_answers_what_is_asked(asked, personas, name):
    person = getattr(personas, name)
    assert not consents_asked_of(person).exists()
    with pytest.raises(Refused, match="owner or a signatory"):
        answer(asked, given=True, by=person, now=BEFORE)


def test_a_contributor_of_the_firm_reads_and_a_signatory_answers(asked, personas):
    contributor = join(personas.other_supplier, Role.CONTRIBUTOR, email="c@other.example")
    signatory = join(personas.other_supplier, Role.BID_SIGNATORY, email="s@other.example")
    assert consents_asked_of(contributor).exists()
    with pytest.raises(Refused, match="owner or a signatory"):
        answer(asked, given=True, by=contributor, now=BEFORE)
    answer(asked, given=True, by=signatory, now=BEFORE)


def test_who_asks_learns_nothing_of_whether_the_firm_is_here(call, personas, partner):
    """The named address gets the same mail either way; the firm that is here gets it too, at its own people's."""
    unknown = partnered(personas.supplier, personas.owner, email="desk@partner.example")
    for each in (partner, unknown):
        ask(call.round, each, part="member", by=personas.owner, now=BEFORE)
    named = list(Mail.objects.filter(to="desk@partner.example").order_by("pk"))
    assert [mail.subject for mail in named] == [named[0].subject] * 2
    assert named[0].text.replace(partner.name, "X").replace(partner.identifier, "Y") == named[1].text.replace(
        unknown.name, "X"
    ).replace(unknown.identifier, "Y")
    assert Mail.objects.filter(to=personas.other_owner.email).count() == 1
    assert {(each.given, each.firm) for each in Consent.objects.all()} == {(None, None)}


def test_a_firm_that_registers_later_finds_what_waits_for_its_number(call, personas):
    partner = partnered(personas.supplier, personas.owner)
    consent = ask(call.round, partner, part="relied", by=personas.owner, now=BEFORE)
    late = join(SupplierFactory(country=partner.country, identifier=partner.identifier))
    assert [each.pk for each in consents_asked_of(late)] == [consent.pk]


def test_without_a_number_a_paper_is_signed(call, personas):
    partner = partnered(personas.supplier, personas.owner, "Elsewhere Ltd", identifier="")
    with pytest.raises(Refused, match="have it sign a paper"):
        ask(call.round, partner, part="member", by=personas.owner, now=BEFORE)


def test_asking_twice_sends_one_mail_and_asking_for_another_part_asks_anew(asked, call, personas, partner):
    answer(asked, given=True, by=personas.other_owner, now=BEFORE)
    before = Mail.objects.count()
    assert ask(call.round, partner, part="member", by=personas.owner, now=BEFORE).given is True
    assert Mail.objects.count() == before
    again = ask(call.round, partner, part="relied", by=personas.owner, now=BEFORE)
    assert (again.pk, again.part, again.given, again.firm) == (asked.pk, "relied", None, None)
    assert Mail.objects.count() > before


def test_only_the_firms_own_people_ask_in_time_and_not_without_end(call, personas, partner, monkeypatch):
    for name in ("other_owner", "officer", "stranger"):
        with pytest.raises(Refused, match="own people"):
            ask(call.round, partner, part="member", by=getattr(personas, name), now=BEFORE)
    with pytest.raises(Refused, match="deadline has passed"):
        ask(call.round, partner, part="member", by=personas.owner, now=DEADLINE)
    monkeypatch.setattr(actions, "MOST_A_DAY", 1)
    ask(call.round, partner, part="member", by=personas.owner, now=BEFORE)
    other = partnered(personas.supplier, personas.owner)
    with pytest.raises(Refused, match="Try again tomorrow"):
        ask(call.round, other, part="member", by=personas.owner, now=BEFORE)
    assert ask(call.round, other, part="member", by=personas.owner, now=BEFORE + timedelta(days=1)).given is None


def test_after_the_deadline_nobody_answers(asked, personas):
    with pytest.raises(Refused, match="deadline has passed"):
        answer(asked, given=True, by=personas.other_owner, now=AFTER)


def test_a_partner_that_was_asked_stays_on_the_list(asked, personas, partner):
    with pytest.raises(Refused, match="stays on your list"):
        remove_partner(partner, by=personas.owner, now=BEFORE)
    assert Partner.objects.filter(pk=partner.pk).exists()


def test_a_firm_is_warned_of_its_own_other_bids_and_of_nobody_elses(asked, call, personas, client):
    client.force_login(personas.other_owner)
    page = f"/en/groups/{asked.pk}/"
    assert "independently" not in client.get(page).text
    hand_in(call, personas.supplier, personas.owner)
    assert "independently" not in client.get(page).text
    hand_in(call, personas.other_supplier, personas.other_owner)
    third = SupplierFactory(name="Third Leader")
    chief = join(third)
    also = ask(call.round, partnered_with(personas.other_supplier, third, chief), part="member", by=chief, now=BEFORE)
    answer(also, given=True, by=personas.other_owner, now=BEFORE)
    text = client.get(page).text
    assert "a bid of its own in this call" in text
    assert "consented to the bid of Third Leader" in text


def test_the_pages_show_call_leader_and_part_and_take_the_answer(asked, call, personas, client):
    client.force_login(personas.other_owner)
    assert personas.supplier.name in client.get("/en/groups/").text
    page = f"/en/groups/{asked.pk}/"
    text = client.get(page).text
    for told in (call.title, personas.supplier.name, "member of the group", "asked on 1 March 2027, no answer yet"):
        assert told in text
    assert "You consented." in client.post(page, {"give": "1"}, follow=True).text
    assert "Take the consent back" in client.get(page).text
    assert "The firm that leads is told." in client.post(page, {"refuse": "1"}, follow=True).text
    assert Mail.objects.filter(to=personas.contributor.email).count() == 2
    client.force_login(personas.stranger)
    assert client.get(page).status_code == 404
    assert "Nobody asked your firm yet" in client.get("/en/groups/").text


def test_a_contributor_reads_why_it_cannot_answer(asked, personas, client):
    client.force_login(join(personas.other_supplier, Role.CONTRIBUTOR, email="c@other.example"))
    page = f"/en/groups/{asked.pk}/"
    assert "An owner or a signatory of the firm answers." in client.get(page).text
    assert client.post(page, {"give": "1"}).status_code == 422
    asked.refresh_from_db()
    assert asked.given is None


def test_the_list_asks_as_much_with_one_row_as_with_three(asked, call, personas, client, django_assert_num_queries):
    client.force_login(personas.other_owner)
    client.get("/en/groups/")
    for count in (0, 2):
        for firm in SupplierFactory.create_batch(count):
            chief = join(firm)
            partner = partnered_with(personas.other_supplier, firm, chief)
            ask(call.round, partner, part="member", by=chief, now=BEFORE)
        with django_assert_num_queries(5):
            client.get("/en/groups/")
