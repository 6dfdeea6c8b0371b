"""A firm in Dutch, script switched off: its declaration page by page, signed, and handed in with a large bid."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from suppliers.models import Declaration
from tests.factories.sealed import BEFORE, open_call

pytestmark = pytest.mark.browser
PASSWORD = "nachtegaal-op-de-dijk"


def nl(sentence: str) -> str:
    """Return a sentence of the portal as a Dutch reader sees it."""
    with override("nl"):
        return gettext(sentence)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="nl-BE", java_script_enabled=False, viewport={"width": 375, "height": 800})
    yield context.new_page()
    context.close()


def button(page: Page, words: str):
    return page.get_by_role("button", name=nl(words), exact=True)


def sign_in(page: Page, address: str, person) -> None:
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    page.goto(f"{address}/nl/accounts/login/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def no_to_everything(page: Page) -> None:
    for radio in page.locator("input[type=radio][value=no]").all():
        radio.check(force=True)
    button(page, "Save and go on").click()


def test_answered_page_by_page_signed_and_handed_in(live_server, page: Page, personas, hands):
    hands.at = BEFORE
    call = open_call(personas, value=Decimal(300_000))
    sign_in(page, live_server.url, personas.owner)
    page.goto(f"{live_server.url}/nl/firm/{personas.supplier.pk}/")
    page.get_by_role("link", name=nl("Self-declarations of the firm")).click()
    button(page, "Begin").click()
    page.locator("input[name=fraud-answer][value=yes]").check(force=True)
    button(page, "Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text(nl("Corruption"))
    expect(page.locator("input[name=fraud-answer][value=yes]")).to_be_checked()
    no_to_everything(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("Taxes and social security"))
    for _page in range(11):
        no_to_everything(page)
    button(page, "Sign the declaration").click()
    expect(page.get_by_text(nl("It is signed, and goes with bids as it stands. A change takes the signature off.")))
    assert Declaration.objects.get().signed_by == personas.owner
    page.goto(f"{live_server.url}/nl/bids/start/{call.reference}/")
    button(page, "Start the bid").click()
    page.locator("input[name$=price]").fill("98.880,50")
    page.locator("input[name=bid-kept]").check(force=True)
    button(page, "Save").last.click()
    button(page, "Check and submit").click()
    button(page, "Submit the bid").click()
    expect(page.locator("main")).to_contain_text("verzegeld")
