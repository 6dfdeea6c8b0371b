"""A coming call as an eForms notice: as the schemas want it, saying no more than its public page."""

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from tenders.calls.announcing import AnnouncementFacts, announce, withdraw
from tenders.models import Announcement
from tenders.record.eforms.prior_notice import prior_notice
from tests.personas import Personas, moment
from tests.tenders.record.eforms.test_contract_notice import SCHEMAS, official, texts

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-01")
FACTS = AnnouncementFacts("Vélos", "60 vélos.", "fr", "supplies", "34430000", "BE352", Decimal(90_000), 2027, 2)
CALLS = {
    "whole": {},
    "bare": {"description": "", "nuts": "", "value": None},
    "dutch": {"language": "nl", "title": "Deelfietsen", "quarter": 4},
    "works": {"nature": "works", "cpv": "45000000"},
}


def announced(personas: Personas, **facts: object) -> Announcement:
    return announce(personas.buyer, replace(FACTS, **facts), by=personas.officer, now=NOW)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "UBL-PriorInformationNotice-2.3.xsd"))


@official
@pytest.mark.parametrize("name", CALLS)
def test_the_schemas_of_the_regulation_accept_it(name: str, personas: Personas, schema: etree.XMLSchema):
    schema.assertValid(etree.fromstring(prior_notice(announced(personas, **CALLS[name]))))


def test_it_says_what_is_bought_where_by_whom_and_when(personas: Personas):
    notice = prior_notice(announced(personas))
    assert texts(notice, "NoticeSubType/SubTypeCode") == ["4"]
    assert texts(notice, "PriorInformationNotice/NoticeTypeCode") == ["pin-only"]
    assert texts(notice, "PriorInformationNotice/IssueDate") == ["2027-02-01+01:00"]
    assert texts(notice, "PriorInformationNotice/PlannedDate") == ["2027-06-30+02:00"]
    assert texts(notice, "PriorInformationNotice/ProcurementProject/Name") == ["Vélos"]
    assert texts(notice, "RequestedTenderTotal/EstimatedOverallContractAmount") == ["90000.00"] * 2
    assert texts(notice, "RealizedLocation/Address/CountrySubentityCode") == ["BE352"] * 2
    assert texts(notice, "Company/PartyName/Name") == [personas.buyer.name]


def test_two_announcements_have_two_names_and_one_keeps_its_own(personas: Personas):
    first, second = announced(personas), announced(personas)
    names = [texts(prior_notice(row), "PriorInformationNotice/ID") for row in (first, second, first)]
    assert names[0] == names[2] != names[1]


def test_its_page_hands_it_out_until_it_is_withdrawn(client, personas: Personas, hands):
    hands.at = NOW
    row = announced(personas)
    address = f"/en/coming/{row.reference}/notice.xml"
    assert address in client.get(f"/en/coming/{row.reference}/").text
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    withdraw(row, reason="Le budget n’a pas été voté.", by=personas.officer, now=NOW)
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/en/coming/{row.reference}/").text
