"""The status page as a browser opens it while the portal is down: from a file, without a script."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from procurement.availability.actions import beat
from tenders.outages.actions import propose_what_is_due
from tenders.outages.status import write_status
from tests.factories.calls import DEADLINE
from tests.factories.sealed import open_call
from tests.journeys.test_every_page import barriers, too_wide, window
from tests.personas import moment

pytestmark = pytest.mark.browser


@pytest.fixture
def page_on_disk(personas, hands, settings, tmp_path) -> Path:
    """The page after an outage in which bids were due."""
    settings.STATUS_FOLDER, hands.at = tmp_path, moment("2027-03-01")
    open_call(personas)
    back = DEADLINE.replace(minute=40)
    beat(now=moment("2027-03-14"))
    beat(now=back)
    propose_what_is_due(now=back)
    write_status(now=back)
    return tmp_path / "index.html"


def test_it_has_no_barrier_and_fetches_nothing(page_on_disk, browser):
    plain = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)  # for axe alone
    page, said = window(plain)
    page.goto(page_on_disk.as_uri())
    page.evaluate(Axe().axe_script)
    found = list(barriers(page))
    page.emulate_media(color_scheme="dark")
    found += [*barriers(page, {"runOnly": ["color-contrast"]}), *too_wide(page)]
    assert found + [line for line in said if not line.startswith("file:")] == []
    plain.close()


def test_without_a_script_the_moment_is_read_in_ones_own_language(page_on_disk, browser):
    bare = browser.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(page_on_disk.as_uri())
    page.get_by_role("link", name="Nederlands").click()
    assert page.url.endswith("#nl")
    assert "15 maart 2027" in page.locator("#nl .as-of").inner_text()
    bare.close()
