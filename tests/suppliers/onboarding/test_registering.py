"""Registering a firm by its number: what a register knows is filled in, and what is here already is joined."""

import re
from datetime import date

import pytest
from django.urls import reverse

from procurement.outbox.models import Mail
from suppliers.models import JoinRequest, Membership, RegisterEntry, RegisterImport, Supplier
from suppliers.onboarding.joining import MOST_NUMBERS_A_DAY
from tests.factories.people import UserFactory
from tests.personas import moment

NUMBER = "0403.019.261"
TOKEN = re.compile(r'csrfmiddlewaretoken" value="[^"]+')
OWN = {"name": "Lux et Fils", "address": "Rue Haute 2\n5000 Namur", "email": "lux@example.org", "language": "fr"}


def address(name: str, *args: object) -> str:
    return reverse(f"onboarding:{name}", args=args)


@pytest.fixture
def newcomer(client, personas):
    client.force_login(personas.stranger)
    return client


@pytest.fixture
def register(db) -> RegisterEntry:
    """Put one firm into the imported register."""
    RegisterImport.objects.create(
        source="kbo", identity="1", extracted_on=date(2026, 10, 30), began_at=moment("2026-11-01"),
        finished_at=moment("2026-11-01"),
    )  # fmt: skip
    return RegisterEntry.objects.create(
        country="BE", number="0403019261", names={"fr": "Atelier Lux SRL", "nl": "Atelier Lux BV"}, source="kbo",
        addresses={"fr": "Rue du Chêne 16\n1000 Bruxelles"}, legal_form="610", extracted_on=date(2026, 10, 30),
        activities=["nace2025:43210"],
    )  # fmt: skip


def hidden(page: str, name: str) -> bool:
    return f'<input type="hidden" name="{name}"' in page


def typed(client, number: str = NUMBER, **more: str):
    return client.post(address("new"), {"identifier": number, **more}, follow=True)


class TestANumberThatTheRegisterKnows:
    def test_fills_in_what_the_register_says_and_from_when(self, newcomer, register):
        page = typed(newcomer).text
        for known in ("Atelier Lux SRL", "Rue du Chêne 16\n1000 Bruxelles", 'value="610"', 'value="43210"'):
            assert known in page
        assert "Crossroads Bank for Enterprises" in page
        assert "30 October 2026" in page
        assert hidden(page, "identifier")
        assert hidden(page, "country")

    def test_can_be_corrected(self, newcomer, register, personas):
        typed(newcomer)
        newcomer.post(address("facts"), {**OWN, "country": "BE", "identifier": "0403019261"})
        firm = Supplier.objects.get(identifier="0403019261")
        assert (firm.name, firm.address, firm.nuts) == (OWN["name"], OWN["address"], "BE35")
        assert Membership.objects.get(supplier=firm).person == personas.stranger

    def test_of_a_firm_that_ended_says_so_and_shuts_nobody_out(self, newcomer, register):
        RegisterEntry.objects.update(ended=True)
        assert "this firm has ended" in typed(newcomer).text
        newcomer.post(address("facts"), {**OWN, "country": "BE", "identifier": "0403019261"})
        assert Supplier.objects.filter(identifier="0403019261").exists()


class TestANumberThatNoRegisterKnows:
    def test_says_that_it_is_not_there_and_lets_type(self, newcomer, register):
        assert "the register that we have does not know it" in typed(newcomer, "0400.000.185").text

    def test_says_that_it_was_not_checked(self, newcomer):
        assert "Not checked" in typed(newcomer).text

    def test_of_another_country_is_taken_as_it_is(self, newcomer):
        assert "Not checked" in typed(newcomer, "7000012050002", country="JP").text
        newcomer.post(address("facts"), {**OWN, "country": "JP", "identifier": "7000012050002"})
        assert Supplier.objects.get(country="JP").identifier == "7000012050002"

    def test_may_be_left_out(self, newcomer):
        page = newcomer.get(address("facts")).text
        assert not hidden(page, "country")
        newcomer.post(address("facts"), {**OWN, "country": "BE", "identifier": ""})
        assert Supplier.objects.get(name=OWN["name"]).identifier == ""


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"identifier": "0403.019.262"}, "identifier", "check the others"),
        ({"identifier": "0403.019.26"}, "identifier", "ten digits"),
        ({"identifier": ""}, "identifier", "This field is required"),
        ({"identifier": "12345"}, "country", "Choose it from the list"),
        ({"identifier": "DE136695978", "country": "DE"}, "identifier", "check digits"),
    ],
)
def test_a_bad_number_is_told_beside_its_field_and_is_not_lost(newcomer, given, field, sentence):
    answer = newcomer.post(address("new"), given)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary, and beside the field
    assert f'href="#id_{field}"' in answer.text
    assert given["identifier"] in answer.text


def test_the_way_goes_on_where_the_person_came_from(newcomer):
    back = "/en/calls/"
    page = newcomer.post(address("new"), {"identifier": NUMBER, "next": back}, follow=True)
    assert page.redirect_chain[-1][0] == f"{address('facts')}?next=%2Fen%2Fcalls%2F"
    assert newcomer.post(address("facts"), {**OWN, "country": "BE", "identifier": NUMBER, "next": back}).url == back


class TestANumberThatIsHereAlready:
    @pytest.fixture
    def here(self, personas) -> Supplier:
        personas.supplier.identifier = "0403019261"
        personas.supplier.save()
        return personas.supplier

    def test_leads_to_asking_and_tells_nothing_else(self, newcomer, here, personas, register):
        page = typed(newcomer)
        assert page.redirect_chain[-1][0] == address("ask")
        known = [here.name, here.address, here.email, personas.owner.name, personas.owner.email]
        assert [fact for fact in known if fact in page.text] == []
        assert "Atelier Lux SRL" not in page.text

    def test_is_the_same_page_for_a_firm_without_anybody(self, newcomer, here):
        def page() -> str:
            return TOKEN.sub("", typed(newcomer).text).partition("<main")[2]

        with_people = page()
        Membership.objects.all().delete()
        assert page() == with_people != ""

    def test_is_asked_for_and_the_owner_lets_in(self, newcomer, here, personas):
        typed(newcomer)
        assert "Your request is sent" in newcomer.post(address("ask"), follow=True).text
        assert Mail.objects.get().to == personas.owner.email
        newcomer.force_login(personas.owner)
        request = JoinRequest.objects.get()
        page = newcomer.get(address("firm", here.pk)).text
        assert address("answer", here.pk, request.pk) in page
        assert personas.stranger.email in newcomer.get(address("answer", here.pk, request.pk)).text
        answer = newcomer.post(address("answer", here.pk, request.pk), {"role": "contributor"})
        assert answer.url == address("firm", here.pk)
        assert Membership.objects.get(person=personas.stranger).role == "contributor"

    def test_or_declines(self, newcomer, here, personas):
        typed(newcomer)
        newcomer.post(address("ask"))
        newcomer.force_login(personas.owner)
        answer = address("answer", here.pk, JoinRequest.objects.get().pk)
        newcomer.post(answer, {"decline": "1"})
        assert not Membership.objects.filter(person=personas.stranger).exists()
        assert newcomer.get(answer).status_code == 404
        newcomer.force_login(personas.stranger)
        typed(newcomer)
        refused = newcomer.post(address("ask"))
        assert refused.status_code == 422
        assert "declined not long ago" in refused.text

    def test_is_not_registered_twice_by_the_second_page_either(self, newcomer, here):
        answer = newcomer.post(address("facts"), {**OWN, "country": "BE", "identifier": NUMBER})
        assert answer.url == address("ask")
        assert Supplier.objects.filter(identifier="0403019261").count() == 1

    def test_sends_its_own_people_to_their_firm(self, client, here, personas):
        client.force_login(personas.contributor)
        assert typed(client).redirect_chain[-1][0] == address("firm", here.pk)

    def test_nobody_tries_number_after_number(self, newcomer, here):
        for _number in range(MOST_NUMBERS_A_DAY):
            typed(newcomer, "0400.000.185")
        for number in (NUMBER, "0400.000.185"):
            answer = newcomer.post(address("new"), {"identifier": number})
            assert (answer.status_code, answer.text.count("Try again tomorrow")) == (422, 2)

    def test_nobody_tries_numbers_by_changing_its_own_firm(self, client, here, personas):
        client.force_login(personas.other_owner)
        form = {**OWN, "country": "BE"}
        for number in range(MOST_NUMBERS_A_DAY):
            client.post(address("edit", personas.other_supplier.pk), {**form, "identifier": valid(number)})
        answer = client.post(address("edit", personas.other_supplier.pk), {**form, "identifier": NUMBER})
        assert "Try again tomorrow" in answer.text


def valid(index: int) -> str:
    first = 4_500_000 + index
    return f"{first:08}{97 - first % 97:02}"


@pytest.mark.parametrize("name", ["other_owner", "contributor", "officer", "administrator", "auditor", "stranger"])
def test_a_request_is_there_for_the_owners_only(client, personas, name):
    request = JoinRequest.objects.create(
        supplier=personas.supplier, person=personas.stranger, asked_at=moment("2027-01-01"),
        expires_at=moment("2099-01-01"),
    )  # fmt: skip
    page = address("answer", personas.supplier.pk, request.pk)
    client.force_login(getattr(personas, name))
    assert {client.get(page).status_code, client.post(page, {"role": "owner"}).status_code} == {404}
    assert JoinRequest.objects.exists()


def test_without_a_number_there_is_nothing_to_ask(newcomer):
    assert newcomer.get(address("ask")).url == address("new")
    assert newcomer.post(address("ask")).url == address("new")
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("asked", [1, 3])
def test_the_page_of_a_firm_lists_requests_with_the_same_number_of_questions(
    client, personas, django_assert_num_queries, asked
):
    for _number in range(asked):
        JoinRequest.objects.create(
            supplier=personas.supplier, person=UserFactory(), asked_at=moment("2027-01-01"),
            expires_at=moment("2099-01-01"),
        )  # fmt: skip
    client.force_login(personas.owner)
    with django_assert_num_queries(9):
        client.get(address("firm", personas.supplier.pk))
