"""From a template to an amendment, in a real browser.

A template is kept of a call that has ended. The next call is written from it, refused, mended, approved by another
person, published at a set moment by the clock, asked about, answered, and changed with more time; who follows the call
hears of it, and its calendar follows.
"""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar, Event
from playwright.sync_api import Browser, Page, expect

from procurement.accounts.groups import ensure_groups
from procurement.outbox.models import Mail
from procurement.outbox.post import drain
from tenders.bids.actions import make_member_key, prepare_envelope
from tenders.calls.advancing import advance
from tenders.models import Alert, Tender
from tests.factories.alerts import alert_of
from tests.factories.clicking import PageOf, fill, pages, press, says
from tests.factories.published import published_call
from tests.journeys.test_whole_life_in_french import aside
from tests.personas import PASSPHRASE, Personas, moment

pytestmark = pytest.mark.browser
FOLLOWER = "follower@example.org"
QUESTION = "Les talus de la digue en font-ils partie ?"
ANSWER = "Oui, sur toute leur longueur."
REASON = "La digue a été oubliée dans la description."


@pytest.fixture
def page_of(live_server, browser: Browser) -> Iterator[PageOf]:
    with pages(browser, live_server.url) as found:
        yield found


def test_from_a_template_to_a_change(page_of: PageOf, personas: Personas, hands):
    hands.at = moment("2027-02-01")
    ensure_groups()
    officer, approver = page_of(personas.officer), page_of(personas.approver)
    call = begun_from_a_template(officer, personas)
    what_is_missing_is_said_and_mended(officer, call, personas)
    another_person_approves(officer, approver, call)
    the_clock_publishes_it(officer, page_of(None), call, hands)
    a_firm_asks_and_everybody_reads_the_answer(officer, page_of(personas.owner), call, hands)
    more_time_is_given_with_the_change(officer, call, hands)


def begun_from_a_template(officer: Page, personas: Personas) -> Tender:
    earlier = published_call(buyer=personas.buyer, title="Tonte des talus en 2026", state="concluded")
    earlier.lots.get().criteria.filter(kind="quality").update(weight=30)
    officer.goto(f"/admin/calls/{earlier.reference}/template/")
    fill(officer, title="Tonte, modèle")
    press(officer, "Make the template")
    expect(officer.locator("body")).to_contain_text("The template is made.")
    officer.goto("/admin/calls/templates/")
    press(officer, "Start a draft from it")
    expect(officer).to_have_url(re.compile(r"/from-template/\?from="))
    fill(officer, title="Tonte des talus")
    press(officer, "Start the draft")
    expect(officer.locator("body")).to_contain_text("The draft is made from the template.")
    call = Tender.objects.get(title="Tonte des talus")
    assert (call.state, call.template, call.author, call.lots.count()) == ("draft", False, personas.officer, 1)
    return call


def what_is_missing_is_said_and_mended(officer: Page, call: Tender, personas: Personas) -> None:
    desk = f"/en/office/calls/{call.reference}/"
    officer.goto(desk)
    says(officer, "Still missing: the deadline for bids.")
    says(officer, "The weights do not add up to 100 in lot 1.")
    officer.goto(f"{desk}edit/")
    fill(officer, day="2027-02-08", at="10:00")
    press(officer, "Save the draft")
    says(officer, "Saved.")
    officer.goto(f"{desk}lots/{call.lots.get().pk}/")
    officer.get_by_label("Criterion 2: Weight").fill("40")
    press(officer, "Save the lot")
    says(officer, "Lot 1 is saved.")
    officer.goto(desk)
    says(officer, "The deadline is too early")
    expect(officer.get_by_role("main")).not_to_contain_text("do not add up")
    officer.goto(f"{desk}edit/")
    fill(officer, day="2027-04-15")
    press(officer, "Save the draft")
    says(officer, "Saved.")
    for member in personas.committee:
        make_member_key(member, passphrase=PASSPHRASE, now=moment("2027-02-01"))
    prepare_envelope(call, members=personas.committee, by=personas.officer, now=moment("2027-02-01"))


def another_person_approves(officer: Page, approver: Page, call: Tender) -> None:
    desk = f"/en/office/calls/{call.reference}/"
    officer.goto(desk)
    press(officer, "Send for approval")
    expect(officer).to_have_url(re.compile(r"/submit_for_review/$"))
    press(officer, "Send for approval")
    says(officer, "The call is sent for approval.")
    expect(officer.get_by_role("main").get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    approver.goto(desk)
    press(approver, "Approve")
    expect(approver).to_have_url(re.compile(r"/approve/$"))
    press(approver, "Approve")
    says(approver, "The call is approved.")
    call.refresh_from_db()
    assert call.state == "approved"


def the_clock_publishes_it(officer: Page, visitor: Page, call: Tender, hands) -> None:
    officer.goto(f"/en/office/calls/{call.reference}/")
    press(officer, "Publish at a set moment")
    expect(officer.locator("form [name=day]")).to_be_visible()
    fill(officer, day="2027-02-10", at="08:00")
    press(officer, "Set the moment")
    says(officer, "The moment is set.")
    public = f"/en/calls/{call.reference}/"
    hands.at = moment("2027-02-10", 6, 59)
    assert advance(now=hands.at) == []
    assert visitor.goto(public).status == 404
    hands.at = moment("2027-02-10", 7)
    assert [made.after for made in advance(now=hands.at)] == ["published"]
    assert visitor.goto(public).status == 200
    says(visitor, "Tonte des talus")


def a_firm_asks_and_everybody_reads_the_answer(officer: Page, owner: Page, call: Tender, hands) -> None:
    alert_of(call, email=FOLLOWER)
    hands.at = moment("2027-02-12")
    owner.goto(f"/en/calls/{call.reference}/ask/")
    fill(owner, text=QUESTION)
    press(owner, "Send the question")
    says(owner, "Your question is sent.")
    expect(owner.get_by_role("main")).not_to_contain_text(QUESTION)
    officer.goto(f"/en/office/calls/{call.reference}/questions/")
    press(officer, "Answer the question")
    expect(officer.locator("form [name=answer]")).to_be_visible()
    fill(officer, answer=ANSWER)
    press(officer, "Publish the answer")
    says(officer, "The answer is published.")
    owner.goto(f"/en/calls/{call.reference}/")
    says(owner, QUESTION)
    says(owner, ANSWER)
    assert len(told(call)) == 1


def more_time_is_given_with_the_change(officer: Page, call: Tender, hands) -> None:
    before = entry(call)
    hands.at = moment("2027-02-15")
    desk = f"/en/office/calls/{call.reference}/amendment/"
    officer.goto(f"{desk}call/")
    fill(officer, description="Tonte des talus et de la digue, en deux ans.")
    press(officer, "Keep it for now")
    says(officer, "Prepared. Nobody outside your office sees it")
    fill(officer, reason=REASON, day="2027-04-29", time="10:00")
    officer.locator("input[name=bids][value=confirm]").check()
    press(officer, "Publish the change")
    says(officer, "The change is public")
    call.refresh_from_db()
    assert call.deadline_day == date(2027, 4, 29)
    assert REASON in Client().get(f"/en/calls/{call.reference}/").text
    assert len(told(call)) == 2
    after = entry(call)
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert [one.decoded("dtstart") for one in (before, after)] == [moment(f"2027-04-{day}", 8) for day in (15, 29)]


def told(call: Tender) -> list[str]:
    """Return the subjects of what the follower was sent about the call."""
    aside(drain)
    assert Alert.objects.filter(tender=call).count() == 1
    return list(Mail.objects.filter(to=FOLLOWER).order_by("pk").values_list("subject", flat=True))


def entry(call: Tender) -> Event:
    """Return the entry of the deadline in the public calendar of the call."""
    calendar = Calendar.from_ical(Client().get(f"/en/calls/{call.reference}/dates.ics").content)
    return next(one for one in calendar.walk("VEVENT") if str(one["uid"]).startswith("submission"))
