"""A declaration as people read it, in their language."""

import pytest
from django.utils.translation import override

from suppliers.declarations.reading import parts_of
from tests.factories.declarations import FULL


def lines(language: str, code: str) -> list[str]:
    with override(language):
        (part,) = parts_of({code: FULL[code]})
        return [f"{label}: {value}" for told in part.told for label, value in told.lines]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Country concerned: Belgium", "Amount, in euro: €1,250.50", "15 January 2026"]),
        ("fr", ["Pays concerné: Belgique", "Montant, en euros: 1 250,50 €", "15 janvier 2026"]),
        ("nl", ["Betrokken land: België", "Bedrag, in euro: € 1.250,50", "15 januari 2026"]),
        ("de", ["Betroffenes Land: Belgien", "Betrag, in Euro: 1.250,50 €", "15. Januar 2026"]),
    ],
)
def test_dates_sums_and_countries_read_as_in_that_language(language: str, said: list[str]):
    plain = [" ".join(line.replace("\xa0", " ").replace("\u202f", " ").split()) for line in lines(language, "tax-pay")]
    assert plain[:2] == said[:2]
    assert plain[2].endswith(said[2])


def test_yes_and_no_are_words_and_only_a_ground_applies():
    with override("nl"):
        parts = parts_of({"fraud": {"answer": False}, "sanction": {"answer": True}, "trade-regist": {"answer": True}})
    told = [(each.word, each.applies) for part in parts for each in part.told]
    assert told == [("Nee", False), ("Ja", True), ("Ja", False)]


def test_each_row_stands_alone_and_pages_without_an_answer_are_left_out():
    (part,) = parts_of({"year-manpower": FULL["year-manpower"]})
    assert [dict(told.lines)["How many people"] for told in part.told] == ["12", "11"]
    assert parts_of({}) == []
