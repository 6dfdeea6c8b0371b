"""A buyer's clauses: in versions, added to the texts of a draft, and remembered there."""

from itertools import groupby

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.accounts.models import Buyer
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.clauses import (
    archive_clause,
    clauses_of,
    insert_clause,
    offered_to,
    places_of,
    revise_clause,
    used_in,
    write_clause,
)
from tenders.models import Clause, ClauseVersion, Tender
from tests.factories.calls import TenderFactory, add_lot, place
from tests.personas import moment

NOW = moment("2027-02-01")
WORDS = {"language": "fr", "subject": "payment", "title": "Paiement", "text": "Payé dans les 30 jours."}


@pytest.fixture
def clause(personas) -> Clause:
    return write_clause(personas.buyer, **WORDS, by=personas.officer, now=NOW)


@pytest.fixture
def draft(personas) -> Tender:
    call = TenderFactory(buyer=personas.buyer, description="Tonte.")
    call.selection.create(kind="economic", name="Chiffre", position=1)
    return call


def put(draft: Tender, clause: Clause, key: str, personas) -> None:
    insert_clause(draft, clause.versions.last(), key, by=personas.officer, now=NOW)


def test_a_change_is_the_next_version_and_the_same_words_are_none(clause, personas):
    revise_clause(clause, title="Paiement", text="Payé dans les 20 jours.", by=personas.officer, now=NOW)
    revise_clause(clause, title="Paiement", text="Payé dans les 20 jours.", by=personas.officer, now=NOW)
    assert list(clause.versions.values_list("number", "text")) == [
        (1, "Payé dans les 30 jours."),
        (2, "Payé dans les 20 jours."),
    ]
    assert [version.number for version in clauses_of(Buyer.objects.all())] == [2]


@pytest.mark.parametrize(
    ("key", "after"),
    [
        ("call", "Tonte.\n\nPayé dans les 30 jours."),
        ("lot:LOT-0001", "Payé dans les 30 jours."),
        ("award:LOT-0001:q1", "Qualité Payé dans les 30 jours."),
        ("asked:1", "Chiffre Payé dans les 30 jours."),
    ],
)
def test_it_is_added_at_the_end_of_the_text_that_is_chosen_and_remembered(draft, clause, personas, key, after):
    put(draft, clause, key, personas)
    there = {one.key: one for one in places_of(draft)}[key]
    assert getattr(there.row, there.field) == after
    assert [(use.version.number, use.place, use.last) for use in used_in(draft)] == [(1, key, 1)]
    assert Event.objects.get(verb="tender.insert_clause").payload["place"] == key


def test_a_newer_version_shows_beside_the_one_that_was_used_and_the_text_stays(draft, clause, personas):
    put(draft, clause, "call", personas)
    revise_clause(clause, title="Paiement", text="Autrement.", by=personas.officer, now=NOW)
    assert [(use.version.number, use.last) for use in used_in(draft)] == [(1, 2)]
    draft.refresh_from_db()
    assert "30 jours" in draft.description


def test_a_copy_remembers_what_its_words_came_from(draft, clause, personas):
    put(draft, clause, "lot:LOT-0001", personas)
    made = calls.copy_call(draft, by=personas.officer, now=NOW)
    assert [(use.version.clause, use.place) for use in used_in(made)] == [(clause, "lot:LOT-0001")]


def test_a_text_that_would_be_too_long_is_refused_and_nothing_is_written(draft, clause, personas):
    revise_clause(clause, title="Long", text="x" * 595, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="longer than 600"):
        put(draft, clause, "asked:1", personas)
    assert draft.selection.get().name == "Chiffre"
    assert not draft.clauses.exists()


def test_only_the_last_version_in_the_language_of_the_call_is_offered(draft, clause, personas):
    revise_clause(clause, title="Paiement", text="Autrement.", by=personas.officer, now=NOW)
    write_clause(personas.buyer, **(WORDS | {"language": "nl"}), by=personas.officer, now=NOW)
    write_clause(personas.other_buyer, **WORDS, by=personas.other_officer, now=NOW)
    assert [(version.clause, version.number) for version in offered_to(draft)] == [(clause, 2)]
    for version in ClauseVersion.objects.exclude(clause=clause, number=2):
        with pytest.raises(Refused, match="not offered"):
            insert_clause(draft, version, "call", by=personas.officer, now=NOW)


def test_an_archived_clause_is_not_offered_until_it_is_brought_back(draft, clause, personas):
    archive_clause(clause, by=personas.officer, now=NOW)
    assert not offered_to(draft)
    archive_clause(clause, by=personas.officer, now=NOW)
    assert offered_to(draft)
    verbs = Event.objects.filter(object_type="clause").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["clause.write", "clause.archive", "clause.restore"]


def test_what_is_no_draft_takes_none_and_a_text_that_is_gone_neither(draft, clause, personas):
    with pytest.raises(Refused, match="no such text"):
        put(draft, clause, "lot:LOT-0009", personas)
    place(draft, "published")
    with pytest.raises(Refused, match="Only a draft"):
        put(draft, clause, "call", personas)


@pytest.mark.parametrize("name", ["approver", "other_officer", "administrator", "owner"])
def test_only_officers_of_the_buyer_write_and_use_them(draft, clause, personas, name):
    by = getattr(personas, name)
    deeds = [
        lambda: write_clause(personas.buyer, **WORDS, by=by, now=NOW),
        lambda: revise_clause(clause, title="A", text="B", by=by, now=NOW),
        lambda: archive_clause(clause, by=by, now=NOW),
        lambda: insert_clause(draft, clause.versions.last(), "call", by=by, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="Only this role"):
            deed()


@pytest.mark.parametrize("before", ["", "  ", "Tonte.", "Tonte.\n\n", "  Retrait"])
def test_what_was_written_before_is_never_lost(draft, clause, personas, before):
    Tender.objects.filter(pk=draft.pk).update(description=before)
    put(draft, clause, "call", personas)
    assert draft.description.startswith(before.rstrip())
    assert draft.description.endswith("Payé dans les 30 jours.")
    put(draft, clause, "call", personas)
    assert (draft.description.count("Payé"), draft.clauses.count()) == (2, 1)


def test_places_come_in_the_order_of_the_page_under_names_that_survive_copying(draft, personas):
    add_lot(draft, title="Verre")
    keys = [place.key for place in places_of(draft)]
    assert keys == [
        "call",
        "lot:LOT-0001",
        "award:LOT-0001:price",
        "award:LOT-0001:q1",
        "lot:LOT-0002",
        "award:LOT-0002:price",
        "award:LOT-0002:q1",
        "asked:1",
    ]
    made = calls.copy_call(draft, by=personas.officer, now=NOW)
    assert [place.key for place in places_of(made)] == keys


def test_a_long_text_takes_any_length_and_a_short_one_six_hundred_signs(draft):
    longest = {place.key: place.longest for place in places_of(draft)}
    assert (longest["call"], longest["lot:LOT-0001"]) == (None, None)
    assert (longest["award:LOT-0001:q1"], longest["asked:1"]) == (600, 600)


def test_the_library_lists_what_is_archived_last(clause, personas):
    later = write_clause(personas.buyer, **(WORDS | {"title": "Zone"}), by=personas.officer, now=NOW)
    archive_clause(clause, by=personas.officer, now=NOW)
    assert [version.clause for version in clauses_of(Buyer.objects.all())] == [later, clause]


@given(st.lists(st.sampled_from(["A", "B", "C"]), max_size=8))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_versions_are_numbered_without_a_gap_and_none_repeats_the_one_before(personas, texts):
    """Whatever is saved in whatever order: each version is what was saved last when it was made, and none changes."""
    clause = write_clause(personas.buyer, **(WORDS | {"text": "A"}), by=personas.officer, now=NOW)
    for text in texts:
        made = revise_clause(clause, title="Paiement", text=text, by=personas.officer, now=NOW)
        assert (made, made.text) == (clause.versions.latest("number"), text)
    expected = [text for text, _same in groupby(["A", *texts])]
    assert list(clause.versions.values_list("number", "text")) == list(enumerate(expected, start=1))
    revised = Event.objects.filter(verb="clause.revise", object_id=str(clause.pk)).order_by("pk")
    assert [event.payload["version"] for event in revised] == list(range(2, len(expected) + 1))


def test_the_database_has_each_number_of_a_clause_once(clause, personas):
    again = {"number": 1, "title": "X", "text": "Y", "made_at": NOW, "made_by": personas.officer}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClauseVersion.objects.create(clause=clause, **again)


def test_a_new_title_alone_is_a_version_and_the_log_of_a_call_says_which_was_taken(draft, clause, personas):
    revise_clause(clause, title="Délai de paiement", text=WORDS["text"], by=personas.officer, now=NOW)
    put(draft, clause, "call", personas)
    taken = Event.objects.get(verb="tender.insert_clause").payload
    assert (taken["title"], taken["version"], taken["clause"]) == ("Délai de paiement", 2, clause.pk)


def test_an_earlier_version_and_one_that_is_archived_are_refused_where_they_were_offered_before(
    draft, clause, personas
):
    first = clause.versions.get()
    revise_clause(clause, title="Paiement", text="Autrement.", by=personas.officer, now=NOW)
    archived = write_clause(personas.buyer, **WORDS, by=personas.officer, now=NOW)
    archive_clause(archived, by=personas.officer, now=NOW)
    for version in (first, archived.versions.get()):
        with pytest.raises(Refused, match="This clause is not offered for this call"):
            insert_clause(draft, version, "call", by=personas.officer, now=NOW)
    draft.refresh_from_db()
    assert draft.description == "Tonte."
    assert not Event.objects.filter(verb="tender.insert_clause").exists()


@pytest.mark.parametrize(("signs", "fits"), [(592, True), (593, False)])
def test_the_last_sign_that_fits_is_taken(draft, clause, personas, signs, fits):
    """“Chiffre” and a space are eight of six hundred."""
    revise_clause(clause, title="Long", text="x" * signs, by=personas.officer, now=NOW)
    if fits:
        put(draft, clause, "asked:1", personas)
    else:
        with pytest.raises(Refused, match="The text would be longer than 600 signs there"):
            put(draft, clause, "asked:1", personas)
    assert len(draft.selection.get().name) == (600 if fits else 7)


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_offered_and_used_is_read_in_one_question_each(draft, personas, rows, django_assert_num_queries):
    for number in range(rows):
        put(draft, write_clause(personas.buyer, **WORDS, by=personas.officer, now=NOW), "call", personas)
        assert offered_to(draft).count() == number + 1
    with django_assert_num_queries(2):
        assert len([version.clause.buyer.name for version in offered_to(draft)]) == rows
        assert len([use.version.clause.subject for use in used_in(draft)]) == rows
