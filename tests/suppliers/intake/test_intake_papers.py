"""Summary and letter as they are printed: the firm's language, its address, and text and data that agree."""

import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from suppliers.intake import documents
from suppliers.intake.actions import VALIDITY, take_in
from suppliers.models import Intake, Supplier
from suppliers.onboarding.actions import Facts
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-03-15")
CODE = "7K4M-29QD-XB3F-5TNH"
LONG = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbau"
HEADINGS = {
    "fr": ("Inscription d’une entreprise", "Votre code : "),
    "nl": ("Registratie van een onderneming", "Uw code: "),
    "de": ("Registrierung eines Unternehmens", "Ihr Code: "),
    "en": ("Registration of a firm", "Your code: "),
}
DAYS = {"fr": "14 mai 2027", "nl": "14 mei 2027", "de": "14. Mai 2027", "en": "14 May 2027"}


@pytest.fixture
def intake(personas: Personas) -> Intake:
    facts = Facts("Boulangerie <Lenoir>", "BE", "0403019261", "Rue Haute 1, 5000 Valbrume", "", "fr")
    how = {"channel": "desk", "attention": "Nadia Lenoir", "scan": None}
    return take_in(personas.buyer, facts, **how, by=personas.officer, now=NOW)


def read(pdf: bytes) -> tuple[str, dict]:
    """Return the words of a paper, and the data that is embedded in it."""
    reader = PdfReader(BytesIO(pdf))
    words = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    (content,) = next(iter(reader.attachments.values()))
    return words, json.loads(content)


def in_language(intake: Intake, language: str) -> Intake:
    Supplier.objects.filter(pk=intake.supplier_id).update(language=language)
    return Intake.objects.select_related("supplier", "buyer", "taken_by").get(pk=intake.pk)


@pytest.mark.parametrize("language", HEADINGS)
def test_the_letter_says_the_code_until_when_and_where_in_the_firms_language(intake, language: str):
    pdf = documents.code_letter(in_language(intake, language), CODE, now=NOW, valid_until=NOW + VALIDITY)
    words, data = read(pdf)
    assert f"{HEADINGS[language][1]}{CODE}" in words
    assert DAYS[language] in words
    assert f"/{language}/firm/claim/" in words
    assert (data["code"], data["language"]) == (CODE, language)
    assert data["address"].endswith(f"/{language}/firm/claim/")


def test_the_letter_goes_to_the_person_at_the_registered_office(intake):
    words, data = read(documents.code_letter(intake, CODE, now=NOW, valid_until=NOW + VALIDITY))
    assert "Boulangerie <Lenoir> Nadia Lenoir Rue Haute 1 5000 Valbrume" in words
    assert data["recipient"]["address"] == ["Rue Haute 1", "5000 Valbrume"]
    assert data["attention"] == "Nadia Lenoir"


@pytest.mark.parametrize("language", HEADINGS)
def test_the_summary_says_what_was_typed_in_words_and_has_room_to_sign(intake, language: str):
    words, data = read(documents.summary(in_language(intake, language), now=NOW))
    assert HEADINGS[language][0] in words
    assert "0403019261" in words
    assert all(text in words for _label, text in data["facts"] if "\n" not in text)
    assert data["officer"] == "Odile Officier"
    assert data["reference"] == f"REG-{intake.pk:06}"


def test_the_summary_leaves_out_what_was_not_said(intake):
    _words, data = read(documents.summary(intake, now=NOW))
    labels = [label for label, _text in data["facts"]]
    assert len(labels) == len(set(labels))
    assert all(text for _label, text in data["facts"])
    assert CODE not in json.dumps(data)


def test_very_long_words_stay_on_the_sheet(intake):
    Supplier.objects.filter(pk=intake.supplier_id).update(name=f"{LONG} {LONG}", address=f"{LONG}\n{LONG}\n5000 X")
    words, _data = read(documents.code_letter(in_language(intake, "de"), CODE, now=NOW, valid_until=NOW + VALIDITY))
    assert CODE in words


def test_the_same_paper_twice_is_the_same_bytes(intake):
    first, second = (documents.summary(intake, now=NOW) for _ in range(2))
    assert first == second
