"""The public pages in a real browser: no barrier that axe can find, nothing that the policy blocks, nothing cut off.

In Dutch on a telephone: `test_every_page` looks at every kind of page in French, on a desk, by day and by night.
"""

from collections.abc import Iterator
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tenders.models import Document, Question, Tender
from tests.factories.people import SupplierFactory
from tests.factories.published import judged_call, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.browser
LONG = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbau"


@pytest.fixture
def calls(personas, hands) -> dict[str, Tender]:
    """An open call with everything on it and a very long word, and one that is decided."""
    hands.at = moment("2027-02-20")
    open_call = published_call(title=f"Wartung: {LONG}", lots=3, buyer=personas.buyer)
    facts = {"language": "fr", "sha256": "0" * 64, "size": 2048, "added_at": moment("2027-01-20")}
    document = Document(tender=open_call, title=LONG, **facts)
    document.file.save("x.pdf", ContentFile(b"%PDF"), save=False)
    document.save()
    told = {"answer": LONG, "answered_at": moment("2027-02-10"), "answered_by": personas.officer}
    Question.objects.create(
        tender=open_call, supplier=SupplierFactory(), text="Pourquoi ?", asked_at=moment("2027-02-09"), **told
    )
    decided = judged_call(personas, lots=2)
    notify_award(personas, *decided.lots.all())
    return {"open": open_call, "decided": decided}


def test_no_page_has_a_barrier(live_server, browser: Browser, calls):
    addresses = ["", "calls/", f"calls/{calls['open'].reference}/", f"calls/{calls['decided'].reference}/"]
    addresses += ["accounts/login/", "accounts/password/reset/", "verify/?code=none", "nowhere/"]
    context = browser.new_context(viewport={"width": 375, "height": 900})
    found = [problem for address in addresses for problem in problems(context.new_page(), live_server, "nl", address)]
    context.close()
    assert found == []


def problems(page: Page, live_server, language: str, address: str) -> Iterator[str]:
    """Yield what axe finds, what the browser refuses or misses, and what is wider than the window."""
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    page.on(
        "response",
        lambda answer: blocked.append(answer.url) if answer.status >= 400 and "static" in answer.url else None,
    )
    page.goto(f"{live_server.url}/{language}/{address}")
    for violation in Axe().run(page).response["violations"]:
        yield f"{address}: {violation['id']} {[node['target'] for node in violation['nodes']]}"
    yield from (f"{address}: {text}" for text in blocked)
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        yield f"{address}: wider than {page.viewport_size['width']} px"


def test_the_search_for_barriers_finds_one(live_server, browser: Browser, calls):
    page = browser.new_page()
    page.goto(f"{live_server.url}/fr/")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=x>'")
    assert "image-alt" in {violation["id"] for violation in Axe().run(page).response["violations"]}
    page.close()


def test_the_way_from_the_door_to_a_call_and_to_another_language(live_server, browser: Browser, calls):
    context = browser.new_context(locale="nl-BE", java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    assert page.url.endswith("/nl/")
    page.get_by_role("link", name=LONG).click()
    expect(page).to_have_url(f"{live_server.url}/nl/calls/{calls['open'].reference}/")
    page.get_by_role("button", name="FR").click()
    expect(page).to_have_url(f"{live_server.url}/fr/calls/{calls['open'].reference}/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    context.close()


def test_nothing_lies_over_the_header(live_server, browser: Browser):
    """What covers it, covers it in one colour."""
    page = browser.new_page()
    for address in ("login", "signup", "password/reset"):
        page.goto(f"{live_server.url}/fr/accounts/{address}/")
        picture = Image.open(BytesIO(page.locator(".pv-name").screenshot()))
        assert len(picture.convert("RGB").getcolors(100_000)) > 10, address
    page.close()
