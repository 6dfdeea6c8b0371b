"""The pages of help, as a firm, an authority and its ombudsperson meet them."""

import pytest
from django.urls import reverse

from tenders.help.actions import answer_help, ask_for_help
from tenders.models import HelpRequest, Note, Tender
from tests.factories.people import SupplierFactory, join
from tests.factories.published import published_call
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-15")
TEXT = "Our file is refused: what can we do?"


@pytest.fixture
def call(personas: Personas, hands) -> Tender:
    hands.at = NOW
    return published_call(buyer=personas.buyer)


def ask(personas: Personas, **facts: object) -> HelpRequest:
    usual = {"supplier": personas.supplier, "by": personas.owner, "text": TEXT, "now": NOW}
    return ask_for_help(personas.buyer, **{**usual, **facts})


def at(name: str, *args: object) -> str:
    return reverse(f"help:{name}", args=args)


def get(client, person, address: str, status: int = 200) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text


class TestAsking:
    def test_from_the_page_of_the_call(self, client, personas, call):
        address = at("ask_about", call.reference)
        assert address in client.get(call.get_absolute_url()).text
        page = get(client, personas.owner, address)
        assert "A question on the content of a call belongs to its questions and answers" in page
        assert reverse("calls:ask", args=[call.reference]) in page
        assert "18 February 2027" in page
        answer = client.post(address, {"text": TEXT}, follow=True)
        assert "You get an answer by 18 February 2027 at the latest." in answer.text
        asked = HelpRequest.objects.get()
        assert (asked.tender, asked.buyer, asked.supplier) == (call, personas.buyer, personas.supplier)

    def test_from_the_foot_of_any_page_of_an_authority_of_ones_choice(self, client, personas, call):
        assert at("mine") in client.get("/en/").text
        page = get(client, personas.owner, at("ask"))
        assert "Ville de Valbrume" in page
        assert "Commune de Hautepierre" not in page  # it never published a call
        assert client.post(at("ask"), {"text": TEXT, "buyer": personas.buyer.pk}).status_code == 302
        assert TEXT in get(client, personas.contributor, at("mine"))

    def test_for_one_of_several_firms(self, client, personas, call):
        other = SupplierFactory(name="Second Firm")
        other.memberships.create(person=personas.owner, role="owner")
        page = get(client, personas.owner, at("ask"))
        assert "Second Firm" in page
        client.post(at("ask"), {"text": TEXT, "buyer": personas.buyer.pk, "supplier": other.pk})
        assert HelpRequest.objects.get().supplier == other

    def test_nothing_typed_is_lost_and_the_error_stands_beside_its_field(self, client, personas, call):
        client.force_login(personas.owner)
        answer = client.post(at("ask"), {"text": TEXT})
        assert answer.status_code == 422
        assert TEXT in answer.text
        assert 'id="id_buyer_error"' in answer.text

    def test_without_a_firm_one_registers_it_first(self, client, personas, call):
        page = get(client, personas.stranger, at("ask_about", call.reference))
        assert "Register my firm" in page
        assert "<textarea" not in page
        assert client.post(at("ask_about", call.reference), {"text": TEXT}).status_code == 200
        assert not HelpRequest.objects.exists()

    def test_a_stranger_is_asked_to_sign_in(self, client, call):
        for address in (at("mine"), at("ask"), at("ask_about", call.reference), at("desk")):
            assert client.get(address).status_code == 302


class TestAnswering:
    def test_the_officer_answers_and_the_firm_reads_it(self, client, personas, call, hands):
        asked = ask(personas, tender=call)
        assert at("desk") in get(client, personas.officer, reverse("desk:home"))
        assert at("one", asked.pk) in get(client, personas.officer, at("desk"))
        assert "say nothing here about the content of a call" in get(client, personas.officer, at("one", asked.pk))
        hands.at = moment("2027-02-19")
        assert "Late: the answer was promised by 18 February 2027" in get(client, personas.officer, at("desk"))
        client.post(at("one", asked.pk), {"answer": "Make it smaller."})
        page = get(client, personas.contributor, at("one", asked.pk))
        assert "Make it smaller." in page
        assert "Answered on 19 February 2027, promised by 18 February 2027" in page
        assert "Answered in time: 0 of 1." in get(client, personas.ombudsperson, reverse("desk:home"))

    def test_an_empty_answer_stays_on_the_page(self, client, personas, call):
        asked = ask(personas)
        client.force_login(personas.officer)
        assert client.post(at("one", asked.pk), {"answer": ""}).status_code == 422

    @pytest.mark.parametrize(
        "name", ["other_owner", "other_officer", "auditor", "approver", "administrator", "stranger"]
    )
    def test_for_others_it_is_not_there(self, client, personas, call, name: str):
        asked, person = ask(personas), getattr(personas, name)
        for address in (at("one", asked.pk), at("firm", personas.supplier.pk)):
            get(client, person, address, 404)
        assert client.post(at("one", asked.pk), {"answer": "I do."}).status_code == 404

    def test_the_firm_itself_does_not_answer(self, client, personas, call):
        asked = ask(personas)
        page = get(client, personas.owner, at("one", asked.pk))
        assert "<textarea" not in page
        assert client.post(at("one", asked.pk), {"answer": "I do."}).status_code == 404

    def test_every_contact_with_a_firm_on_one_page_of_ones_own_authority_only(self, client, personas, call):
        ask(personas)
        ask_for_help(personas.other_buyer, supplier=personas.supplier, text="Elsewhere.", by=personas.owner, now=NOW)
        page = get(client, personas.officer, at("firm", personas.supplier.pk))
        assert TEXT in page
        assert "Elsewhere." not in page
        assert "Elsewhere." in get(client, personas.owner, at("mine"))

    @pytest.mark.parametrize(("who", "name"), [("officer", "desk"), ("owner", "mine")])
    def test_what_a_request_says_leads_to_it(self, client, personas, call, who, name):
        asked = ask(personas)
        page = get(client, getattr(personas, who), at(name))
        assert TEXT[:40] in page.split(f'href="{at("one", asked.pk)}">')[1].split("</a>")[0]

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("name", "queries"), [("desk", 8), ("mine", 6)])
    def test_the_lists_take_the_same_queries_for_any_number_of_rows(
        self, client, personas, call, name, queries, rows, django_assert_num_queries
    ):
        for number in range(rows):
            firm = SupplierFactory()
            ask(personas)
            done = ask(personas, supplier=firm, by=join(firm, email=f"n{number}@example.org"), tender=call)
            answer_help(done, answer="Make it smaller.", by=personas.officer, now=NOW)
        client.force_login(personas.officer if name == "desk" else personas.owner)
        with django_assert_num_queries(queries):
            client.get(at(name))

    def test_the_authoritys_list_has_pages_and_what_waits_comes_first(self, client, personas, call):
        for number in range(50):
            ask(personas, text=f"Waiting {number}.")
        answer_help(ask(personas, text="Settled."), answer="Done.", by=personas.officer, now=NOW)
        first = get(client, personas.officer, at("desk"))
        assert "50 requests wait" in first
        assert "Waiting 49." in first
        assert "Settled." not in first
        second = get(client, personas.officer, at("desk") + "?page=2")
        assert "Settled." in second
        assert "Waiting 49." not in second
        assert "No request waits." not in second


class TestNotes:
    def test_the_ombudsperson_publishes_one_on_the_page_of_the_call(self, client, personas, call):
        address = at("note", call.reference)
        assert address in get(client, personas.ombudsperson, reverse("desk:call", args=[call.reference]))
        assert client.post(address, {"text": " "}).status_code == 422
        answer = client.post(address, {"text": "The answers came late, and say why."}, follow=True)
        assert "The answers came late, and say why." in answer.text
        client.logout()
        page = client.get(call.get_absolute_url()).text
        assert "Notes of the ombudsperson" in page
        assert "The ombudsperson of Ville de Valbrume, on 15 February 2027" in page
        assert personas.ombudsperson.name not in page

    @pytest.mark.parametrize("name", ["officer", "auditor", "owner", "other_officer", "administrator"])
    def test_for_others_there_is_no_such_page(self, client, personas, call, name: str):
        address = at("note", call.reference)
        get(client, getattr(personas, name), address, 404)
        assert client.post(address, {"text": "I say so."}).status_code == 404
        assert not Note.objects.exists()
