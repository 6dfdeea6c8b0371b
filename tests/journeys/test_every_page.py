"""Every kind of page in a real browser, on a site full of very long words: nothing barred, cut off or foreign."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tenders.models import Bid
from tests.factories.lived_in import NOW, live, unlinked
from tests.house.walks import Sight, telling, walk
from tests.personas import Personas

pytestmark = pytest.mark.browser
WIDTHS = (1280, 375, 320)
# What the look, the help of a script and the letters of Europe may weigh together, before any page.
HEAVIEST = 250_000


@pytest.fixture
def clients(personas: Personas, hands) -> dict[str, Client]:
    """Everybody's browser, on a site where something of everything happened."""
    hands.at = NOW
    return live(personas)


@pytest.fixture
def contexts(live_server, browser: Browser, clients: dict[str, Client]) -> Iterator[dict[str, BrowserContext]]:
    """A window for each, signed in."""
    found = {}
    for name, client in clients.items():
        found[name] = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
        kept = [{"name": key, "value": cookie.value, "url": live_server.url} for key, cookie in client.cookies.items()]
        found[name].add_cookies([one for one in kept if one["name"] != settings.LANGUAGE_COOKIE_NAME])
    yield found
    for context in found.values():
        context.close()


def shown(clients: dict[str, Client]) -> list[tuple[str, Sight]]:
    """Return who is to look at what: of each kind the pages that show something new."""
    seen = {sight: name for name, client in clients.items() for sight in walk(client, unlinked(), of_a_kind=3)}
    return [(seen[sight], sight) for sight in telling(seen, of_a_kind=2)]


def test_no_page_of_any_kind_has_a_barrier(live_server, contexts, clients):
    windows = {name: window(context) for name, context in contexts.items()}
    assert [
        f"{name}, {sight.path}: {fault}"
        for name, sight in shown(clients)
        for fault in faults(*windows[name], f"{live_server.url}{sight.path}")
    ] == []


def window(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page, and the list that it fills with what the browser has to say."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if foreign(request.url) else None)
    return page, said


def faults(page: Page, said: list[str], address: str) -> Iterator[str]:
    """Yield what the browser says, what axe finds by day and by night, and what is wider than a small phone."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.emulate_media(color_scheme="light")
    said.clear()
    page.goto(address)
    page.evaluate(Axe().axe_script)
    yield from barriers(page)
    page.emulate_media(color_scheme="dark")
    yield from (f"in the dark, {barrier}" for barrier in barriers(page, {"runOnly": ["color-contrast"]}))
    yield from too_wide(page)
    yield from said
    # The longest words: looked at for their width alone. What editors wrote has another address in each language.
    if page.goto(address.replace("/fr/", "/de/", 1)).ok:
        yield from (f"in German, {fault}" for fault in too_wide(page))


def barriers(page: Page, options: dict | None = None) -> list[str]:
    """Return the violations that axe finds; it was brought into the page once, and searches it as often as asked."""
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **(options or {})})
    return [f"{one['id']} {[node['target'] for node in one['nodes']][:3]}" for one in found["violations"]]


def too_wide(page: Page) -> Iterator[str]:
    for width in WIDTHS[1:]:
        page.set_viewport_size({"width": width, "height": 900})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{wide} px wide at {width}"
        yield from (f"squeezed at {width}: {words}" for words in page.evaluate(SQUEEZED))


# Words may break anywhere, so a neighbour can press them into a column of letters: nothing is wider than the page then.
SQUEEZED = """() => [...document.querySelectorAll("main *")].filter(one => {
    const box = one.getBoundingClientRect();
    const seen = !one.closest("svg, thead, .govuk-visually-hidden");
    return seen && box.width < 60 && box.height > 200 && one.textContent.trim().length > 20;
}).map(one => one.textContent.trim().slice(0, 40))"""


def foreign(address: str) -> bool:
    return urlsplit(address).scheme.startswith("http") and urlsplit(address).hostname != "localhost"


def test_the_keyboard_finds_the_content_and_whatever_takes_the_focus_shows_it(live_server, contexts):
    """Yellow alone is invisible on white: with it goes an edge of ink."""
    page = contexts["owner"].new_page()
    page.goto(f"{live_server.url}/fr/bids/{Bid.objects.get(state='draft').number}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    focused = []
    while not focused or focused[-1]["what"] != "BODY":
        page.keyboard.press("Tab")
        focused.append(page.evaluate(FOCUSED))
    assert len({one["what"] for one in focused}) > 3
    assert [one for one in focused[:-1] if not (one["yellow"] and one["ink"])] == []


FOCUSED = """() => {
    const style = getComputedStyle(document.activeElement);
    const label = document.activeElement.matches("input[type=checkbox], input[type=radio]")
        ? getComputedStyle(document.activeElement.nextElementSibling, "::before").boxShadow : "";
    const all = [style.outlineColor, style.backgroundColor, style.boxShadow, style.borderColor, label].join();
    return {
        what: document.activeElement.tagName,
        yellow: all.includes("rgb(255, 203, 61)"), ink: (all + style.color).includes("rgb(20, 34, 44)"),
    };
}"""


def test_a_page_loads_little_beside_itself(live_server, browser: Browser):
    page, weights = browser.new_page(), []
    page.on("response", lambda answer: weights.append(len(answer.body())) if "/static/" in answer.url else None)
    page.goto(f"{live_server.url}/fr/calls/")
    page.wait_for_load_state("networkidle")
    page.close()
    assert 0 < sum(weights) < HEAVIEST


def test_another_language_keeps_the_page_and_its_question(live_server, browser: Browser):
    page = browser.new_page()
    for address in ("calls/?q=bois&state=all", "verify/?code=AAAA-AAAA", ""):
        page.goto(f"{live_server.url}/fr/{address}")
        page.locator("button[value=de]").click()
        page.wait_for_url(f"{live_server.url}/de/{address}")
        assert page.locator("html").get_attribute("lang") == "de"
    page.close()
