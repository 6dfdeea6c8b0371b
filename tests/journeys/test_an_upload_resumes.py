"""Large files over a bad network, in a real browser: cut, gone on with, the browser closed, several at once."""

import hashlib
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tenders.bids import parts
from tenders.models import Bid, SealedFile
from tests.factories.sealed import BEFORE, open_call

pytestmark = pytest.mark.browser
PARTS = re.compile(r"/uploads/[0-9a-f]{32}/$")
PLAN = b"".join(b"%07d how we build it\n" % line for line in range(70_000))  # 1.9 MB
HASH = hashlib.sha256(PLAN).hexdigest()


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def context(browser: Browser, live_server, call, personas) -> Iterator[BrowserContext]:
    client = Client()
    client.force_login(personas.owner, backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(viewport={"width": 375, "height": 900})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, live_server, call) -> Page:
    """The page of a draft, in English."""
    page = context.new_page()
    page.goto(f"{live_server.url}/en/bids/start/{call.reference}/")
    page.get_by_role("button", name="Start the bid").click()
    expect(page.get_by_role("heading", name="Your bid")).to_be_visible()
    return page


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    page.locator("input[name=bid-uploads]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
    )


def after(parts_passed: int, then: Callable[[Route], None]) -> Callable[[Route], None]:
    """Let some parts pass, and then do something else with each."""
    passed = []

    def handle(route: Route) -> None:
        if route.request.method != "PATCH" or len(passed) < parts_passed:
            passed.append(route.request.method == "PATCH")
            route.continue_()
        else:
            then(route)

    return handle


def offsets(page: Page) -> list[int]:
    """Collect from where each part is sent."""
    seen: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            seen.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return seen


def is_sealed(page: Page) -> None:
    """It is in the list without a press of any button, and its hash is shown."""
    expect(page.locator("[data-hash]")).to_have_text(HASH, timeout=20_000)
    expect(page.locator("#files-whole")).to_contain_text("plan.txt")
    assert SealedFile.objects.count() == 1


@pytest.mark.parametrize("cut", ["network", "server"])
def test_a_connection_or_a_server_that_goes_makes_it_wait_and_it_goes_on_by_itself(page: Page, cut: str):
    page.route(PARTS, after(1, lambda route: route.abort() if cut == "network" else route.fulfill(status=502)))
    choose(page, ("plan.txt", PLAN))
    row = page.locator("li", has=page.locator("progress"))
    expect(row).to_contain_text("The connection is broken")
    assert 0 < float(row.locator("progress").get_attribute("value") or 0) < 1
    expect(page.get_by_role("status").filter(has_text="plan.txt: The connection is broken")).to_have_count(1)
    assert Axe().run(page).response["violations"] == []
    page.unroute(PARTS)
    is_sealed(page)


@pytest.mark.parametrize("status", [403, 405, 501])
def test_where_parts_do_not_come_through_the_form_sends_the_file(page: Page, status: int):
    page.route(PARTS, lambda route: route.fulfill(status=status))
    choose(page, ("plan.txt", PLAN), ("b.txt", b"b"))
    told = page.locator(".govuk-error-message").filter(has_text="Choose it again: it goes with the form")
    expect(told).to_have_count(2)
    choose(page, ("plan.txt", PLAN))
    page.locator("button[name=then][value='']").click()
    expect(page.get_by_text("Saved.")).to_be_visible(timeout=20_000)
    expect(page.locator("#files-whole")).to_contain_text("plan.txt")
    assert SealedFile.objects.count() == 1


def test_offline_and_online_again(page: Page, context: BrowserContext):
    page.route(PARTS, after(1, lambda route: (context.set_offline(True), route.abort())))
    choose(page, ("plan.txt", PLAN))
    expect(page.get_by_text("The connection is broken").first).to_be_visible()
    page.unroute(PARTS)
    context.set_offline(False)
    is_sealed(page)


def test_after_the_browser_was_closed_the_same_file_goes_on_where_it_was(page: Page, context: BrowserContext):
    page.route(PARTS, after(2, Route.abort))
    choose(page, ("plan.txt", PLAN))
    expect(page.get_by_text("The connection is broken").first).to_be_visible()
    address = page.url
    page.close()

    again = context.new_page()
    again.goto(address)
    waiting = again.locator("#files-whole")
    expect(waiting).to_contain_text("Not finished")
    expect(waiting).to_contain_text("plan.txt")
    sent = offsets(again)
    choose(again, ("plan.txt", PLAN))
    is_sealed(again)
    assert sent[0] > 0
    expect(waiting).not_to_contain_text("Not finished")
    assert list(parts.folder().iterdir()) == []


def test_several_at_once_and_one_that_is_refused_beside_its_field(page: Page):
    choose(page, ("plan.txt", PLAN), ("plan.exe", b"MZ"), ("prices.txt", b"1"))
    page.locator("button[name=then][value='']").click()  # at once: the page waits for the files
    expect(page.locator(".govuk-form-group--error .govuk-error-message")).to_have_text(
        re.compile("This kind of file is not accepted")
    )
    is_in = page.locator("#files-whole .pv-rows > li")
    expect(is_in).to_have_count(2, timeout=20_000)
    expect(page.get_by_role("status").filter(has_text="A file was not taken")).to_have_count(1)
    page.locator("button[name=then][value='']").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert SealedFile.objects.count() == 2


def test_a_press_waits_for_the_files_and_what_was_typed_is_saved(page: Page):
    page.locator("input[name$=price]").fill("77")
    choose(page, ("plan.txt", PLAN))
    page.locator("button[name=then][value='']").click()
    expect(page.get_by_text("Saved.")).to_be_visible(timeout=20_000)
    expect(page.locator("input[name$=price]")).to_have_value("77.00")
    expect(page.locator("#files-whole .pv-rows > li")).to_have_count(1)


def test_who_does_not_want_to_wait_goes_on_and_the_rest_is_named(page: Page):
    page.route(PARTS, after(1, Route.abort))
    choose(page, ("plan.txt", PLAN))
    expect(page.get_by_text("The connection is broken").first).to_be_visible()
    page.locator("button[name=then][value='']").click()
    page.get_by_role("button", name="Go on without waiting").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("#files-whole")).to_contain_text("Not finished")
    page.locator("#files-whole button[name=drop]").click()
    expect(page.locator("#files-whole")).not_to_contain_text("Not finished")
    assert (Bid.objects.count(), SealedFile.objects.count()) == (1, 0)


def test_what_is_on_its_way_can_be_given_up(page: Page):
    page.route(PARTS, after(1, Route.abort))
    choose(page, ("plan.txt", PLAN))
    expect(page.get_by_text("The connection is broken").first).to_be_visible()
    page.locator("#whole").get_by_role("button", name="Give up").click()
    expect(page.locator("progress")).to_have_count(0)
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.locator("#files-whole")).not_to_contain_text("Not finished")
