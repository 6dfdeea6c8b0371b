"""An officer writes a small call and sends it for approval, with the keyboard alone."""

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tenders.models import Tender
from tests.factories.hands import Keyboard
from tests.personas import moment

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live_server, browser: Browser, personas, client, hands):
    hands.at = moment("2027-02-01")
    client.force_login(personas.officer)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/en/desk/")
    yield page
    context.close()


def test_a_small_call_is_written_and_sent_for_approval(page, personas):
    hands = Keyboard(page)
    hands.press("Write a call")
    hands.write("Title", "Tonte des talus")
    hands.write("What is bought", "Deux tontes par an, sur douze kilomètres.")
    hands.write("CPV code", "77310000")
    hands.to("Deadline for bids, day")
    page.keyboard.type("04152027")
    hands.to("Deadline for bids, time")
    page.keyboard.type("1000AM")
    hands.press("Save the draft")

    assert hands.heading() == "Lot 1"
    hands.write("Criterion 1: Weight", "70")
    hands.write("Criterion 2: What is compared", "Méthode")
    hands.press("Add another criterion")
    hands.write("Criterion 2: Weight", "20")
    hands.write("Criterion 3: What is compared", "Délai")
    hands.write("Criterion 3: Weight", "10")
    hands.press("Save the lot")

    tender = Tender.objects.get()
    assert hands.heading() == "Tonte des talus"
    assert page.get_by_text("The weights make 100 of 100.").is_visible()
    hands.press("Send for approval")
    assert hands.heading() == "Send the call for approval?"
    hands.press("Send for approval")

    tender.refresh_from_db()
    assert (tender.state, tender.author) == ("in_review", personas.officer)
    assert page.get_by_text("The call is sent for approval.").is_visible()
    criteria = tender.lots.get().criteria.values_list("kind", "name", "weight")
    assert [(kind, name, int(weight)) for kind, name, weight in criteria] == [
        ("price", "Prix", 70),
        ("quality", "Méthode", 20),
        ("quality", "Délai", 10),
    ]


def test_a_mistake_is_found_by_keyboard_from_the_summary(page):
    hands = Keyboard(page)
    hands.press("Write a call")
    hands.write("Title", "Tonte")
    hands.write("CPV code", "77")
    hands.press("Save the draft")
    hands.to("CPV code: A CPV code has eight digits")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "cpv"
    page.keyboard.type("310000")
    hands.press("Save the draft")
    assert hands.heading() == "Lot 1"
