"""A call by invitation in a real browser: written, refused, mended, approved by a colleague, sent, bid for, opened.

How a bid is typed, the journey of a supplier shows; here it is handed in by the deed.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from procurement.accounts.models import User
from procurement.outbox.models import Mail
from tenders.bids.actions import make_member_key, prepare_envelope
from tenders.models import InvitedFirm, LotBid, Tender
from tests.factories.calls import DEADLINE
from tests.factories.clicking import PageOf, fill, pages, press, says
from tests.factories.sealed import AFTER, BEFORE, hand_in
from tests.journeys.test_two_rounds import the_committee_opens
from tests.personas import PASSPHRASE, Personas, moment

pytestmark = pytest.mark.browser
TITLE = "Repeindre la salle des fêtes"
WHY = "Works in the town."


@pytest.fixture
def page_of(live_server, browser: Browser) -> Iterator[PageOf]:
    with pages(browser, live_server.url) as found:
        yield found


def test_a_call_by_invitation(page_of: PageOf, personas: Personas, hands):
    hands.at = moment("2027-02-01")
    User.objects.update(language="en")
    officer = page_of(personas.officer)
    call = written_on_one_page(officer)
    firms_are_named(officer, call, personas)
    the_ceiling_refuses_and_the_ground_is_mended(officer, call)
    a_colleague_approves(officer, page_of(personas.approver), call)
    the_invitations_are_sent(officer, call, personas)
    hands.at = BEFORE
    only_an_invited_firm_finds_it(page_of, call, personas)
    hands.at = AFTER
    the_committee_opens(page_of, call, personas)
    assert [str(offer.price) for offer in LotBid.objects.filter(bid__round__tender=call)] == ["18500.00"]


def written_on_one_page(officer: Page) -> Tender:
    officer.goto("/en/office/calls/invite/")
    fill(officer, title=TITLE, value="45000", cpv="45442100", day="2027-03-15", at="10:00")
    officer.locator("form [name=ground][value=low-value]").check()
    press(officer, "Save the draft")
    says(officer, "The draft is made. Name now the firms that you invite.")
    return Tender.objects.get()


def firms_are_named(officer: Page, call: Tender, personas: Personas) -> None:
    """One is found by its number, another is an address."""
    officer.locator("form [name=q]").fill(personas.supplier.identifier)
    press(officer, "Search")
    officer.get_by_label(personas.supplier.name).check()
    officer.locator("#id_firm_why").fill(WHY)
    press(officer, "Put this firm on the list")
    says(officer, "The firm is named.")
    officer.locator("#id_address_name").fill("Peinture Neuve SRL")
    officer.locator("#id_address_email").fill("new@example.org")
    officer.locator("#id_address_why").fill("Answered a request for prices.")
    press(officer, "Put this address on the list")
    says(officer, "Peinture Neuve SRL (new@example.org)")
    says(officer, "Only 2 firms are invited.")
    assert InvitedFirm.objects.filter(tender=call).count() == 2


def the_ceiling_refuses_and_the_ground_is_mended(officer: Page, call: Tender) -> None:
    desk = f"/en/office/calls/{call.reference}/"
    officer.goto(desk)
    says(officer, "The estimated value is too high for this ground: it holds below 30,000 EUR without VAT")
    officer.goto(f"{desk}edit/")
    expect(officer).to_have_url(re.compile(r"/invitation/$"))
    officer.locator("form [name=ground][value=small]").check()
    fill(officer, few="Two painters work in this town.")
    press(officer, "Save the draft")
    expect(officer).to_have_url(desk)
    says(officer, "No notice of this call is published.")
    press(officer, "Send for approval")
    press(officer, "Send for approval")
    says(officer, "The call is sent for approval.")


def a_colleague_approves(officer: Page, approver: Page, call: Tender) -> None:
    approver.goto(f"/en/office/calls/{call.reference}/")
    says(approver, WHY)
    says(approver, "Your reason: “Two painters work in this town.”")
    approver.goto(f"/en/office/calls/{call.reference}/moves/approve/")
    press(approver, "Approve")
    says(approver, "The call is approved.")
    officer.goto(f"/en/office/calls/{call.reference}/")
    says(officer, "The opening committee has not made or tried its keys, or too few open together.")


def the_invitations_are_sent(officer: Page, call: Tender, personas: Personas) -> None:
    """At one moment, to both; and to nobody else."""
    for member in personas.committee:
        make_member_key(member, passphrase=PASSPHRASE, now=moment("2027-02-01"))
    prepare_envelope(call, members=personas.committee, by=personas.officer, now=moment("2027-02-01"))
    Mail.objects.all().delete()
    officer.goto(f"/en/office/calls/{call.reference}/moves/publish/")
    says(officer, personas.supplier.name)
    press(officer, "Send the invitations")
    says(officer, "The invitations are sent.")
    told = set(Mail.objects.values_list("to", flat=True))
    assert told == {personas.owner.email, personas.contributor.email, "new@example.org"}


def only_an_invited_firm_finds_it(page_of: PageOf, call: Tender, personas: Personas) -> None:
    """The way in of its mail leads to the page; for another firm, and for a visitor, there is none."""
    address = f"/en/calls/{call.reference}/"
    owner = page_of(personas.owner)
    owner.goto(f"{address}invited/")
    expect(owner).to_have_url(address)
    says(owner, "This call is by invitation only.")
    expect(owner.get_by_role("main")).not_to_contain_text("Peinture Neuve")
    call.refresh_from_db()
    assert call.deadline_at == DEADLINE
    hand_in(call, personas.supplier, personas.owner, price="18500.00")
    for person in (personas.other_owner, None):
        other = page_of(person)
        answer = other.goto(address)
        assert answer
        assert answer.status == 404
        expect(other.get_by_role("main")).not_to_contain_text(TITLE)
