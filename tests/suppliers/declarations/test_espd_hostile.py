"""An ESPD file from a stranger: refused with one sentence and nothing changed, or read without being believed."""

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from suppliers.declarations.actions import take_in
from suppliers.declarations.espd_reading import read_espd
from tests.factories.declarations import NOW, declared

pytestmark = pytest.mark.django_db
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE r [<!ENTITY e0 "ha">{BOMB}]>'
FRAUD = "C3_EG_fraud/QG1/Q1"


def response(asked: str, told: str, name: str = "") -> str:
    identified = f"<ID>{name}</ID>" if name else ""
    told = f"<ResponseValue>{told}</ResponseValue>"
    asked = f"<ValidatedCriterionPropertyID>{asked}</ValidatedCriterionPropertyID>"
    return f"<TenderingCriterionResponse>{identified}{asked}{told}</TenderingCriterionResponse>"


def file_of(*responses: str, root: str = "QualificationApplicationResponse", head: str = "") -> str:
    return f"{head}<{root}>{''.join(responses)}</{root}>"


def yes(word: str = "true") -> str:
    return response(FRAUD, f"<ResponseIndicator>{word}</ResponseIndicator>")


HOSTILE = {
    "bomb": file_of(yes(), "&e9;", head=DOCTYPE).encode(),
    "bomb in UTF-16": file_of(yes(), "&e9;", head=DOCTYPE).encode("utf-16"),
    "DOCTYPE in UTF-16 without a mark": file_of(yes(), head="<!DOCTYPE r>").encode("utf-16-le"),
    "DOCTYPE after a comment": file_of(yes(), head="<!-- fine --><!DOCTYPE r>").encode(),
    "file of the machine": file_of("&f;", head='<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>').encode(),
    "entity that nobody declared": file_of(yes(), "&e9;").encode(),
    "too large": file_of(yes(), " " * (20 * 1024 * 1024)).encode(),
    "wrong root": file_of(yes(), root="QualificationApplicationRequest").encode(),
    "response within another root": f"<Envelope>{file_of(yes())}</Envelope>".encode(),
    "unknown criteria": file_of(yes().replace("EG_fraud", "EG_5b9f0ea6-7f35-4c5b")).encode(),
    "UUID in place of an identifier": file_of(yes().replace(FRAUD, "974c8196-9d1c-419c-9ca9-45bb9f5fd59a")).encode(),
    "answered twice, differently": file_of(yes("true"), yes("false")).encode(),
    "neither yes nor no": file_of(yes("perhaps")).encode(),
    "a day where yes or no was asked": file_of(response(FRAUD, "<ResponseDate>2026-01-01</ResponseDate>")).encode(),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_it_is_refused_with_one_sentence_and_nothing_changes(personas, case: str):
    own = declared(personas.supplier, personas.owner)
    before, events = type(own).objects.values().get(), Event.objects.count()
    with pytest.raises(Refused) as refused:
        take_in(own, HOSTILE[case], by=personas.owner, now=NOW)
    (sentence,) = refused.value.sentences
    assert str(sentence).endswith(".")
    assert "passwd" not in str(sentence)
    assert type(own).objects.values().get() == before
    assert Event.objects.count() == events


def test_ten_megabytes_of_what_we_do_not_know_are_passed_over():
    filler = "<Noise>" + "x" * 1000 + "</Noise>"
    assert read_espd(file_of(filler * 10_000, yes()).encode()) == {"fraud": {"answer": True}}


def test_what_is_answered_twice_alike_is_answered_once():
    found = read_espd(file_of(yes("true"), yes("1")).encode())
    assert found == {"fraud": {"answer": True}}


def test_unknown_criteria_beside_known_ones_are_left_out(personas):
    own = declared(personas.supplier, personas.owner)
    unknown = yes().replace("EG_fraud", "EG_made-up")
    assert take_in(own, file_of(unknown, yes()).encode(), by=personas.owner, now=NOW) == 1
    own.refresh_from_db()
    assert own.answers["fraud"]["answer"] is True
    assert "made-up" not in own.answers
    assert own.signed_at is None
