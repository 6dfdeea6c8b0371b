"""A request to participate at the browser: no price is asked, and none is missing."""

import re

import pytest

from tenders.models import Bid
from tests.factories.browsing import Browser
from tests.factories.sealed import BEFORE, open_call
from tests.personas import Personas

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 2])
def lots(request) -> int:
    return request.param


@pytest.fixture
def draft(personas: Personas, hands, lots) -> tuple[Browser, Bid]:
    hands.at = BEFORE
    call = open_call(personas, lots=lots, procedure="restricted")
    call.rounds.update(kind="requests")
    browser = Browser(personas.owner)
    return browser, browser.start(call)


def page(browser: Browser, bid: Bid) -> str:
    return browser.get("bid", bid.number).text


def test_the_page_asks_for_no_price_and_misses_none(draft, lots):
    browser, bid = draft
    found = page(browser, bid)
    assert "Price" not in found.replace("Prices are not asked yet", "").replace("Prices and texts", "")
    assert ('name="lot-' in found) is (lots > 1)
    assert "is missing" not in found


def test_the_round_of_offers_asks_for_it_still(draft):
    browser, bid = draft
    bid.round.tender.rounds.update(kind="offers")
    found = page(browser, bid)
    assert "Price" in found
    assert "We ask to take part" not in found


def test_it_is_handed_in_without_a_price(draft, lots):
    browser, bid = draft
    typed = {"bid-sworn": "on"}
    if lots > 1:
        assert "Ask to take part in at least one lot." in page(browser, bid)
        typed |= {f"lot-{bid.round.tender.lots.last().pk}-asks": "on"}
    assert browser.post("bid", bid, typed).status_code == 302
    found = page(browser, bid)
    assert "You ask to take part in 1 lot" in found
    assert ("Not in your request" in found) is (lots > 1)
    assert "Price without VAT" not in browser.get("submit", bid.number).text
    assert browser.post("submit", bid).status_code == 302
    bid.refresh_from_db()
    assert bid.state == "submitted"


def test_no_award_criterion_is_answered_before_offers_are_asked(draft, lots):
    browser, bid = draft
    lot = bid.round.tender.lots.first()
    assert "How you meet the criteria" not in page(browser, bid)
    assert ("No offer is made in this round" in page(browser, bid)) is (lots == 1)
    browser.post("bid", bid, {"bid-sworn": "on", f"lot-{lot.pk}-answer0": "We did it twice."})
    found = page(browser, bid)
    assert "We did it twice." not in found
    assert ("Ask to take part in at least one lot." in found) is (lots > 1)


def test_a_price_that_is_sent_all_the_same_is_not_kept(draft):
    browser, bid = draft
    lot = bid.round.tender.lots.first()
    typed = {"bid-sworn": "on", f"lot-{lot.pk}-asks": "on", f"lot-{lot.pk}-price": "12347654,00"}
    assert browser.post("bid", bid, typed).status_code == 302
    assert "12347654" not in re.sub(r"[\s.,]", "", browser.get("submit", bid.number).text)
