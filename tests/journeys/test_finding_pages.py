"""Finding, reading and following in a real browser: 0, 1 and 200 rows, names of 200 letters, on every width."""

import pytest
from playwright.sync_api import Browser, expect
from wagtail.models import Locale, Page

from cms.actions import ensure_home_pages, ensure_words
from tenders.models import Round, Tender
from tests.factories.people import BuyerFactory
from tests.factories.published import PUBLISHED, judged_call, notify_award, published_call
from tests.journeys.test_public_pages import LONG, problems
from tests.personas import moment

pytestmark = pytest.mark.browser
NOW = moment("2027-02-20")
NARROWEST, WIDER = 320, (375, 1280)


def long_name(start: str) -> str:
    return f"{start} {LONG} {LONG} {LONG} {LONG}"[:200]


def many(count: int) -> None:
    """Make this many open calls with titles and a buyer of 200 letters."""
    first = published_call(title=long_name("Wartung"), buyer=BuyerFactory(name=long_name("Gemeinde"), slug="long"))
    facts = {"buyer": first.buyer, "state": "published", "published_at": PUBLISHED, "title": first.title}
    rows = [Tender(reference=f"N-{n}", ocid=f"ocds-n-{n}", **facts) for n in range(count - 1)]
    due = first.round
    dated = {"deadline_date": due.deadline_date, "deadline_time": due.deadline_time, "deadline_at": due.deadline_at}
    Round.objects.bulk_create(
        Round(tender=row, time_zone=due.time_zone, **dated) for row in Tender.objects.bulk_create(rows)
    )


def found(live_server, browser: Browser, addresses: list[str]) -> list[str]:
    """Return the barriers on the narrowest window, and what is wider than any of them."""
    context = browser.new_context(viewport={"width": NARROWEST, "height": 900})
    seen = []
    for address in addresses:
        page = context.new_page()
        seen += problems(page, live_server, "de", address)
        for width in WIDER:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                seen.append(f"{address}: wider than {width} px")
        page.close()
    context.close()
    return seen


def write_the_words() -> None:
    """Write home, guidance and news; the root of all pages went when another test's database was emptied."""
    if Page.get_first_root_node() is None:
        french, _made = Locale.objects.get_or_create(language_code="fr")
        Page.add_root(instance=Page(title="Root", slug="root", locale=french))
    ensure_home_pages()
    ensure_words(NOW.date())


@pytest.mark.parametrize("rows", [0, 1, 200])
def test_the_list_of_calls_holds_any_number_of_rows(live_server, browser, personas, hands, rows: int):
    hands.at = NOW
    if rows:
        many(rows)
    addresses = ["calls/", f"calls/?q={LONG}&region=BE352&cpv=45&show=soon", "calls/?cpv=x"]
    assert found(live_server, browser, addresses + (["calls/?buyer=long"] if rows else [])) == []


def test_results_guidance_news_and_following_have_no_barrier(live_server, browser, personas, hands, settings):
    hands.at, settings.DEMO = NOW, True
    write_the_words()
    reference = published_call(title=long_name("Wartung"), buyer__name=long_name("Gemeinde")).reference
    decided = judged_call(personas, title=long_name("Reinigung"))
    notify_award(personas, decided.lots.get())
    hands.at = moment("2027-05-25")
    addresses = ["", "results/", "results/?q=nichts", "guidance/", "news/", "follow/what-we-keep/", "follow/none/"]
    addresses += ["guidance/das-erste-angebot-abgeben/", "guidance/was-ist-eine-ausschreibung/"]
    addresses += [f"calls/{reference}/follow/", f"calls/{reference}/follow/asked/", f"calls/{decided.reference}/"]
    assert found(live_server, browser, addresses) == []


def test_a_visitor_follows_a_call_without_script(live_server, browser, hands, personas):
    hands.at = NOW
    tender = published_call(title="Entretien des parcs")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/calls/?q=parcs")
    page.get_by_role("link", name="Entretien des parcs").click()
    page.get_by_role("link", name="Follow this call").click()
    page.get_by_label("Your e-mail address").fill("no address")
    page.get_by_role("button", name="Follow this call").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your e-mail address")).to_have_value("no address")
    page.get_by_label("Your e-mail address").fill("visitor@example.org")
    page.get_by_role("button", name="Follow this call").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.get_by_role("link", name="Back to the call").click()
    expect(page).to_have_url(f"{live_server.url}/en/calls/{tender.reference}/")
    context.close()
