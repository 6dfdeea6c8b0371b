"""A baker without a computer registers at the desk; weeks later the code of the letter opens the account at home.

The officer goes by the keyboard alone, the firm in Dutch and without script. What is typed at home is counted: whoever
gave everything at the desk types an address, a password and the code, and is asked for nothing a second time.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from suppliers.models import Intake, Membership, Supplier
from suppliers.onboarding.numbers import one_spelling
from tenders.models import Bid, Tender
from tests.factories.hands import Keyboard, Pointer
from tests.factories.newcomers import ADDRESS, make_an_account, said_in, submit
from tests.factories.sealed import BEFORE, open_call
from tests.personas import Personas

pytestmark = pytest.mark.browser
TYPED_AT_HOME = 4
FIRM = "Bakkerij Van Ginderachter"


@pytest.fixture
def call(personas: Personas, hands) -> Tender:
    hands.at = BEFORE - timedelta(days=7)
    cache.clear()
    return open_call(personas, title="Brood voor de scholen")


@pytest.fixture
def office(live_server, browser: Browser, personas: Personas, client) -> Iterator[Page]:
    """The officer's own browser, signed in."""
    client.force_login(personas.officer)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def home(browser: Browser) -> Iterator[Page]:
    """The firm's browser at home, which runs no script."""
    context = browser.new_context(locale="nl-BE", java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def nl(sentence: str) -> str:
    return said_in("nl", sentence)


def test_a_registration_on_paper_is_claimed_by_the_code_of_its_letter(
    live_server, office: Page, home: Page, call: Tender, hands, personas: Personas, tmp_path: Path
):
    office.goto(f"{live_server.url}/en/desk/")
    letter = taken_in(Keyboard(office), tmp_path)
    assert Membership.objects.filter(supplier__name=FIRM).count() == 0
    hands.at = BEFORE  # a week in the post

    home.goto(f"{live_server.url}/nl/")
    firm = Pointer(home)
    make_an_account(firm, live_server.url, "nl")
    claim(firm, code_in(letter))
    assert firm.typed == TYPED_AT_HOME
    ready_to_bid(firm, call)
    intake = Intake.objects.get()
    assert (intake.claimed_by.email, intake.code_sha256, intake.channel) == (ADDRESS, "", "paper")
    told_that_it_is_claimed(office, live_server.url, intake)


def taken_in(hands: Keyboard, folder: Path) -> str:
    """Type the paper form, and return the words of the letter that goes by post."""
    hands.press("Registrations taken in")
    hands.press("Take a registration in")
    channel_on_paper(hands)
    hands.write("Who speaks for the firm", "Nadia Van Ginderachter")
    hands.write("Name of the firm", FIRM)
    hands.to("Country of the registered office")
    hands.page.keyboard.type("Belgium")
    hands.write("Company number", "0403.019.261")
    hands.write("Registered office", "Dijkstraat 5, 1000 Brussel")
    hands.to("Language of the firm")
    hands.page.keyboard.type("Dutch")
    hands.press("Register the firm")
    firm = Supplier.objects.get(name=FIRM)
    assert (firm.country, firm.identifier, firm.language) == ("BE", one_spelling("BE", "0403.019.261"), "nl")
    hands.to("Make the letter (PDF)")
    with hands.page.expect_download() as sent:
        hands.page.keyboard.press("Enter")
    path = folder / "letter.pdf"
    sent.value.save_as(path)
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def channel_on_paper(hands: Keyboard) -> None:
    """Radio buttons are one stop of the Tab key; arrows go between them."""
    hands.to("By telephone")
    for _step in range(2):
        hands.page.keyboard.press("ArrowDown")


def code_in(letter: str) -> str:
    assert "/nl/firm/claim/" in letter
    return re.search(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b", letter)[0]


def claim(hands: Pointer, code: str) -> None:
    hands.press(nl("Register my firm"))
    hands.press(nl("Type its code"))
    hands.write(nl("Code of the letter"), code.lower().replace("-", " "))
    hands.press(submit(hands))
    assert hands.heading() == FIRM
    assert Membership.objects.get(supplier__name=FIRM).role == "owner"


def ready_to_bid(hands: Pointer, call: Tender) -> None:
    hands.press(nl("Calls"))
    hands.press(call.title)
    hands.press(nl("Prepare a bid"))
    hands.press(nl("Start the bid"))
    bid = Bid.objects.get()
    assert (bid.supplier.name, bid.state) == (FIRM, "draft")
    assert bid.number in hands.page.url


def told_that_it_is_claimed(office: Page, site: str, intake: Intake) -> None:
    office.goto(f"{site}/en/office/registrations/{intake.pk}/")
    assert office.get_by_text("has claimed the account").is_visible()
    assert office.get_by_role("button", name="letter (PDF)").count() == 0
