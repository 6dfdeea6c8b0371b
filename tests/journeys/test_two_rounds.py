"""A restricted procedure in a real browser: requests are opened and selected, those selected are invited and offer.

How the requests and the offer are typed, the journey of a supplier shows; here they are handed in by the deeds.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from procurement import clock
from procurement.accounts.models import User
from procurement.outbox.models import Mail
from tenders.bids.actions import prepare_envelope
from tenders.calls.advancing import advance
from tenders.calls.planning import promise
from tenders.evaluation.actions import appoint_panel, declare_interests
from tenders.models import LotBid, Tender
from tests.factories.clicking import PageOf, fill, pages, press, says
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call
from tests.journeys.test_whole_life_in_french import aside
from tests.personas import PASSPHRASE, Personas, moment

pytestmark = pytest.mark.browser
RULE, FACTS = "Turnover of 100,000 euro", "The accounts of 2026 show 60,000 euro."


@pytest.fixture
def page_of(live_server, browser: Browser) -> Iterator[PageOf]:
    with pages(browser, live_server.url) as found:
        yield found


def test_two_rounds(page_of: PageOf, personas: Personas, hands):
    hands.at = BEFORE
    call = open_call(personas, procedure="restricted", author=personas.officer)
    call.rounds.update(kind="requests")
    User.objects.update(language="en")
    promise(call, moment("2027-02-02"))
    for firm, owner in ((personas.supplier, personas.owner), (personas.other_supplier, personas.other_owner)):
        hand_in(call, firm, owner, price=None, mark="request")
    officer, owner = page_of(personas.officer), page_of(personas.owner)
    hands.at = AFTER
    the_committee_opens(page_of, call, personas)
    requests_are_selected(officer, call, personas)
    those_selected_are_invited(officer, call, personas)
    only_they_may_offer(owner, page_of(personas.other_owner), call, personas, hands)
    the_committee_opens(page_of, call, personas)
    assert [str(offer.price) for offer in offers(call)] == ["900.00"]


def offers(call: Tender) -> list[LotBid]:
    """Return what was opened in the running round."""
    return list(LotBid.objects.filter(bid__round__tender=call, bid__round__number=call.round_number, state="opened"))


def the_committee_opens(page_of: PageOf, call: Tender, personas: Personas) -> None:
    """The clock closes the round; two of the three members unlock, each with its own passphrase."""
    aside(lambda: advance_to_closed(call))
    for member, button in zip(personas.committee, ("Unlock", "Unlock, and open all bids"), strict=False):
        page = page_of(member)
        page.goto(f"/en/calls/{call.reference}/opening/unlock/")
        fill(page, passphrase=PASSPHRASE)
        page.locator("form [name=sure]").check()
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        expect(page).to_have_url(f"/en/calls/{call.reference}/opening/")
    call.refresh_from_db()
    assert call.state == "opened"


def advance_to_closed(call: Tender) -> None:
    made = advance(now=clock.now())
    assert [one.after for one in made if one.move == "close"] == ["closed"], call


def requests_are_selected(officer: Page, call: Tender, personas: Personas) -> None:
    """One firm is admitted, the other is not, with the rule and the facts."""
    appoint_panel(call, chair=personas.chair, members=[personas.evaluator], by=personas.officer, now=AFTER)
    for person in (personas.officer, personas.chair, personas.evaluator):
        declare_interests(call, by=person, now=AFTER)
    room = f"/en/office/evaluation/{call.reference}/"
    officer.goto(f"{room}steps/examine/")
    press(officer, "Examine the bids")
    chosen, left_out = (offer_of(call, firm) for firm in (personas.supplier, personas.other_supplier))
    officer.goto(f"{room}bids/{chosen.pk}/")
    press(officer, "Admit")
    officer.goto(f"{room}bids/{left_out.pk}/reject/")
    press(officer, "Reject for this lot")  # without a reason
    expect(officer.get_by_role("alert")).to_be_visible()
    fill(officer, rule=RULE, facts=FACTS)
    press(officer, "Reject for this lot")
    for offer, state in ((chosen, "admitted"), (left_out, "rejected")):
        offer.refresh_from_db()
        assert offer.state == state
    officer.goto(f"{room}steps/evaluate/")
    press(officer, "Start the evaluation")


def offer_of(call: Tender, firm) -> LotBid:
    return LotBid.objects.get(bid__round__tender=call, bid__supplier=firm)


def those_selected_are_invited(officer: Page, call: Tender, personas: Personas) -> None:
    desk = f"/en/office/calls/{call.reference}/"
    officer.goto(f"{desk}rounds/next/")
    fill(officer, day="2027-05-03", at="10:00")
    press(officer, "Save the deadline")
    officer.goto(desk)
    says(officer, "The opening committee has not made or tried the keys of the next round.")
    prepare_envelope(call, members=personas.committee, by=personas.officer, now=AFTER)
    officer.goto(f"{desk}moves/start_next_round/")
    says(officer, personas.supplier.name)
    expect(officer.get_by_role("main")).not_to_contain_text(personas.other_supplier.name)
    press(officer, "Start the round")
    says(officer, "The next round has started, and the firms that were selected are invited.")
    told = dict(Mail.objects.filter(written_at__gte=AFTER).values_list("to", "subject"))
    assert "invit" in told[personas.owner.email]
    assert "not selected" in told[personas.other_owner.email]
    assert not any(FACTS in mail.text for mail in Mail.objects.all())


def only_they_may_offer(owner: Page, other: Page, call: Tender, personas: Personas, hands) -> None:
    start = f"/en/bids/start/{call.reference}/"
    other.goto(start)
    says(other, "Only the firms that were selected take part in this round.")
    owner.goto(start)
    expect(owner.get_by_role("main")).not_to_contain_text("Only the firms that were selected")
    call.refresh_from_db()
    hand_in(call, personas.supplier, personas.owner, price="900.00")
    hands.at = moment("2027-05-03", 8)
