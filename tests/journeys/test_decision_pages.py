"""The pages of decisions and of the demonstration in a real browser: no barrier, nothing blocked, nothing cut off.

In Dutch on a telephone: `test_every_page` looks at every kind of page in French, on a desk, by day and by night.
"""

from collections.abc import Iterator
from importlib import reload

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import clear_url_caches
from playwright.sync_api import Browser, BrowserContext

from procurement import urls
from procurement.accounts.models import User
from procurement.outbox.models import Mail
from tenders.decisions.actions import approve_decision
from tenders.models import Decision, Letter, Lot, Paper, Tender
from tests.factories.people import join
from tests.factories.published import award, judged_call, notify_award, offers
from tests.journeys.test_public_pages import LONG, problems
from tests.personas import Personas, moment
from tests.tenders.decisions.conftest import ADVANTAGES, GROUNDS

pytestmark = pytest.mark.browser
NOW = moment("2027-06-30")
WAY = ("nl", 375, "light")


@pytest.fixture
def calls(personas, hands) -> dict[str, Tender]:
    """One call whose lot is approved, one with everything on its two lots; long words and a name of 200 characters."""
    hands.at = NOW
    waiting = judged_call(personas, title=f"Wartung: {LONG}")
    lot = waiting.lots.get()
    supplier = offers(lot)[0].supplier
    supplier.name = f"{LONG} {'und Söhne ' * 14}GmbH"
    supplier.save()
    words = {"grounds": f"{GROUNDS} {LONG}", "advantages": ADVANTAGES}
    draft = Decision(lot=lot, outcome="award", author=personas.officer, drafted_at=NOW, **words)
    draft.save()
    draft.winners.set(offers(lot)[:1])
    approve_decision(draft, by=personas.approver, now=NOW)
    told = judged_call(personas, lots=2)
    notify_award(personas, told.lots.first())
    award(personas, told.lots.last())
    facts = {"tender": told, "kind": "letter", "language": "fr", "sha256": "0" * 64, "made_at": NOW}
    letter = Letter.objects.first()
    letter.paper = Paper.objects.create(code="LETT-0001", supplier=letter.supplier, **facts)
    letter.save()
    return {"waiting": waiting, "told": told}


def enter(context: BrowserContext, server: str, person: User) -> None:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[site.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": server}])


@pytest.fixture
def look(browser: Browser, live_server):
    """Look at pages as somebody, and return what is wrong with them."""
    contexts = []

    def looked(person: User, addresses: list[str], language: str, width: int, scheme: str) -> list[str]:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        enter(context, live_server.url, person)
        return [
            problem for address in addresses for problem in problems(context.new_page(), live_server, language, address)
        ]

    yield looked
    for context in contexts:
        context.close()


def pages_of(personas: Personas, calls: dict[str, Tender]) -> Iterator[tuple[User, list[str]]]:
    waiting, told = (f"office/decisions/{calls[name].reference}/" for name in ("waiting", "told"))
    lot = f"{waiting}lots/{calls['waiting'].lots.get().pk}/"
    first = f"{told}lots/{Lot.objects.filter(tender=calls['told']).first().pk}/"
    letter = Letter.objects.exclude(paper=None).get()
    yield personas.officer, ["office/decisions/", waiting, f"{lot}draft/", told, first, f"{first}draft/"]
    yield personas.officer, [f"{told}notify/", f"{told}log/", f"{first}award/"]
    yield personas.approver, [waiting, f"{lot}send-back/"]
    yield personas.signatory, [waiting, f"{lot}sign/", f"{first}contract/", f"{waiting}cancel/"]
    yield join(letter.supplier, email="reads@example.org"), ["papers/", f"papers/letters/{letter.pk}/"]


def test_no_page_of_decisions_has_a_barrier(look, calls, personas):
    found = [problem for person, addresses in pages_of(personas, calls) for problem in look(person, addresses, *WAY)]
    assert found == []


@pytest.fixture
def demo(settings: site) -> Iterator[None]:
    """The site as a demonstration."""
    settings.DEMO = True
    reload(urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    reload(urls)
    clear_url_caches()


@pytest.mark.parametrize("way", [("fr", 1280, "dark"), ("nl", 320, "light")])
def test_no_page_of_the_demonstration_has_a_barrier(demo, look, personas, way):
    User.objects.filter(pk=personas.officer.pk).update(name=f"Demo {LONG}")
    facts = {"to": personas.officer.email, "person": personas.officer, "language": "de", "written_at": NOW}
    mail = Mail.objects.create(subject=LONG, text=f"{LONG}\n\nhttp://127.0.0.1:8000/{LONG}/\n", **facts)
    addresses = ["demo/people/", "demo/mails/", f"demo/mails/{mail.pk}/"]
    assert look(personas.officer, addresses, *way) == []
    assert look(personas.stranger, ["demo/mails/"], *way) == []
