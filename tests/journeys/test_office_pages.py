"""The desk and the office pages in a real browser: no barrier that axe can find, nothing blocked, nothing cut off.

In Dutch on a telephone: `test_every_page` looks at every kind of page in French, on a desk, by day and by night.
"""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser

from tenders.models import Question, Tender
from tests.factories.calls import TenderFactory, add_lot
from tests.factories.people import SupplierFactory
from tests.factories.published import published_call
from tests.journeys.test_public_pages import LONG, problems
from tests.personas import moment

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(personas, hands) -> list[str]:
    """Every kind of page, with a title that is one very long word; addresses without their language."""
    hands.at = moment("2027-02-20")
    draft = TenderFactory(buyer=personas.buyer, author=personas.officer, title=LONG)
    add_lot(draft, title=LONG).criteria.update(weight=10)
    Tender.objects.filter(pk=draft.pk).update(unmapped=[LONG])
    public = published_call(buyer=personas.buyer, title=LONG)
    question = Question.objects.create(
        tender=public, supplier=SupplierFactory(), text=LONG, asked_at=moment("2027-02-19")
    )
    lot = draft.lots.first()
    named = [
        ("desk:home", []), ("desk:calls", []), ("desk:call", [draft.reference]), ("desk:call", [public.reference]),
        ("desk:move", [draft.reference, "submit_for_review"]), ("calls:new", []), ("calls:import", []),
        ("calls:edit", [draft.reference]), ("calls:lot", [draft.reference, lot.pk]),
        ("calls:remove_lot", [draft.reference, lot.pk]), ("calls:add_document", [draft.reference]),
        ("calls:questions", [public.reference]), ("calls:answer", [public.reference, question.pk]),
        ("calls:extend", [public.reference]), ("calls:stage", [public.reference, "evaluation"]),
        ("calls:pause", [public.reference]), ("calls:ask", [public.reference]),
    ]  # fmt: skip
    return [reverse(name, args=args).split("/", 2)[2] for name, args in named]


def test_no_page_has_a_barrier(live_server, browser: Browser, client, personas, pages):
    language = "nl"
    client.force_login(personas.officer)
    assert {client.get(f"/{language}/{address}").status_code for address in pages} == {200}
    context = browser.new_context(viewport={"width": 375, "height": 900})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    found = [problem for address in pages for problem in problems(page, live_server, language, address)]
    context.close()
    assert found == []
