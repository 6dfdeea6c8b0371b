"""Who gets a notice as a file, from where, and when."""

import pytest
from lxml import etree

from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.published import judged_call, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_june(hands):
    hands.at = moment("2027-06-20", 10)


def test_the_notice_of_a_public_call_is_everybodys(client):
    tender = published_call()
    answer = client.get(f"/fr/calls/{tender.reference}/notice.xml")
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{tender.reference}-notice.xml"'
    assert etree.fromstring(answer.content).tag.endswith("}ContractNotice")
    assert f"/fr/calls/{tender.reference}/notice.xml" in client.get(f"/fr/calls/{tender.reference}/").text


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_before_the_publication_only_its_office_has_it(state: str, client, personas):
    tender = TenderFactory(buyer=personas.buyer)
    place(tender, state)
    office = f"/en/office/calls/{tender.reference}/notice.xml"
    assert client.get(f"/en/calls/{tender.reference}/notice.xml").status_code == 404
    for person, status in [("officer", 200), ("approver", 200), ("owner", 404), ("other_officer", 404)]:
        client.force_login(getattr(personas, person))
        assert client.get(office).status_code == status, person


def test_a_draft_without_a_deadline_has_a_notice_without_one(client, personas):
    tender = TenderFactory(buyer=personas.buyer, content=False)
    add_lot(tender)
    client.force_login(personas.officer)
    answer = client.get(f"/en/office/calls/{tender.reference}/notice.xml")
    assert b"EndDate" not in answer.content


def test_the_award_notice_is_there_once_somebody_was_told(client, personas):
    tender = judged_call(personas)
    address = f"/en/calls/{tender.reference}/award-notice.xml"
    assert client.get(address).status_code == 404
    assert address not in client.get(tender.get_absolute_url()).text
    notify_award(personas, *tender.lots.all())
    assert etree.fromstring(client.get(address).content).tag.endswith("}ContractAwardNotice")
    assert address in client.get(f"/en/calls/{tender.reference}/").text


@pytest.mark.parametrize("lots", [1, 3])
def test_more_lots_ask_no_more_of_the_database(lots: int, client, django_assert_num_queries):
    tender = published_call(lots=lots)
    with django_assert_num_queries(14):
        client.get(f"/en/calls/{tender.reference}/notice.xml")


@pytest.mark.parametrize("lots", [1, 3])
def test_nor_does_its_office_ask_more_for_more_lots(lots: int, client, personas, django_assert_num_queries):
    tender = TenderFactory(buyer=personas.buyer)
    for _lot in range(lots - tender.lots.count()):
        add_lot(tender)
    client.force_login(personas.officer)
    address = f"/en/office/calls/{tender.reference}/notice.xml"
    client.get(address)
    with django_assert_num_queries(16):
        answer = client.get(address)
    assert answer.content.count(b"<cac:ProcurementProjectLot>") == lots
