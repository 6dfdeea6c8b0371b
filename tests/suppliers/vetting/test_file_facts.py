"""The facts of a file in words, beside what the firm says today and what a register says."""

import pytest
from django.utils.translation import override

from suppliers.models import FACTS, RegisterEntry
from suppliers.vetting.facts import fact_rows, in_the_register, in_words
from suppliers.vetting.queries import last_of
from tests.factories.files import THURSDAY, filed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("name", "Atelier SRL", "Atelier SRL"),
        ("country", "BE", "Belgium"),
        ("country", "", ""),
        ("size", "small", "small: fewer than 50 people"),
        ("size", "", ""),
        ("nuts", "BE352", "Namur"),
        ("nuts", "", ""),
        ("interests", [], ""),
        ("interests", None, ""),
        ("email", None, ""),
    ],
)
def test_a_code_is_said_in_words(name: str, value: object, words: str):
    assert in_words(name, value) == words


def test_what_it_sells_is_named_with_its_code():
    assert "(45)" in in_words("interests", ["45", "77310000"])
    assert "(77310000)" in in_words("interests", ["45", "77310000"])


def test_countries_are_named_in_the_readers_language():
    with override("nl"):
        assert in_words("country", "BE") == "België"


def test_every_fact_is_there_and_only_what_changed_is_said_twice(personas):
    submission = last_of(filed(personas))
    personas.supplier.size = "micro"
    personas.supplier.save()
    submission.refresh_from_db()
    rows = {row.field: row for row in fact_rows(submission, None)}
    assert list(rows) == list(FACTS)
    assert {name for name, row in rows.items() if row.today} == {"size"}
    assert rows["size"].said == "small: fewer than 50 people"
    assert rows["size"].today == "micro: fewer than 10 people"


def test_what_the_register_says_stands_beside_it(personas):
    RegisterEntry.objects.create(
        country="BE", number=personas.supplier.identifier, names={"fr": "ATELIER ANCIEN"}, source="kbo",
        addresses={"fr": "Rue Vieille 3"}, extracted_on=THURSDAY.date(),
    )  # fmt: skip
    found = in_the_register(personas.supplier)
    rows = {row.field: row.register for row in fact_rows(last_of(filed(personas)), found)}
    assert (rows["name"], rows["address"]) == ("ATELIER ANCIEN", "Rue Vieille 3")
    assert rows["email"] == ""


def test_a_firm_in_no_register_is_not_asked_for_on_the_network(personas):
    assert in_the_register(personas.supplier) is None
