"""A firm bids in Dutch, in a browser without script: from signing in to the receipt, and what follows."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, FilePayload, Page, expect

from procurement.outbox.post import drain
from tenders.bids.reading import read_file, read_manifest
from tenders.models import Bid, Tender
from tests.factories.calls import DEADLINE
from tests.factories.people import join
from tests.factories.sealed import AFTER, BEFORE, open_call, open_together

pytestmark = pytest.mark.browser
PASSWORD = "nachtegaal-op-de-dijk"
PLAN = b"Zo doen wij het.\n"


def nl(sentence: str) -> str:
    """Return a sentence of the portal as a Dutch reader sees it."""
    with override("nl"):
        return gettext(sentence)


@pytest.fixture
def call(personas, hands) -> Tender:
    """A call with two lots, and its committee ready. The firm speaks Dutch."""
    hands.at = BEFORE
    personas.supplier.language = "nl"
    personas.supplier.save()
    personas.buyer.country = "FR"  # where a firm declares on its honour below the threshold
    personas.buyer.save()
    return open_call(personas, lots=2)


@pytest.fixture
def owner(personas):
    """Somebody with a password, as everybody has."""
    person = personas.owner
    person.language = "nl"
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="nl-BE", java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def button(page: Page, words: str):
    return page.get_by_role("button", name=nl(words), exact=True)


def link(page: Page, words: str):
    return page.get_by_role("link", name=nl(words), exact=True)


def price(page: Page, lot: int):
    return page.locator("input[name$=price]").nth(lot - 1)


def text(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def test_from_signing_in_to_the_receipt(live_server, page: Page, call, owner, hands, personas):
    sign_in_and_find_the_call(page, live_server, call, owner)
    begin(page, call)
    a_wrong_price_and_a_wrong_file(page)
    everything_right(page)
    the_key_is_in_this_browser_for_these_pages_only(page)
    number = check_and_submit(page)
    the_receipt_says_it(page, number)
    after_the_opening(page, number, call, hands, personas)


def sign_in_and_find_the_call(page: Page, live_server, call: Tender, owner) -> None:
    page.goto(f"{live_server.url}/nl/calls/{call.reference}/")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    link(page, "Sign in to bid").click()
    page.locator("input[name=login]").fill(owner.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").locator("button[type=submit]").click()
    expect(page).to_have_url(f"{live_server.url}/nl/calls/{call.reference}/")


def begin(page: Page, call: Tender) -> None:
    link(page, "Prepare a bid").click()
    expect(page.get_by_text("100 MB").first).to_be_visible()
    button(page, "Start the bid").click()
    expect(page).to_have_url(re.compile("/nl/bids/B-"))
    expect(page.locator(".pv-clock__left")).to_have_text(re.compile("14"))
    assert Bid.objects.get().round.tender == call


def a_wrong_price_and_a_wrong_file(page: Page) -> None:
    price(page, 1).fill("98.880,500")
    page.locator("input[name=bid-uploads]").set_input_files([text("plan.exe", b"MZ"), text("plan.txt", PLAN)])
    button(page, "Save").last.click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("12.500,50")
    expect(summary).to_contain_text("plan.exe")
    expect(price(page, 1)).to_have_value("98.880,500")
    expect(page.locator("#whole .pv-rows__what")).to_have_text("plan.txt")


def everything_right(page: Page) -> None:
    price(page, 1).fill("98.880,50")
    page.locator("textarea[name$=comment]").first.fill("Twee ploegen.\nVanaf mei.")
    page.locator("input[name=bid-sworn]").check()
    price(page, 1).press("Enter")  # the first button of the form saves, and takes no file out
    expect(price(page, 1)).to_have_value("98.880,50")
    expect(page.locator("#whole .pv-rows__what")).to_have_text("plan.txt")
    expect(page.locator(".pv-card__head .pv-tag")).to_have_text([nl("Ready"), nl("Not in your bid")])


def the_key_is_in_this_browser_for_these_pages_only(page: Page) -> None:
    number = Bid.objects.get().number
    keys = [cookie for cookie in page.context.cookies() if cookie["name"].startswith("draft_key")]
    assert {cookie["path"] for cookie in keys} == {f"/{code}/bids/{number}/" for code in ("fr", "nl", "de", "en")}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in keys)
    page.get_by_role("button", name="FR").click()
    expect(page).to_have_url(re.compile(f"/fr/bids/{number}/"))
    assert price(page, 1).input_value().split() == ["98", "880,50"]
    page.get_by_role("button", name="NL").click()


def check_and_submit(page: Page) -> str:
    button(page, "Check and submit").click()
    expect(page.get_by_role("main")).to_contain_text("98.880,50")
    expect(page.get_by_role("main")).to_contain_text("Twee ploegen.")
    button(page, "Submit the bid").click()
    number = Bid.objects.get().number
    expect(page).to_have_url(re.compile(f"/nl/bids/{number}/receipt/$"))
    return number


def the_receipt_says_it(page: Page, number: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    digest = Bid.objects.get().sealed_sha256
    assert digest in page.locator(".pv-letter").inner_text().replace(" ", "").replace("\n", "")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("draft_key")]
    with ThreadPoolExecutor(1) as worker:  # signing runs a loop of its own, and Playwright's runs here
        worker.submit(work).result()
    page.reload()
    with page.expect_download() as download:
        link(page, "Download the receipt (PDF)").click()
    assert download.value.suggested_filename.startswith("receipt-")


def work() -> None:
    """Make what waits in the queue, and leave no connection behind."""
    drain()
    connection.close()


def after_the_opening(page: Page, number: str, call: Tender, hands, personas) -> None:
    hands.at = AFTER
    open_together(call, personas)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("15 maart 2027")
    expect(page.get_by_role("main")).to_contain_text(nl("Its hash is the one that your receipt confirms."))
    content = read_manifest(Bid.objects.get(number=number), by=personas.owner, now=AFTER)
    assert [(offer.lot, offer.price) for offer in content.lots] == [("LOT-0001", Decimal("98880.50"))]
    assert content.lots[0].price_comment == "Twee ploegen.\nVanaf mei."
    assert read_file(Bid.objects.get(number=number), content.files[0], by=personas.owner, now=AFTER) == PLAN


def test_a_lost_key_costs_the_prices_and_no_file(live_server, page: Page, call, owner, hands):
    sign_in_and_find_the_call(page, live_server, call, owner)
    begin(page, call)
    price(page, 1).fill("55")
    page.locator("input[name=bid-uploads]").set_input_files([text("plan.txt", PLAN)])
    button(page, "Save").last.click()
    expect(page.locator("#whole .pv-rows > li")).to_have_count(1)  # the page that answers stands there
    page.context.clear_cookies(name=re.compile("draft_key"))
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(nl("The key of this draft is not here"))
    page.get_by_label(nl("I know that the prices and texts typed before are then lost for everybody.")).check()
    button(page, "Type the bid again").click()
    expect(price(page, 1)).to_have_value("")
    expect(page.locator("#whole .pv-rows > li")).to_have_count(1)


def test_at_the_deadline_it_is_too_late_and_what_was_typed_stands_there(live_server, page, call, owner, hands):
    sign_in_and_find_the_call(page, live_server, call, owner)
    begin(page, call)
    price(page, 1).fill("98.880,50")
    hands.at = DEADLINE
    button(page, "Save").last.click()
    expect(page.get_by_role("alert")).to_contain_text(nl("The call takes no bids any more: its deadline has passed."))
    expect(price(page, 1)).to_have_value("98.880,50")


def test_two_colleagues_and_a_code(live_server, browser: Browser, page: Page, call, owner, personas):
    signatory = join(personas.supplier, "bid_signatory", email="signs@example.org")
    sign_in_and_find_the_call(page, live_server, call, owner)
    begin(page, call)
    price(page, 1).fill("77,70")
    page.locator("input[name=bid-sworn]").check()
    button(page, "Hand the draft over to a colleague").click()
    button(page, "Show a code").click()
    code = page.locator(".pv-code").inner_text()
    signatory.set_password(PASSWORD)
    signatory.save()
    EmailAddress.objects.create(user=signatory, email=signatory.email, verified=True, primary=True)
    context = browser.new_context(locale="nl-BE", java_script_enabled=False)
    other = context.new_page()
    sign_in_and_find_the_call(other, live_server, call, signatory)
    other.goto(page.url.replace("hand-over/", ""))
    other.get_by_label(nl("Hand-over code")).fill(code.lower())
    button(other, "Take the draft over").click()
    expect(price(other, 1)).to_have_value("77,70")
    button(other, "Check and submit").click()
    button(other, "Submit the bid").click()
    expect(other).to_have_url(re.compile("/receipt/$"))
    assert Bid.objects.get().submitted_by == signatory
    context.close()
