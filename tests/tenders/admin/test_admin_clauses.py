"""The clause library in the admin, and a clause put into a draft without a script."""

import pytest
from django.urls import reverse

from tenders.calls.clauses import insert_clause, revise_clause, write_clause
from tenders.models import Clause
from tests.factories.calls import place
from tests.personas import moment

NOW = moment("2027-02-01")
LIST, NEW = reverse("office_calls:clauses"), reverse("office_calls:new_clause")
WORDS = {"language": "fr", "subject": "payment", "title": "Paiement", "text": "Payé dans les 30 jours."}


@pytest.fixture
def clause(personas) -> Clause:
    return write_clause(personas.buyer, **WORDS, by=personas.officer, now=NOW)


def of(name: str, clause: Clause) -> str:
    return reverse(f"office_calls:{name}", args=[clause.pk])


def test_a_clause_is_written_revised_and_archived(officer):
    assert officer.post(NEW, WORDS).url == LIST
    clause = Clause.objects.get()
    assert of("clause", clause) in officer.get(LIST).text
    assert officer.post(of("clause", clause), {"title": "Paiement", "text": "Dans les 20 jours."}).url == LIST
    shown = officer.get(of("clause", clause)).text
    assert "Version 2" in shown
    assert "Payé dans les 30 jours." in shown
    assert "Archive this clause?" in officer.get(of("archive_clause", clause)).text
    officer.post(of("archive_clause", clause))
    assert "Archived" in officer.get(LIST).text
    assert "Bring this clause back?" in officer.get(of("archive_clause", clause)).text


def test_nothing_typed_is_lost_where_something_is_missing(officer):
    answer = officer.post(NEW, WORDS | {"title": ""})
    assert answer.status_code == 422
    assert "Payé dans les 30 jours." in answer.text
    assert not Clause.objects.exists()


def test_an_officer_of_two_buyers_says_for_which(officer, personas):
    personas.other_buyer.posts.create(person=personas.officer, role="officer")
    assert 'name="buyer"' in officer.get(NEW).text
    officer.post(NEW, WORDS | {"buyer": personas.other_buyer.pk})
    assert Clause.objects.get().buyer == personas.other_buyer


def test_a_clause_is_added_to_the_text_that_is_chosen(officer, draft, clause, at):
    lot = draft.lots.get()
    assert f"{at('insert_clause')}?place=lot:LOT-0001" in officer.get(at("lot", lot.pk)).text
    page = officer.get(f"{at('insert_clause')}?place=lot:LOT-0001").text
    assert 'value="lot:LOT-0001" selected' in page
    assert "Payé dans les 30 jours." in page
    sent = {"version": clause.versions.get().pk, "place": "lot:LOT-0001"}
    assert officer.post(at("insert_clause"), sent).url == at("write")
    lot.refresh_from_db()
    assert lot.description == "Payé dans les 30 jours."
    assert "Payé dans les 30 jours." in officer.get(at("lot", lot.pk)).text


def test_a_draft_says_which_version_it_used_and_that_there_is_a_newer_one(officer, personas, draft, clause, at):
    assert "No clause of the library has been used." in officer.get(at("write")).text
    insert_clause(draft, clause.versions.get(), "call", by=personas.officer, now=NOW)
    assert "the library has version" not in officer.get(at("write")).text
    revise_clause(clause, title="Paiement", text="Autrement.", by=personas.officer, now=NOW)
    shown = officer.get(at("write")).text
    assert "the library has version 2" in shown
    assert of("clause", clause) in shown


def test_a_refusal_is_said_on_the_page_and_an_empty_library_leads_to_writing(officer, draft, at, personas):
    assert NEW in officer.get(at("insert_clause")).text
    clause = write_clause(personas.buyer, **(WORDS | {"text": "x" * 700}), by=personas.officer, now=NOW)
    sent = {"version": clause.versions.get().pk, "place": "award:LOT-0001:q1"}
    refused = officer.post(at("insert_clause"), sent)
    assert refused.status_code == 422
    assert "longer than 600" in refused.text
    place(draft, "in_review")
    assert "Only a draft can be changed." in officer.get(at("insert_clause")).text


@pytest.mark.parametrize("name", ["other_officer", "editor", "approver", "owner"])
def test_others_find_no_clause(client, personas, clause, draft, at, name):
    client.force_login(getattr(personas, name))
    for address in (of("clause", clause), of("archive_clause", clause), at("insert_clause")):
        assert client.get(address).status_code in {302, 404}
        assert client.post(address, {"title": "A", "text": "B"}).status_code in {302, 404}
    assert "Paiement" not in client.get(LIST, follow=True).text
    assert clause.versions.count() == 1


def test_the_list_asks_as_often_for_three_clauses_as_for_one(officer, personas, clause, django_assert_num_queries):
    officer.get(LIST)
    with django_assert_num_queries(11):
        officer.get(LIST)
    for title in ("Deux", "Trois"):
        write_clause(personas.buyer, **(WORDS | {"title": title}), by=personas.officer, now=NOW)
    with django_assert_num_queries(11):
        officer.get(LIST)
