"""A call is started from an earlier one: the same words, lots and criteria; its own dates, documents and life."""

from decimal import Decimal

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.selection import SelectionFacts, selection_of
from tenders.models import CallTerms, LotTerms, Tender
from tests.factories.calls import add_lot
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-06-01")


@pytest.fixture
def earlier(personas) -> Tender:
    tender = published_call(buyer=personas.buyer, procedure="restricted", urgent=True, state="concluded")
    add_lot(tender, cpv="77340000", value=Decimal("40000.00"))
    tender.lots.get(position=2).criteria.filter(kind="quality").update(threshold=5, scale_max=20)
    tender.selection.create(kind="economic", name="Turnover", level="200 000", position=1)
    tender.selection.create(kind="technical", name="Crew", lot=tender.lots.get(position=2), position=2)
    tender.documents.create(title="Cahier", language="fr", file="x.pdf", sha256="0" * 64, size=1, added_at=NOW)
    return tender


def test_words_lots_and_criteria_are_those_of_the_earlier_call(earlier, personas):
    made = calls.copy_call(earlier, by=personas.officer, now=NOW)
    assert (made.title, made.description, made.procedure) == (earlier.title, earlier.description, "restricted")
    assert made.lots.count() == 2
    assert made.lots.get(position=2).cpv == "77340000"
    quality = made.lots.get(position=2).criteria.get(kind="quality")
    assert (quality.weight, quality.threshold, quality.scale_max) == (40, 5, 20)
    assert selection_of(made) == [
        SelectionFacts("economic", "Turnover", "200 000"),
        SelectionFacts("technical", "Crew", lot="LOT-0002"),
    ]
    assert made.selection.last().lot.tender == made


def test_a_lot_that_bore_the_title_of_the_call_bears_the_new_one(earlier, personas):
    earlier.lots.filter(position=1).update(title=earlier.title)
    made = calls.copy_call(earlier, by=personas.officer, now=NOW, title="Paper for the schools")
    first, second = made.lots.order_by("position")
    assert (made.title, first.title) == ("Paper for the schools", "Paper for the schools")
    assert second.title == earlier.lots.get(position=2).title
    again = calls.copy_call(earlier, by=personas.officer, now=NOW)
    assert again.lots.get(position=1).title == earlier.title


def test_terms_are_taken_over_and_the_days_of_a_contract_are_not(earlier, personas):
    CallTerms.objects.create(tender=earlier, validity_days=90, languages=["fr"])
    lot = earlier.lots.get(position=2)
    LotTerms.objects.create(lot=lot, length=12, starts_on=NOW.date(), renewals=1, renewal="Un an.", variants="allowed")
    made = calls.copy_call(earlier, by=personas.officer, now=NOW)
    assert (made.terms.validity_days, made.terms.languages) == (90, ["fr"])
    (terms,) = LotTerms.objects.filter(lot__tender=made)
    assert (terms.lot.position, terms.length, terms.renewals, terms.variants) == (2, 12, 1, "allowed")
    assert terms.starts_on is None


def test_it_is_a_draft_of_its_own_without_dates_or_documents(earlier, personas):
    made = calls.copy_call(earlier, by=personas.officer, now=NOW)
    assert (made.state, made.author, made.buyer) == ("draft", personas.officer, personas.buyer)
    assert made.reference not in {"", earlier.reference}
    assert (made.deadline_at, made.published_at, made.sent_on, made.urgent) == (None, None, None, False)
    assert not made.documents.exists()
    assert not made.stages.exists()
    event = Event.objects.get(verb="tender.copy")
    assert (event.object_id, event.payload["from"]) == (str(made.pk), earlier.reference)


def test_the_earlier_call_stays_as_it_is(earlier, personas):
    made = calls.copy_call(earlier, by=personas.officer, now=NOW)
    lot = made.lots.get(position=1)
    calls.remove_lot(lot, by=personas.officer, now=NOW)
    assert earlier.lots.count() == 2
    assert earlier.documents.count() == 1


def test_what_the_earlier_call_left_open_is_asked_again_before_the_draft_is_sent(earlier, personas):
    earlier.lots.get(position=1).criteria.filter(kind="quality").update(weight=30)
    made = calls.copy_call(earlier, by=personas.officer, now=NOW)
    with pytest.raises(Refused) as refusal:
        calls.submit_for_review(made, by=personas.officer, now=NOW)
    assert "Still missing: the deadline for bids." in refusal.value.sentences
    assert "The weights do not add up to 100 in lot 1." in refusal.value.sentences


@pytest.mark.parametrize("name", ["approver", "other_officer", "administrator", "owner"])
def test_only_officers_of_its_buyer_start_from_it(earlier, personas, name: str):
    with pytest.raises(Refused, match="Only this role"):
        calls.copy_call(earlier, by=getattr(personas, name), now=NOW)
    assert Tender.objects.count() == 1
