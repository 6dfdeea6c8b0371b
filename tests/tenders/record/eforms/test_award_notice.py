"""A result as an eForms notice: as the schemas want it, and with no word that the public record does not say."""

from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from procurement.calendar.grounds import Ground
from tenders.decisions import actions
from tenders.models import Tender
from tenders.record.eforms.award_notice import award_notice
from tenders.record.eforms.bought import DIRECT_AWARDS
from tests.factories.published import NOTIFIED, judged_call, no_award, notify, notify_award, offers
from tests.personas import Personas, moment
from tests.tenders.record.eforms.test_contract_notice import SCHEMAS, official, texts

pytestmark = pytest.mark.django_db
LATER = moment("2027-06-30")
assert isinstance(SCHEMAS, Path)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "UBL-ContractAwardNotice-2.3.xsd"))


def decided_call(personas: Personas):
    """One lot awarded, one not."""
    tender = judged_call(personas, lots=2)
    first, second = tender.lots.all()
    notify_award(personas, first)
    notify(personas, [no_award(personas, second)])
    return tender


def contract(personas: Personas, lot) -> None:
    lot.refresh_from_db()
    actions.award_lot(lot, by=personas.officer, now=LATER)
    actions.record_contract(lot, signed_on=LATER.date(), value=offers(lot)[0].price, by=personas.signatory, now=LATER)


@official
@pytest.mark.parametrize("signed", [False, True])
def test_the_schemas_of_the_regulation_accept_it(signed: bool, personas: Personas, schema: etree.XMLSchema):
    tender = decided_call(personas)
    if signed:
        contract(personas, tender.lots.first())
    notice = award_notice(tender, now=LATER)
    schema.assertValid(etree.fromstring(notice))


def test_before_anybody_was_told_there_is_none(personas: Personas):
    assert award_notice(judged_call(personas), now=LATER) is None


def test_it_tells_the_winner_its_price_and_why_the_other_lot_was_not_awarded(personas: Personas):
    tender = decided_call(personas)
    best = offers(tender.lots.first())[0]
    notice = award_notice(tender, now=LATER)
    assert texts(notice, "LotResult/TenderResultCode") == ["selec-w", "clos-nw"]
    assert texts(notice, "LotResult/DecisionReason/DecisionReasonCode") == ["chan-need"]
    assert texts(notice, "LotTender/LegalMonetaryTotal/PayableAmount") == [f"{best.price:.2f}"]
    assert texts(notice, "NoticeResult/TotalAmount") == [f"{best.price:.2f}"]
    assert texts(notice, "TenderingParty/Tenderer/ID") == ["ORG-0002"]
    assert best.supplier.name in texts(notice, "Company/PartyName/Name")
    assert texts(notice, "TenderResult/AwardDate") == [f"{NOTIFIED:%Y-%m-%d}+02:00"]


def test_it_counts_the_bids_and_names_no_loser(personas: Personas):
    tender = decided_call(personas)
    _winner, *losers = offers(tender.lots.first())
    notice = award_notice(tender, now=LATER)
    assert texts(notice, "ReceivedSubmissionsStatistics/StatisticsNumeric")[:2] == ["3", "3"]
    assert losers
    for loser in losers:
        assert loser.supplier.name.encode() not in notice
        assert f"{loser.price:.2f}".encode() not in notice


def test_it_keeps_the_size_of_the_winner_as_what_we_know_and_why_promises(personas: Personas):
    notice = award_notice(decided_call(personas), now=LATER)
    assert b"CompanySizeCode" not in notice


def test_a_firm_that_wins_two_lots_is_one_party(personas: Personas):
    tender = judged_call(personas, lots=2)
    notify_award(personas, *tender.lots.all())
    notice = award_notice(tender, now=LATER)
    assert texts(notice, "NoticeResult/TenderingParty/ID") == ["TPA-0001"]
    assert texts(notice, "NoticeResult/LotTender/TenderingParty/ID") == ["TPA-0001", "TPA-0001"]


def test_a_signed_contract_has_its_day(personas: Personas):
    tender = decided_call(personas)
    assert texts(award_notice(tender, now=LATER), "SettledContract/IssueDate") == []
    contract(personas, tender.lots.first())
    notice = award_notice(tender, now=LATER)
    assert texts(notice, "NoticeResult/SettledContract/IssueDate") == ["2027-06-30+02:00"]
    assert texts(notice, "LotResult/SettledContract/ID") == ["CON-0001"]


def without_publication(personas: Personas, ground: str = "technical", value: int = 900_000) -> Tender:
    """A contract by invitation that was awarded, its result public."""
    facts = {"by_invitation": True, "ground": ground, "procedure": "neg-wo-call", "value": Decimal(value)}
    tender = judged_call(personas, nature="services", **facts)
    notify_award(personas, tender.lots.get())
    Tender.objects.filter(pk=tender.pk).update(disclosed_at=LATER)
    return Tender.objects.get(pk=tender.pk)


@official
def test_a_contract_without_publication_says_on_which_ground(personas: Personas, schema: etree.XMLSchema):
    notice = award_notice(without_publication(personas), now=LATER)
    schema.assertValid(etree.fromstring(notice))
    assert texts(notice, "NoticeSubType/SubTypeCode") == ["29"]
    assert texts(notice, "TenderingProcess/ProcedureCode") == ["neg-wo-call"]
    assert texts(notice, "ProcessJustification/ProcessReasonCode") == ["false", "technical"]
    (said,) = texts(notice, "ProcessJustification/ProcessReason")
    assert "art. 42" in said.replace("\xa0", " ")


def test_every_ground_of_the_directive_has_its_code_and_those_below_the_threshold_none():
    below = {Ground.LOW_VALUE, Ground.SMALL, Ground.ADAPTED}
    assert set(DIRECT_AWARDS) == set(Ground) - below


def test_its_notice_is_everybodys_once_the_result_is_and_from_the_threshold_on(personas: Personas, client, hands):
    hands.at = LATER
    tender = without_publication(personas)
    address = f"/en/calls/{tender.reference}/award-notice.xml"
    assert address in client.get(f"/en/calls/{tender.reference}/").text
    assert client.get(address).status_code == 200
    Tender.objects.filter(pk=tender.pk).update(value=Decimal(60_000), ground="small")
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/en/calls/{tender.reference}/").text
    Tender.objects.filter(pk=tender.pk).update(value=Decimal(900_000), ground="technical", disclosed_at=None)
    assert client.get(address).status_code == 404
