"""What the paper of a call holds, part by part: the same as its page, in plain values."""

import json
from dataclasses import fields
from decimal import Decimal

import pytest
from django.utils.translation import override

from procurement.paper import Money
from tenders.models import Document, Question, Tender
from tenders.record.call_paper import CallPaper, DocumentOnPaper
from tenders.record.printing import call_on_paper
from tenders.record.queries import call_with_its_parts
from tests.factories.calls import divide
from tests.factories.people import UserFactory
from tests.factories.published import judged_call, no_award, notify, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20", 10)
LANGUAGES = ["fr", "nl", "de", "en"]


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


def paper_of(tender: Tender, language: str = "en", now=NOW) -> CallPaper:
    return call_on_paper(call_with_its_parts().get(pk=tender.pk), language=language, now=now)


def test_every_value_can_be_embedded_as_json():
    paper = paper_of(published_call(lots=3))
    data = json.loads(json.dumps(paper.as_data()))
    assert set(data) == {"paper", *(field.name for field in fields(CallPaper))}
    assert [lot["lot"]["identifier"] for lot in data["lots"]] == ["LOT-0001", "LOT-0002", "LOT-0003"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frame_speaks_the_readers_language_and_the_call_its_own(language):
    paper = paper_of(published_call(language="fr"), language)
    with override(language):
        assert paper.procedure == str(Tender.Procedure.OPEN.label)
        assert paper.title.endswith("Entretien des espaces verts")
    assert (paper.language, paper.call_language) == (language, "fr")
    assert paper.description == "Tonte, taille et désherbage, en deux ans."
    assert f"/{language}/calls/" in paper.address


def test_it_is_dated_by_the_last_change_and_not_by_who_asks_when():
    call = published_call()
    assert paper_of(call).made_at == paper_of(call, now=moment("2027-02-20", 18)).made_at == call.published_at
    Question.objects.create(
        tender=call, text="Q", asked_at=moment("2027-02-05"), answer="A", answered_at=moment("2027-02-06"),
        answered_by=UserFactory(),
    )  # fmt: skip
    assert paper_of(call).made_at == moment("2027-02-06")


def test_a_lot_tells_its_own_codes_and_words_only_where_they_are_others_than_the_calls():
    call = published_call(lots=2)
    same, other = call.lots.order_by("position")
    call.lots.filter(pk=same.pk).update(cpv=call.cpv, nuts=call.nuts, description=call.description)
    call.lots.filter(pk=other.pk).update(cpv="45000000", nuts="BE100", description="Autre", value=Decimal(5000))
    first, second = paper_of(call).lots
    assert (first.codes, first.description, first.value) == ("", "", None)
    assert (second.codes, second.description) == ("CPV 45000000 · NUTS BE100", "Autre")
    assert second.value == Money(Decimal("5000.00"), "EUR")


def test_the_only_lot_is_named_without_a_number():
    assert paper_of(published_call()).lots[0].lot.only
    assert not any(row.lot.only for row in paper_of(published_call(lots=2)).lots)


def test_no_value_of_a_lot_is_told_where_the_calls_is_not_public():
    call = published_call(value_is_public=False)
    call.lots.update(value=Decimal(5000))
    assert (paper_of(call).value, paper_of(call).lots[0].value) == (None, None)


def test_criteria_tell_their_weight_how_a_price_counts_and_their_levels():
    call = published_call()
    call.lots.get().criteria.filter(kind="quality").update(
        scale_max=5,
        levels=[
            {"points": "0", "name": "Absent", "description": ""},
            {"points": "5", "name": "Bon", "description": "B"},
        ],
    )
    price, quality = paper_of(call).lots[0].criteria
    assert (price.weight, quality.weight) == ("60", "40")
    assert price.how
    assert not quality.how
    assert [(level.points, level.name) for level in quality.levels] == [(Decimal(0), "Absent"), (Decimal(5), "Bon")]
    assert quality.top == 5


def test_parts_of_a_criterion_tell_what_it_weighs():
    call = published_call()
    divide(call.lots.get())
    price, method, team = paper_of(call).lots[0].criteria
    assert (price.heading, price.of_heading) == ("", "")
    assert [(part.heading, part.of_heading, part.weight) for part in (method, team)] == [
        ("Qualité", "40", "25"), ("Qualité", "40", "15"),
    ]  # fmt: skip


def test_a_weight_that_was_not_read_is_told_in_the_words_of_its_notice():
    call = published_call()
    call.lots.get().criteria.filter(kind="quality").update(weight=None, weight_text="important")
    assert paper_of(call).lots[0].criteria[1].weight == "important"


def test_selection_criteria_name_their_kind_and_lot():
    call = published_call(lots=2)
    call.selection.create(kind="economic", name="Chiffre", level="200 000", proof="Comptes", position=1)
    call.selection.create(kind="technical", name="Équipe", lot=call.lots.last(), position=2)
    whole, one = paper_of(call).asked
    assert (whole.name, whole.level, whole.proof) == ("Chiffre", "200 000", "Comptes")
    assert whole.about == "Economic and financial standing"
    assert one.about.endswith("Lot 2")


def test_dates_are_the_promises_and_what_became_of_them():
    call = published_call()
    call.stages.filter(kind="decision").update(first_commitment="2027-05-17", commitment="2027-05-24")
    rows = {row.word: row for row in paper_of(call).dates}
    assert rows["Publication"].actual == call.local_day(call.published_at)
    decision = rows["Decision"]
    assert (str(decision.first), str(decision.current), decision.actual) == ("2027-05-17", "2027-05-24", None)


def test_documents_carry_their_hash_and_name_what_they_replace():
    call = published_call()
    facts = {"tender": call, "language": "fr", "size": 10, "added_at": NOW, "file": "x.pdf"}
    old = Document.objects.create(title="Ancien", sha256="a" * 64, replaced_at=NOW, **facts)
    Document.objects.create(title="Nouveau", sha256="b" * 64, replaces=old, **facts)
    Document.objects.create(title="En attente", sha256="c" * 64, pending=True, **facts)
    assert paper_of(call).documents == (DocumentOnPaper("Nouveau", "fr", 10, "b" * 64, "Ancien"),)
    assert paper_of(call).documents[0].digest.startswith("bbbb bbbb")


def test_a_lot_that_is_not_awarded_says_why(personas, hands):
    hands.at = moment("2027-06-01")
    call = judged_call(personas)
    notify(personas, [no_award(personas, call.lots.get())])
    said = paper_of(call, now=hands.at).lots[0].results[0]
    assert said.startswith("No award")
    assert "Decision notified on" in said


def test_a_result_that_is_not_notified_yet_is_not_told(personas, hands):
    hands.at = moment("2027-05-20")
    call = judged_call(personas)
    assert not any("Chosen" in said for row in paper_of(call, now=hands.at).lots for said in row.results)
    hands.at = moment("2027-06-01")
    notify_award(personas, call.lots.get())
    winner = call.lots.get().bids().order_by("price").first().bid.supplier.name
    assert winner in paper_of(call, now=hands.at).lots[0].results[0]


def test_a_call_that_takes_up_another_says_so_once_that_one_was_public():
    earlier, hidden = (
        published_call(state="cancelled"),
        Tender.objects.create(buyer=published_call().buyer, reference="H-1", ocid="h-1", title="Caché"),
    )
    assert earlier.reference in paper_of(published_call(takes_up=earlier)).takes_up
    assert paper_of(published_call(takes_up=hidden)).takes_up == ""
