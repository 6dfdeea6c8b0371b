"""A firm's pages: whose they are, what is shown, and that nothing typed is lost."""

import pytest
from django.urls import reverse

from suppliers.models import Membership, Supplier
from tests.factories.people import UserFactory, join

FORM = {
    "name": "Atelier Lux SRL",
    "country": "BE",
    "identifier": "0403.019.261",
    "address": "Rue Neuve 1\n5000 Valbrume",
    "email": "lux@example.org",
    "language": "fr",
}


def address(name: str, *args: object) -> str:
    return reverse(f"onboarding:{name}", args=args)


def member_of(firm: Supplier, person) -> Membership:
    return Membership.objects.get(supplier=firm, person=person)


def pages(personas) -> dict[str, str]:
    """Return every address of one firm."""
    firm, one = personas.supplier.pk, member_of(personas.supplier, personas.contributor).pk
    own = {name: address(name, firm) for name in ("firm", "edit", "add")}
    return own | {name: address(name, firm, one) for name in ("person", "remove")}


def test_a_newcomer_is_told_the_next_step(client, personas):
    client.force_login(personas.stranger)
    page = client.get(address("firms"))
    assert "Register my firm" in page.text
    assert address("new") in page.text


def test_who_has_one_firm_goes_straight_to_it_and_who_has_two_chooses(client, personas):
    client.force_login(personas.owner)
    assert client.get(address("firms")).url == address("firm", personas.supplier.pk)
    Membership.objects.create(supplier=personas.other_supplier, person=personas.owner, role="contributor")
    page = client.get(address("firms")).text
    assert personas.supplier.name in page
    assert personas.other_supplier.name in page


def test_a_firm_is_registered_and_the_way_goes_on(client, personas):
    client.force_login(personas.stranger)
    back = "/en/calls/"
    answer = client.post(address("facts"), {**FORM, "next": back})
    assert (answer.status_code, answer.url) == (302, back)
    firm = Supplier.objects.get(name="Atelier Lux SRL")
    assert member_of(firm, personas.stranger).role == "owner"
    assert "You own its account" in client.get(address("firm", firm.pk)).text


def test_nobody_is_sent_to_another_site(client, personas):
    client.force_login(personas.stranger)
    answer = client.post(address("facts"), {**FORM, "next": "https://evil.example/"})
    assert answer.url == address("firm", Supplier.objects.get(name="Atelier Lux SRL").pk)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"identifier": "0403.019.262"}, "This is not a Belgian enterprise number"),
        ({"address": ""}, "This field is required"),
        ({"country": "XX"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, personas, change, sentence):
    client.force_login(personas.stranger)
    answer = client.post(address("facts"), {**FORM, **change})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary, and beside the field
    assert f'href="#id_{next(iter(change))}"' in answer.text
    assert "Atelier Lux SRL" in answer.text
    assert not Supplier.objects.filter(name="Atelier Lux SRL").exists()


def test_an_account_without_a_name_is_asked_for_it(client, db):
    nameless = UserFactory(name="")
    client.force_login(nameless)
    assert "Your name" in client.get(address("facts")).text
    assert client.post(address("facts"), FORM).status_code == 422
    client.post(address("facts"), {**FORM, "own_name": "Ann Onyme"})
    nameless.refresh_from_db()
    assert nameless.name == "Ann Onyme"


def test_an_owner_changes_the_firm(client, personas):
    client.force_login(personas.owner)
    edit = address("edit", personas.supplier.pk)
    assert personas.supplier.name in client.get(edit).text
    assert client.post(edit, FORM).status_code == 302
    personas.supplier.refresh_from_db()
    assert personas.supplier.name == "Atelier Lux SRL"


def test_the_people_are_seen_by_all_of_them_and_changed_by_owners(client, personas):
    client.force_login(personas.contributor)
    page = client.get(pages(personas)["firm"]).text
    assert personas.owner.email in page
    assert "Invite a person" not in page
    client.force_login(personas.owner)
    assert "Invite a person" in client.get(pages(personas)["firm"]).text


def test_a_role_is_changed_and_the_last_owners_is_not(client, personas):
    client.force_login(personas.owner)
    assert client.post(pages(personas)["person"], {"role": "bid_signatory"}).status_code == 302
    assert member_of(personas.supplier, personas.contributor).role == "bid_signatory"
    own = address("person", personas.supplier.pk, member_of(personas.supplier, personas.owner).pk)
    answer = client.post(own, {"role": "contributor"})
    assert answer.status_code == 422
    assert "A firm needs an owner" in answer.text


def test_somebody_is_removed_after_a_question(client, personas):
    client.force_login(personas.owner)
    remove = pages(personas)["remove"]
    assert personas.contributor.name in client.get(remove).text
    assert Membership.objects.filter(person=personas.contributor).exists()
    client.post(remove)
    assert not Membership.objects.filter(person=personas.contributor).exists()


def test_the_last_owner_reads_why_it_cannot_go(client, personas):
    client.force_login(personas.owner)
    own = address("remove", personas.supplier.pk, member_of(personas.supplier, personas.owner).pk)
    for answer in (client.get(own), client.post(own)):
        assert "A firm needs an owner" in answer.text
        assert 'aria-disabled="true"' in answer.text
    assert Membership.objects.filter(person=personas.owner).exists()


@pytest.mark.parametrize("name", ["other_owner", "officer", "administrator", "auditor", "stranger"])
def test_a_foreign_firm_is_not_there(client, personas, name):
    client.force_login(getattr(personas, name))
    assert {client.get(page).status_code for page in pages(personas).values()} == {404}
    assert {client.post(page, FORM).status_code for page in list(pages(personas).values())[1:]} == {404}


def test_who_only_contributes_finds_no_page_to_change_anything(client, personas):
    client.force_login(personas.contributor)
    found = {name: client.get(page).status_code for name, page in pages(personas).items()}
    own_way_out = {"remove": 200}
    assert found == {"firm": 200, "edit": 404, "add": 404, "person": 404} | own_way_out


def test_a_person_of_another_firm_is_not_reached_through_ones_own(client, personas):
    client.force_login(personas.owner)
    other = member_of(personas.other_supplier, personas.other_owner).pk
    for name in ("person", "remove"):
        assert client.get(address(name, personas.supplier.pk, other)).status_code == 404


def test_the_public_signs_in_first(client, personas):
    for page in [address("firms"), address("new"), address("facts"), address("ask"), *pages(personas).values()]:
        assert client.get(page).url.startswith("/en/accounts/login/")


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_of_a_firm_asks_the_same_number_of_questions(client, personas, django_assert_num_queries, people):
    for number in range(people):
        join(personas.supplier, "contributor", email=f"more{number}@example.org")
    client.force_login(personas.owner)
    page = pages(personas)["firm"]
    with django_assert_num_queries(9):
        client.get(page)
