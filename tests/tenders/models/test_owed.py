"""No letter goes out without remedies in its reader's own language."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from procurement.calendar.rulepacks import pack_for
from tenders.models.owed import is_specific, remedies_owed

PACKS = [pack_for(country, date(2027, 1, 1)) for country in ("BE", "FR", "LU")]
OUTCOMES = ["award", "no_award", "cancellation"]


def told(*languages: str) -> list:
    return [SimpleNamespace(supplier=SimpleNamespace(language=language)) for language in languages]


def sentences(pack, outcome, *languages) -> list[str]:
    with override("en"):
        return [str(sentence) for sentence in remedies_owed(pack, outcome, told(*languages))]


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("pack", PACKS, ids=str)
def test_our_packs_know_remedies_for_everybody(pack, outcome):
    assert sentences(pack, outcome, "fr", "nl", "de", "en") == []


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("pack", PACKS, ids=str)
def test_english_is_no_substitute(pack, outcome):
    english = {key: text for key, text in pack.remedies.items() if key[2] == "en"}
    found = sentences(replace(pack, remedies=english), outcome, "nl", "fr", "nl", "en")
    assert found == ["The rules name no remedies in French.", "The rules name no remedies in Dutch."]


def test_a_remedy_without_a_period_is_none():
    pack = PACKS[0]
    emptied = {key: replace(text, periods=()) for key, text in pack.remedies.items()}
    assert sentences(replace(pack, remedies=emptied), "award", "de") == ["The rules name no remedies in German."]


def test_a_pack_without_any_remedies_is_told_apart_from_a_crash():
    assert sentences(replace(PACKS[1], remedies={}), "award", "fr") == ["The rules name no remedies in French."]


@pytest.mark.parametrize(
    ("reason", "specific"),
    [
        ("", False),
        ("  ", False),
        ("Good", False),
        ("  Good \n", False),
        ("Too dear", True),
        ("Names nine sites.", True),
    ],
)
def test_a_reason_says_more_than_one_word(reason, specific):
    assert is_specific(reason) is specific
