"""A draft is written: by officers of its buyer, as long as it is one."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.drafting import CallFacts, facts_of
from tenders.calls.enclosures import MAX_BYTES
from tenders.calls.lots import CriterionFacts, LotFacts
from tenders.models import Tender
from tests.factories.calls import place
from tests.personas import moment

NOW = moment("2027-02-01")
FACTS = CallFacts(
    title="Entretien des parcs",
    description="Tonte et taille.",
    language="fr",
    procedure="open",
    nature="services",
    cpv="77310000",
    nuts="BE352",
    value=Decimal("90000.00"),
    value_is_public=True,
    urgent=False,
    day=date(2027, 4, 15),
    at=time(10),
)
PRICE = CriterionFacts("price", "Prix", Decimal(70))
QUALITY = CriterionFacts("quality", "Méthode", Decimal(30))


def lot_facts(*criteria: CriterionFacts) -> LotFacts:
    return LotFacts("Parcs du nord", "Douze parcs.", Decimal("40000.00"), criteria)


def criteria_of(lot) -> list[tuple[str, str, str, Decimal | None]]:
    return list(lot.criteria.order_by("position").values_list("code", "kind", "name", "weight"))


def pdf(name: str = "Cahier.PDF", content: bytes = b"%PDF-1.7 cahier") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def made(personas) -> Tender:
    return calls.create_tender(personas.buyer, FACTS, by=personas.officer, now=NOW)


def test_a_call_begins_as_its_authors_draft_with_a_deadline_and_one_lot(made, personas):
    assert (made.state, made.author, made.buyer) == ("draft", personas.officer, personas.buyer)
    assert made.ocid == f"ocds-parvis-{made.reference}"
    assert made.reference.startswith("2027-")
    assert made.deadline_at == moment("2027-04-15", 8)  # 10:00 in Brussels, summer time
    assert [(lot.identifier, lot.title) for lot in made.lots.all()] == [("LOT-0001", "Entretien des parcs")]
    event = Event.objects.get()
    assert (event.verb, event.payload) == ("tender.create", {"reference": made.reference})


def test_what_was_written_is_read_back(made):
    assert facts_of(made) == FACTS


@pytest.mark.parametrize("name", ["approver", "other_officer", "owner", "administrator"])
def test_only_officers_of_the_buyer_begin_one(personas, name: str):
    with pytest.raises(Refused, match="Only this role"):
        calls.create_tender(personas.buyer, FACTS, by=getattr(personas, name), now=NOW)
    assert not Tender.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"at": time(5, 59)}, "No deadline between midnight"),
        ({"day": date(2027, 4, 17)}, "must be on a working day"),
        ({"day": date(2027, 5, 17)}, "must be on a working day"),  # Whit Monday
        ({"day": date(2027, 3, 28), "at": time(2, 30)}, "This time does not exist"),
    ],
)
def test_a_deadline_that_cant_be_one_is_refused_and_nothing_is_made(personas, change, sentence):
    with pytest.raises(Refused, match=sentence):
        calls.create_tender(personas.buyer, replace(FACTS, **change), by=personas.officer, now=NOW)
    assert not Tender.objects.exists()


def test_a_draft_may_lack_its_deadline(personas):
    made = calls.create_tender(personas.buyer, replace(FACTS, day=None, at=None), by=personas.officer, now=NOW)
    assert made.deadline_at is None
    assert "the deadline for bids" in map(str, made.missing_parts())


def test_the_log_names_what_was_changed_and_nothing_else(made, personas):
    calls.edit_draft(made, replace(FACTS, title="Parcs", at=time(11)), by=personas.officer, now=NOW)
    assert (made.title, made.deadline_at) == ("Parcs", moment("2027-04-15", 9))
    assert Event.objects.latest("pk").payload == {"changed": ["title", "deadline"]}


def test_saving_what_is_there_writes_no_event(made, personas):
    calls.edit_draft(made, FACTS, by=personas.officer, now=NOW)
    assert Event.objects.count() == 1


def test_a_deadline_is_changed_and_never_taken_away(made, personas):
    calls.edit_draft(made, replace(FACTS, day=None, at=None), by=personas.officer, now=NOW)
    assert made.deadline_at == moment("2027-04-15", 8)


@pytest.mark.parametrize("state", ["in_review", "approved", "published", "cancelled"])
def test_nothing_is_written_into_what_is_no_draft_any_more(made, personas, state: str):
    lot, document = made.lots.get(), calls.add_document(
        made, title="Cahier", language="fr", file=pdf(), by=personas.officer, now=NOW
    )  # fmt: skip
    place(made, state)
    deeds = [
        lambda **who: calls.edit_draft(made, FACTS, **who),
        lambda **who: calls.add_lot(made, **who),
        lambda **who: calls.edit_lot(lot, lot_facts(PRICE), **who),
        lambda **who: calls.remove_lot(lot, **who),
        lambda **who: calls.add_document(made, title="B", language="fr", file=pdf(), **who),
        lambda **who: calls.remove_document(document, **who),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="Only a draft can be changed"):
            deed(by=personas.officer, now=NOW)


def test_lots_take_the_next_free_name(made, personas):
    second = calls.add_lot(made, by=personas.officer, now=NOW)
    third = calls.add_lot(made, by=personas.officer, now=NOW)
    calls.remove_lot(second, by=personas.officer, now=NOW)
    again = calls.add_lot(made, by=personas.officer, now=NOW)
    assert (third.identifier, third.position) == ("LOT-0003", 3)
    assert (again.identifier, again.position) == ("LOT-0002", 4)


def test_a_lot_and_its_criteria_are_written_in_order(made, personas):
    lot = made.lots.get()
    calls.edit_lot(lot, lot_facts(QUALITY, PRICE), by=personas.officer, now=NOW)
    lot.refresh_from_db()
    assert (lot.title, lot.value) == ("Parcs du nord", Decimal("40000.00"))
    assert criteria_of(lot) == [
        ("q1", "quality", "Méthode", Decimal(30)),
        ("price", "price", "Prix", Decimal(70)),
    ]
    assert made.lots_with_wrong_weights() == []


def test_a_criterion_that_stays_keeps_its_scale_and_one_that_goes_is_gone(made, personas):
    lot = made.lots.get()
    calls.edit_lot(lot, lot_facts(PRICE, QUALITY), by=personas.officer, now=NOW)
    lot.criteria.filter(code="q1").update(scale_max=5, weight_text="important", flagged=True)
    kept, new = replace(QUALITY, code="q1", weight=Decimal(20)), CriterionFacts("quality", "Délai", Decimal(80))
    calls.edit_lot(lot, lot_facts(new, kept), by=personas.officer, now=NOW)
    assert [row[:3] for row in criteria_of(lot)] == [("q2", "quality", "Délai"), ("q1", "quality", "Méthode")]
    stayed = lot.criteria.get(code="q1")
    assert (stayed.scale_max, stayed.weight_text, stayed.flagged) == (5, "important", False)


def test_a_price_may_become_a_quality_and_another_the_price(made, personas):
    lot = made.lots.get()
    calls.edit_lot(lot, lot_facts(PRICE, QUALITY), by=personas.officer, now=NOW)
    turned = [replace(PRICE, kind="quality", code="price"), replace(QUALITY, kind="price", code="q1")]
    calls.edit_lot(lot, lot_facts(*turned), by=personas.officer, now=NOW)
    assert [row[:3] for row in criteria_of(lot)] == [("q1", "quality", "Prix"), ("price", "price", "Méthode")]


def test_two_prices_are_refused_and_nothing_is_changed(made, personas):
    lot = made.lots.get()
    calls.edit_lot(lot, lot_facts(PRICE), by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="Only one criterion can be the price"):
        calls.edit_lot(lot, lot_facts(PRICE, PRICE), by=personas.officer, now=NOW)
    assert len(criteria_of(lot)) == 1


def test_a_document_is_kept_with_its_hash_and_goes_with_its_file(made, personas, django_capture_on_commit_callbacks):
    document = calls.add_document(made, title="Cahier", language="fr", file=pdf(), by=personas.officer, now=NOW)
    assert document.file.read() == b"%PDF-1.7 cahier"
    assert document.size == 15
    assert Event.objects.latest("pk").payload["sha256"] == document.sha256
    name, storage = document.file.name, document.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        calls.remove_document(document, by=personas.officer, now=NOW)
    assert not storage.exists(name)
    assert not made.documents.exists()


def test_a_file_that_a_browser_would_run_or_that_is_too_large_is_refused(made, personas):
    large = pdf()
    large.size = MAX_BYTES + 1
    for file, sentence in [
        (pdf("index.html"), "Files of this kind"),
        (pdf("picture.svg"), "Files of this kind"),
        (pdf(content=b""), "is empty, or larger"),
        (large, "is empty, or larger"),
    ]:
        with pytest.raises(Refused, match=sentence):
            calls.add_document(made, title="X", language="fr", file=file, by=personas.officer, now=NOW)
