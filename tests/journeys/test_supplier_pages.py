"""A firm's pages in a real browser, with script: no barrier that axe can find, nothing blocked, nothing cut off.

In Dutch on a telephone: `test_every_page` looks at every kind of page in French, on a desk, by day and by night.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from suppliers.models import Membership
from tenders.models import Bid, Paper, Tender
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call
from tests.journeys.test_public_pages import LONG, problems

pytestmark = pytest.mark.browser


@pytest.fixture
def call(personas, hands) -> Tender:
    """A call with two lots and a very long word; the firm has a long name, a bid in force and a letter."""
    hands.at = BEFORE
    firm = personas.supplier
    firm.name = f"{LONG} {'und Söhne ' * 15}GmbH"
    firm.save()
    call = open_call(personas, lots=2, title=f"Wartung: {LONG}")
    hand_in(call, firm, personas.owner)
    facts = {"language": "fr", "sha256": "0" * 64, "made_at": AFTER}
    letter = Paper(tender=call, kind="letter", code="LETT-0001", supplier=firm, **facts)
    letter.file.save("x.pdf", ContentFile(b"%PDF"))
    return call


@pytest.fixture
def signed_in(browser: Browser, live_server, call, personas, request) -> Iterator[tuple[BrowserContext, str]]:
    language, width, scheme = request.param
    client = Client()
    client.force_login(personas.owner, backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    yield context, language
    context.close()


def started(page: Page, server: str, language: str, call: Tender) -> str:
    """Start a draft with a file in it, and return its number."""
    page.goto(f"{server}/{language}/bids/start/{call.reference}/")
    page.get_by_role("main").locator("form button").click()
    page.locator("input[name=bid-uploads]").set_input_files(
        [{"name": f"{LONG}.txt", "mimeType": "text/plain", "buffer": b"plan"}]
    )
    page.locator("button[name=then][value='']").click()
    expect(page.locator("#whole .pv-rows > li")).to_have_count(1)
    return Bid.objects.get(state="draft").number


@pytest.mark.parametrize("signed_in", [("nl", 375, "light")], indirect=True)
def test_no_page_of_a_firm_has_a_barrier(live_server, signed_in, call, personas):
    context, language = signed_in
    handed = Bid.objects.get(state="submitted").number
    draft = started(context.new_page(), live_server.url, language, call)
    firm = f"firm/{personas.supplier.pk}"
    contributor = Membership.objects.get(person=personas.contributor).pk
    addresses = ["bids/", "bids/letters/", f"bids/start/{call.reference}/", f"calls/{call.reference}/"]
    addresses += [f"bids/{draft}/{page}" for page in ("", "submit/", "hand-over/")]
    addresses += [f"bids/{handed}/{page}" for page in ("receipt/", "withdraw/")]
    addresses += ["firm/new/", f"{firm}/", f"{firm}/edit/"]
    addresses += [f"{firm}/people/{contributor}/", f"{firm}/people/{contributor}/remove/"]
    found = [
        problem for address in addresses for problem in problems(context.new_page(), live_server, language, address)
    ]
    context.clear_cookies(name=f"draft_key_{language}_{draft}")
    found += problems(context.new_page(), live_server, language, f"bids/{draft}/")
    assert found == []


@pytest.mark.parametrize("signed_in", [("fr", 375, "light")], indirect=True)
def test_the_page_with_everything_to_mend_has_no_barrier_either(live_server, signed_in, call):
    context, language = signed_in
    page = context.new_page()
    number = started(page, live_server.url, language, call)
    page.locator("input[name$=price]").first.fill("twelve")
    page.locator("input[name=bid-uploads]").set_input_files(
        [{"name": "plan.exe", "mimeType": "text/plain", "buffer": b"MZ"}]
    )
    # A script sends the file as soon as it is chosen, and says at once why it is not taken.
    expect(page.locator(".govuk-form-group--error .govuk-error-message")).to_have_count(1, timeout=20_000)
    # The answer to a pressed button is no address of its own: let axe look at it where it stands.
    page.locator("button[name=then][value='']").click()
    expect(page.get_by_role("alert")).to_have_count(1)
    found = [(violation["id"], violation["nodes"]) for violation in Axe().run(page).response["violations"]]
    assert page.url.endswith(f"/{language}/bids/{number}/")
    assert found == []
