"""A call as an eForms notice: as the schemas want it, and the same call when it is read again."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from tenders.calls.importing import import_notice
from tenders.calls.notices.reading import read_notice
from tenders.models import Amendment, CallTerms, LotTerms, Tender
from tenders.record.eforms.contract_notice import contract_notice
from tests.factories.calls import TenderFactory, add_lot, divide
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20")
SCHEMAS = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "eforms-sdk" / "schemas" / "maindoc"
official = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="needs the eForms SDK in ../shared/data, which is not part of the repository"
)
# Ten calls, each different in something that a notice tells.
CALLS = {
    "plain": {},
    "dear": {"value": Decimal("900000.00")},
    "works": {"nature": "works", "value": Decimal("6000000.00"), "cpv": "45000000"},
    "dutch": {"language": "nl", "title": "Onderhoud van het groen", "buyer__country": "NL", "buyer__nuts": "NL329"},
    "german": {"language": "de", "buyer__country": "DE", "buyer__address": "Markt 1, 50667 Köln", "nuts": "DEA23"},
    "restricted": {"procedure": "restricted", "value": Decimal("300000.00")},
    "urgent": {"urgent": True, "value": Decimal("300000.00")},
    "secret value": {"value_is_public": False},
    "no value": {"value": None, "additional_cpv": ["77340000", "77314000"]},
    "simplified": {"procedure": "simplified", "documents_url": "https://documents.example/12"},
}


TERMS = {
    "validity_days": 120, "languages": ["fr", "nl"], "contact_service": "Marchés", "contact_phone": "081 00 00 00",
    "contact_email": "marches@valbrume.example", "review_body": "Tribunal de Valbrume", "review_period": "60 jours.",
    "most_bids": 2, "most_wins": 1,
}  # fmt: skip
CONTRACTS = [
    {"length": 24, "renewals": 2, "renewal": "Deux fois un an.", "options": "Un parc de plus.", "variants": "allowed"},
    {"starts_on": date(2027, 9, 1), "ends_on": date(2028, 8, 31), "variants": "required"},
]


def with_terms(tender: Tender) -> Tender:
    """Let the call and its first two lots say everything that terms can say."""
    CallTerms.objects.create(tender=tender, **TERMS)
    for lot, facts in zip(tender.lots.all(), CONTRACTS, strict=False):
        LotTerms.objects.create(lot=lot, **facts)
    return Tender.objects.get(pk=tender.pk)


def texts(notice: bytes, path: str) -> list[str]:
    """Return the texts at a path of local names."""
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return [element.text for element in etree.fromstring(notice).xpath(f"//{steps}")]


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "UBL-ContractNotice-2.3.xsd"))


@official
@pytest.mark.parametrize("name", CALLS)
def test_the_schemas_of_the_regulation_accept_it(name: str, schema: etree.XMLSchema):
    tender = published_call(lots=3, **CALLS[name])
    schema.assertValid(etree.fromstring(contract_notice(tender, now=NOW)))
    schema.assertValid(etree.fromstring(contract_notice(with_terms(tender), now=NOW)))


@pytest.mark.parametrize("name", CALLS)
def test_it_is_the_same_call_when_read_again(name: str):
    tender = published_call(lots=2, **CALLS[name])
    told = import_notice(read_notice(contract_notice(tender, now=NOW)), by=None, now=NOW).tender
    assert told.pk != tender.pk
    same = ["buyer", "title", "description", "language", "nature", "cpv", "additional_cpv", "nuts", "urgent", "sent_on"]
    assert {field: getattr(told, field) for field in same} == {field: getattr(tender, field) for field in same}
    assert told.value == (tender.value if tender.value_is_public else None)
    assert told.round.deadline_at == tender.round.deadline_at
    assert told.documents_url.endswith(tender.documents_url or tender.get_absolute_url())
    assert [lot.title for lot in told.lots.all()] == ["Lot 1", "Lot 2"]
    assert _criteria(told) == _criteria(tender)


@pytest.mark.parametrize("name", CALLS)
def test_its_terms_come_back_when_it_is_read_again(name: str):
    tender = with_terms(published_call(lots=3, **CALLS[name]))
    told = import_notice(read_notice(contract_notice(tender, now=NOW)), by=None, now=NOW).tender
    assert {field: getattr(told.terms, field) for field in TERMS} == TERMS
    of_lots = [LotTerms.objects.get(lot=lot) for lot in told.lots.all()[:2]]
    assert [{field: getattr(row, field) for field in facts} for row, facts in zip(of_lots, CONTRACTS, strict=True)] == (
        CONTRACTS
    )
    assert of_lots[1].length is None
    assert told.buyer == tender.buyer


def test_a_call_without_terms_names_the_rule_packs_body_and_its_own_language():
    tender = published_call()
    told = import_notice(read_notice(contract_notice(tender, now=NOW)), by=None, now=NOW).tender
    assert (told.terms.validity_days, told.terms.languages, told.terms.contact_email) == (None, ["fr"], "")
    assert "Conseil" in told.terms.review_body
    assert LotTerms.objects.get(lot__tender=told).variants == "not-allowed"


def test_whom_to_ask_is_a_touch_point_of_the_buyer():
    notice = contract_notice(with_terms(published_call()), now=NOW)
    assert texts(notice, "AdditionalInformationParty/PartyIdentification/ID") == ["TPO-0001"]
    assert texts(notice, "TouchPoint/Contact/Telephone") == ["081 00 00 00"]
    assert texts(notice, "Organization/Company/PartyIdentification/ID") == ["ORG-0001", "ORG-0002"]


def test_parts_of_a_criterion_stand_below_its_name_and_come_back(personas):
    tender = published_call(buyer=personas.buyer)
    lot = tender.lots.get()
    divide(lot)
    notice = contract_notice(tender, now=NOW)
    bracket = "AwardingTerms/AwardingCriterion"
    assert texts(notice, f"{bracket}/Name") == ["Qualité"]
    assert texts(notice, f"{bracket}/SubordinateAwardingCriterion/Name") == ["Prix", "Méthode", "Équipe"]
    assert texts(notice, f"{bracket}/SubordinateAwardingCriterion/Description")[2] == "Qualité – Équipe"
    told = import_notice(read_notice(notice), by=None, now=NOW).tender
    columns = ("kind", "name", "heading", "weight")
    assert list(told.lots.get().criteria.values_list(*columns)) == list(lot.criteria.values_list(*columns))


@official
def test_the_schemas_accept_the_parts_of_a_criterion(schema: etree.XMLSchema):
    tender = TenderFactory()
    divide(tender.lots.get())
    schema.assertValid(etree.fromstring(contract_notice(tender, now=NOW)))


def _criteria(tender: Tender) -> list[tuple[object, ...]]:
    return list(tender.lots.values_list("identifier", "criteria__kind", "criteria__name", "criteria__weight"))


def test_a_lot_without_code_and_place_has_those_of_the_call():
    tender = TenderFactory()
    add_lot(tender, cpv="77340000", nuts="BE100")
    notice = contract_notice(tender, now=NOW)
    of_lots = "ProcurementProjectLot/ProcurementProject"
    codes = texts(notice, f"{of_lots}/MainCommodityClassification/ItemClassificationCode")
    assert codes == ["77310000", "77340000"]
    assert texts(notice, f"{of_lots}/RealizedLocation/Address/CountrySubentityCode") == ["BE352", "BE100"]


@pytest.mark.parametrize(
    ("facts", "subtype", "basis"),
    [
        ({"value": Decimal("215999.99")}, "E3", "other"),
        ({"value": Decimal("216000.00")}, "16", "32014L0024"),
        ({"value": None}, "16", "32014L0024"),
        ({"value": Decimal("216000.00"), "nature": "works"}, "E3", "other"),
        ({"value": Decimal("900000.00"), "procedure": "simplified"}, "E3", "other"),
    ],
)
def test_the_form_is_that_of_the_directive_from_its_threshold_on(facts: dict, subtype: str, basis: str):
    notice = contract_notice(TenderFactory(**facts), now=NOW)
    assert texts(notice, "NoticeSubType/SubTypeCode") == [subtype]
    assert texts(notice, "RegulatoryDomain") == [basis]


def test_requests_to_participate_have_a_period_of_their_own():
    tender = TenderFactory(procedure="restricted")
    tender.rounds.update(kind="requests")
    notice = contract_notice(tender, now=NOW)
    assert texts(notice, "ParticipationRequestReceptionPeriod/EndDate") == ["2027-03-15+01:00"]
    assert texts(notice, "ParticipationRequestReceptionPeriod/EndTime") == ["10:00:00+01:00"]
    assert texts(notice, "TenderSubmissionDeadlinePeriod/EndDate") == []


def test_a_value_that_is_not_public_is_not_told():
    tender = TenderFactory(value_is_public=False)
    tender.lots.update(value=Decimal("4711.00"))
    notice = contract_notice(tender, now=NOW)
    assert b"120000" not in notice
    assert b"4711" not in notice


def test_an_amendment_gives_the_notice_a_new_name_and_keeps_that_of_the_procedure(personas):
    tender = published_call(buyer=personas.buyer)
    first = contract_notice(tender, now=NOW)
    Amendment.objects.create(tender=tender, reason="A date.", changes={}, made_at=NOW, made_by=personas.officer)
    second = contract_notice(tender, now=NOW)
    assert texts(first, "ContractFolderID") == texts(second, "ContractFolderID")
    assert texts(first, "ContractNotice/ID") != texts(second, "ContractNotice/ID")
    assert contract_notice(tender, now=NOW) == second


def test_the_review_body_is_an_organisation_of_the_notice():
    notice = contract_notice(TenderFactory(), now=NOW)
    assert texts(notice, "AppealReceiverParty/PartyIdentification/ID") == ["ORG-0002"]
    assert texts(notice, "Organizations/Organization/Company/PartyIdentification/ID") == ["ORG-0001", "ORG-0002"]
    assert "Conseil" in texts(notice, "Company/PartyName/Name")[1]
