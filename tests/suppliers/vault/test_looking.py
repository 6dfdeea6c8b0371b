"""Who looked: every look at a proof is kept, and the firm reads who, for whom and when. In bids as well."""

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from suppliers.models import Credential
from suppliers.vault.actions import renew_proof
from suppliers.vault.looking import look, looked_at_in_a_bid, read_given, read_own
from suppliers.vault.looks import LOOKED, looks_at
from suppliers.vault.said import Said
from tests.factories.vault import CONTENT, NOW, fetch, file_at, give, keep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def proof(personas):
    return keep(personas.supplier, personas.owner)


@pytest.fixture
def given(personas, proof):
    return give(proof, file_at(personas.buyer, personas.supplier), personas.owner)


def seen(proof: Credential) -> list[tuple[str, str, int]]:
    _page, looks = looks_at(proof, page=None)
    return [(each.who, each.where, each.number) for each in looks]


def at(name: str, *args: object) -> str:
    return reverse(f"vault:{name}", args=args)


class TestAnOfficer:
    def test_who_opens_the_page_or_the_file_is_named_to_the_firm(self, client, personas, proof, given):
        client.force_login(personas.officer)
        assert "Tax certificate" in client.get(at("all_given")).text
        assert seen(proof) == []
        page = client.get(at("given", given.pk)).text
        assert "The firm sees that you looked at it." in page
        answer = client.get(at("given_file", given.pk, 1))
        assert b"".join(answer.streaming_content) == CONTENT
        assert seen(proof) == [("Odile Officier", "Ville de Valbrume", 1)] * 2
        client.force_login(personas.owner)
        page = client.get(at("proof", personas.supplier.pk, proof.pk)).text
        assert page.count("Odile Officier") == 2
        assert "1 February 2027" in page

    def test_sees_no_version_from_before_it_was_given(self, client, personas, proof):
        renew_proof(proof, said=Said(statement="Renewed."), upload=None, by=personas.owner, now=NOW)
        given = give(proof, file_at(personas.buyer, personas.supplier), personas.owner)
        client.force_login(personas.officer)
        assert "taxes.txt" not in client.get(at("given", given.pk)).text
        assert client.get(at("given_file", given.pk, 1)).status_code == 404
        first = proof.versions.get(number=1)
        for deed in (look, read_given):
            with pytest.raises(Refused, match="may not see"):
                deed(given, first, by=personas.officer, now=NOW)
        assert [number for _who, _where, number in seen(proof)] == [2]

    @pytest.mark.parametrize("name", ["other_officer", "approver", "auditor", "administrator", "other_owner", "owner"])
    def test_nobody_else_comes_that_way(self, client, personas, proof, given, name: str):
        person = getattr(personas, name)
        client.force_login(person)
        for address in (at("given", given.pk), at("given_file", given.pk, 1), at("correct", given.pk)):
            assert client.get(address).status_code == 404
        for deed in (look, read_given):
            with pytest.raises(Refused, match="may not see"):
                deed(given, proof.versions.get(), by=person, now=NOW)
        assert seen(proof) == []

    def test_finds_an_empty_list_until_a_firm_gives_something(self, client, personas):
        client.force_login(personas.officer)
        page = client.get(at("all_given")).text
        assert "No firm gave your authority a proof yet." in page
        assert at("fetch") not in page
        assert client.get(at("fetch")).status_code == 404
        client.force_login(personas.owner)
        assert client.get(at("all_given")).status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_as_often_for_one_as_for_three(self, client, personas, django_assert_num_queries, count: int):
        application = file_at(personas.buyer, personas.supplier)
        for number in range(count):
            give(keep(personas.supplier, personas.owner, title=f"P{number}"), application, personas.owner)
        client.force_login(personas.officer)
        client.get(at("all_given"))
        with django_assert_num_queries(7):
            client.get(at("all_given"))

    def test_keeps_a_fact_and_says_it_anew(self, client, personas):
        application, foreign = (file_at(buyer, personas.supplier) for buyer in (personas.buyer, personas.other_buyer))
        client.force_login(personas.officer)
        typed = {"application": application.pk, "kind": "tax", "title": "Debt", "statement": "900 euros."}
        assert client.post(at("fetch"), {**typed, "application": foreign.pk}).status_code == 422
        assert client.post(at("fetch"), {**typed, "statement": ""}).status_code == 422
        assert client.post(at("fetch"), typed).url == at("all_given")
        fact = Credential.objects.get(title="Debt")
        given = fact.disclosures.get()
        assert "900 euros." in client.get(at("correct", given.pk)).text
        assert client.post(at("correct", given.pk), {"statement": "It is paid."}).url == at("given", given.pk)
        assert fact.versions.first().statement == "It is paid."

    def test_does_not_say_the_firms_own_proofs_anew(self, client, personas, given):
        client.force_login(personas.officer)
        assert client.get(at("correct", given.pk)).status_code == 404

    def test_reads_the_firms_answer_beside_the_fact(self, client, personas):
        fact = fetch(file_at(personas.buyer, personas.supplier), personas.officer)
        fact.contests.create(text="It is paid.", contested_at=NOW, contested_by=personas.owner)
        client.force_login(personas.officer)
        page = client.get(at("given", fact.credential.disclosures.get().pk)).text
        assert "A debt of 900 euros." in page
        assert "It is paid." in page


class TestTheFirmsOwnPeople:
    def test_who_takes_the_file_is_named_too(self, personas, proof):
        assert read_own(proof.versions.get(), by=personas.contributor, now=NOW) == CONTENT
        assert seen(proof) == [(str(personas.contributor), "your firm", 1)]

    def test_nobody_else_takes_it(self, personas, proof):
        for name in ("officer", "other_owner", "administrator"):
            with pytest.raises(Refused, match="may not see"):
                read_own(proof.versions.get(), by=getattr(personas, name), now=NOW)
        assert not Event.objects.filter(verb=LOOKED).exists()


class TestACopyInABid:
    def test_whoever_judges_is_not_named_but_its_part_is(self, personas, proof):
        sha256 = proof.versions.get().sha256
        for name in ("officer", "evaluator", "signatory", "auditor", "stranger"):
            who = {"by": getattr(personas, name), "now": NOW}
            looked_at_in_a_bid(personas.supplier, sha256, buyer=personas.buyer, call="T-1", **who)
        assert [who for who, _where, _number in seen(proof)] == [
            "evaluator", "auditor", "signatory of decisions", "evaluator", "Odile Officier",
        ]  # fmt: skip
        assert {where for _who, where, _number in seen(proof)} == {"Ville de Valbrume, call T-1"}

    def test_is_the_firms_own_and_of_the_same_content(self, personas, proof):
        known = {"buyer": personas.buyer, "call": "T-1", "by": personas.officer, "now": NOW}
        looked_at_in_a_bid(personas.other_supplier, proof.versions.get().sha256, **known)
        looked_at_in_a_bid(personas.supplier, "0" * 64, **known)
        assert seen(proof) == []

    def test_read_by_the_firm_itself_is_its_own(self, personas, proof):
        sha256 = proof.versions.get().sha256
        known = {"buyer": personas.buyer, "call": "T-1", "by": personas.owner, "now": NOW}
        looked_at_in_a_bid(personas.supplier, sha256, **known)
        assert seen(proof) == [(str(personas.owner), "your firm", 1)]


def test_many_looks_go_on_over_pages_in_a_fixed_number_of_questions(personas, proof, given, django_assert_num_queries):
    version = proof.versions.get()
    for _time in range(3):
        look(given, version, by=personas.officer, now=NOW)
    with django_assert_num_queries(5):
        page, looks = looks_at(proof, page="1")
    assert len(looks) == page.paginator.count == 3
