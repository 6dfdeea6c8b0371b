"""Discounts for lots won together: allowed where the law knows them and the price alone decides, told to everybody."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from lxml import etree

from procurement.calendar.rulepacks import pack_for
from procurement.calendar.rules import Option
from procurement.lifecycle import blockers
from tenders.models import CallTerms, LotTerms, Tender
from tenders.record.eforms.contract_notice import contract_notice
from tenders.record.ocds import release_of
from tests.factories.calls import add_lot, by_price_alone
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-01")
HOW = "so that all of them together cost least"


@pytest.fixture
def call(draft) -> Tender:
    """A draft with two lots in which the price alone decides; a bid may offer two discounts."""
    add_lot(draft)
    by_price_alone(draft)
    CallTerms.objects.create(tender=draft, most_discounts=2)
    return draft


def why(call: Tender) -> str:
    with override("en"):
        return str(Tender.objects.get(pk=call.pk).why_no_discounts(NOW) or "")


def test_belgian_law_knows_them_and_no_other_that_we_have_read():
    knows = {country: pack_for(country, NOW.date()).says(Option.COMBINED_LOTS) for country in ("BE", "FR", "LU")}
    assert knows == {"BE": True, "FR": False, "LU": False}


def test_several_lots_decided_by_the_price_alone_can_have_them(call):
    assert why(call) == ""


def test_a_call_that_allows_none_is_asked_nothing(call):
    CallTerms.objects.update(most_discounts=None)
    call.lots.all().delete()
    assert why(call) == ""


def test_what_can_t_be_computed_is_not_allowed(call, personas):
    add_lot(call)
    assert "need lots in which the price alone decides" in why(call)
    said = [str(sentence) for sentence in blockers(call, "submit_for_review", by=personas.officer, now=NOW)]
    assert [sentence for sentence in said if "price alone decides" in sentence]
    call.lots.last().delete()
    CallTerms.objects.update(most_wins=1)
    assert why(call).startswith("A call that limits the lots that one firm may win")
    CallTerms.objects.update(most_wins=2)  # all of them: no limit
    assert why(call) == ""
    call.lots.last().delete()
    assert why(call).startswith("Discounts for lots won together need several lots")


def test_a_buyer_whose_law_does_not_know_them_is_not_asked_and_can_t_have_them(call, client, personas, hands):
    hands.at = NOW
    client.force_login(personas.officer)
    page = reverse("calls:terms", args=[call.reference])
    assert 'name="most_discounts"' in client.get(page).text
    personas.buyer.country = "FR"
    personas.buyer.save()
    assert 'name="most_discounts"' not in client.get(page).text
    assert why(call).startswith("The law that applies to this call knows no discounts")
    client.post(page, {"languages": ["fr"]})
    assert CallTerms.objects.get().most_discounts is None


def test_an_officer_says_how_many_and_not_beside_a_limit(call, client, personas, hands):
    hands.at = NOW
    client.force_login(personas.officer)
    page = reverse("calls:terms", args=[call.reference])
    answer = client.post(page, {"most_discounts": "1", "most_wins": "1", "preference": "The largest."})
    assert answer.status_code == 422
    assert "A call that limits the lots that one firm may win can&#x27;t allow discounts" in answer.text
    assert client.post(page, {"most_discounts": "4"}).status_code == 422
    assert client.post(page, {"most_discounts": "3"}).status_code == 302
    assert CallTerms.objects.get().most_discounts == 3


def test_everybody_reads_the_rule_in_the_call_and_in_its_data(client):
    public = published_call(lots=2, language="en")
    by_price_alone(public)
    CallTerms.objects.create(tender=public, most_discounts=2)
    LotTerms.objects.create(lot=public.lots.first())
    public = Tender.objects.get(pk=public.pk)
    page = " ".join(client.get(f"/en/calls/{public.reference}/").text.split())
    assert "Discounts for lots won together</dt>" in page
    assert "A bid may offer at most 2 discounts, each for lots that it names." in page
    assert HOW in page
    assert HOW in release_of(public, now=NOW)["tender"]["awardCriteriaDetails"]
    notice = etree.fromstring(contract_notice(public, now=NOW))
    (note,) = notice.xpath("/*/*[local-name()='ProcurementProject']/*[local-name()='Note']")
    assert HOW in note.text
    CallTerms.objects.update(most_discounts=None)
    silent = Tender.objects.get(pk=public.pk)
    assert HOW not in str(release_of(silent, now=NOW))
    assert not etree.fromstring(contract_notice(silent, now=NOW)).xpath("//*[local-name()='Note']")
