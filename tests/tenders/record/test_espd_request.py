"""What a call asks of firms as an ESPD request: as the schemas want it, in the buyer's words, and readable here."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from lxml import etree

from suppliers.declarations.criteria import criteria
from suppliers.declarations.espd import espd_of
from suppliers.declarations.espd_asked import read_request
from suppliers.models import Declaration, Supplier
from tenders.models import SelectionCriterion, Tender
from tenders.record.espd_request import espd_request
from tests.factories.calls import place
from tests.factories.declarations import FULL, clear
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20", 10)
DEAR = {"value": Decimal("900000.00")}
SCHEMAS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "espd" / "xsd" / "xsdrt" / "maindoc"
official = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="needs the schemas of the ESPD in ../shared/data, which is not part of the repository"
)


def asking(*, lots: int = 1, **facts: object) -> Tender:
    """A published call that asks something of each kind: of the last lot alone, too."""
    call = published_call(lots=lots, **facts)
    rows = [
        ("suitability", "Enrolled in a trade register", "", "An extract", None),
        ("economic", "A turnover of its own", "€200,000 <a year>", "", None),
        ("technical", "Two parks & gardens", "", "", call.lots.last()),
    ]
    for position, (kind, name, level, proof, lot) in enumerate(rows, start=1):
        told = {"kind": kind, "name": name, "level": level, "proof": proof, "lot": lot, "position": position}
        SelectionCriterion.objects.create(tender=call, **told)
    return call


def declaration(**answers: object) -> Declaration:
    return Declaration(pk=1, supplier=Supplier(name="Atelier", country="BE"), answers=answers)


def asked(call: Tender, **answers: object) -> dict[str, tuple]:
    request = read_request(espd_request(call, now=NOW), declaration(**answers))
    assert request
    return {str(each.name): (each.words, each.step, each.answered) for each in request.asked}


@official
@pytest.mark.parametrize(
    "facts", [{}, {"nature": "works", "cpv": "45000000"}, {"nature": "supplies"}, {"language": "nl"}, {"lots": 3}]
)
def test_the_schema_of_the_format_accepts_the_request(facts):
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "UBL-QualificationApplicationRequest-2.3.xsd"))
    schema.assertValid(etree.fromstring(espd_request(asking(**DEAR | facts), now=NOW)))


@official
def test_the_schema_of_the_format_accepts_a_full_declaration():
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "UBL-QualificationApplicationResponse-2.3.xsd"))
    schema.assertValid(etree.fromstring(espd_of(declaration(**{**clear(), **FULL}), now=NOW)))


def test_every_ground_is_asked_and_the_buyers_words_stand_as_they_are():
    found = asked(asking(**DEAR, nature="services"))
    grounds = sum(criterion.is_ground for criterion in criteria().values())
    assert len(found) == grounds + 3
    words = [word for told, _step, _answered in found.values() for word in told]
    assert words == [
        "A turnover of its own. Niveau minimal : €200,000 <a year>",
        "LOT-0001. Two parks & gardens",
        "Enrolled in a trade register. Moyen de preuve : An extract",
    ]


@pytest.mark.parametrize(
    ("nature", "code"), [("works", "work-perform"), ("supplies", "supply-perform"), ("services", "service-perform")]
)
def test_ability_is_asked_under_the_code_of_what_is_bought(nature: str, code: str):
    written = espd_request(asking(**DEAR, nature=nature), now=NOW).decode()
    assert f">{code}<" in written
    assert "/RG1/RSG1/RSG1/RSG1/RQ1/R1<" in written


def test_what_is_asked_for_one_lot_names_that_lot_alone():
    root = etree.fromstring(espd_request(asking(**DEAR, lots=3), now=NOW))
    named = {
        node.find("{*}CriterionTypeCode").text: [
            lot.text for lot in node.iterfind("{*}ProcurementProjectLotReference/{*}ID")
        ]
        for node in root.iterfind("{*}TenderingCriterion")
    }
    assert named["trade-regist"] == ["LOT-0001", "LOT-0002", "LOT-0003"]
    assert named["service-perform"] == ["LOT-0003"]
    assert named["corruption"] == []


def test_a_call_that_asks_nothing_of_its_own_still_asks_the_grounds():
    assert all(step and not words for words, step, _answered in asked(published_call(**DEAR)).values())


class TestThePublicPage:
    def test_hands_it_out_where_the_call_asks_for_an_espd(self, client, hands):
        hands.at = NOW
        call = asking(**DEAR)
        address = reverse("record:espd_request", args=[call.reference])
        assert address in client.get(reverse("record:call", args=[call.reference])).text
        answer = client.get(address)
        assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
        assert read_request(answer.content, declaration()).reference == call.reference

    def test_below_the_threshold_there_is_none(self, client, hands):
        hands.at = NOW
        call = asking(value=Decimal("60000.00"))
        address = reverse("record:espd_request", args=[call.reference])
        assert client.get(address).status_code == 404
        assert address not in client.get(reverse("record:call", args=[call.reference])).text

    def test_of_a_draft_there_is_none_either(self, client):
        call = asking(**DEAR)
        place(call, "draft")
        assert client.get(reverse("record:espd_request", args=[call.reference])).status_code == 404
