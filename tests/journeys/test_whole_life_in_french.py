"""From the ranking to the contract, in French: drafted, approved, signed, told, read by who lost, awarded, recorded.

What comes before (the call, the bids, the opening, the scores) is lived by the acts of a rehearsal.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from procurement import clock
from procurement.accounts.models import Post, User
from procurement.calendar.moments import to_utc
from procurement.outbox.models import Mail
from procurement.outbox.post import drain
from suppliers.models import Membership, Supplier
from tenders.calls.advancing import advance
from tenders.calls.importing import import_notice
from tenders.decisions.checking import check
from tenders.demo.script import demo_calls, read_script
from tenders.models import Decision, Letter, Lot, LotBid, Tender
from tenders.rehearsal.cast import hire, invite_firms
from tenders.rehearsal.hands import Hands
from tenders.rehearsal.life import Life
from tests.factories.people import BuyerFactory, employ
from tests.personas import moment

pytestmark = pytest.mark.browser
PASSWORD = "rossignol-sur-la-digue"
ABOVE_THE_THRESHOLD = Decimal(6_000_000)
GROUNDS = "L’offre est première au classement, selon les critères publiés."
ADVANTAGES = "Son calendrier nomme chaque étape du chantier, et son prix est le plus bas."


def fr(sentence: str) -> str:
    """Return a sentence of the portal as a French reader sees it."""
    with override("fr"):
        return gettext(sentence)


def aside(deed: Callable[[], object]) -> None:
    """Do it in a thread of its own: signing runs a loop, and the browser's runs here."""

    def alone() -> None:
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        worker.submit(alone).result()


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """The clock of the rehearsal tells the time to everybody, also to the server's threads."""
    source = Hands(moment("2027-03-01"), "Europe/Brussels")
    monkeypatch.setattr(clock, "now", source)
    return source


@pytest.fixture
def call(transactional_db, hands) -> Tender:
    """A call whose bids are ranked. All firms speak French, and everybody has a password."""
    aside(lambda: live(hands))
    for person in User.objects.all():
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return Tender.objects.get()


def live(hands: Hands) -> None:
    """Play the call until it waits for its decision."""
    notice = next(one.notice for one in demo_calls(read_script(), date(2027, 5, 10)) if one.state == "decision")
    buyer = BuyerFactory()
    cast = hire(buyer, mark="Demo", now=hands())
    employ(buyer, "auditor", name="Aude Audit", email="auditor@example.org")
    hands.to_day(notice.sent or date(2027, 3, 1))
    tender = import_notice(notice, buyer=buyer, by=cast.officer, now=hands()).tender
    Tender.objects.update(value=ABOVE_THE_THRESHOLD)
    tender.refresh_from_db()
    bidders = invite_firms(3, mark="Demo", country="BE")
    Supplier.objects.update(language="fr")
    User.objects.update(language="fr")
    Life(tender, cast, bidders, hands, Random(7)).live("decision")  # noqa: S311  dice of a play


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="fr-BE", viewport={"width": 1280, "height": 900})
    found = context.new_page()
    blocked: list[str] = []
    found.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    yield found
    context.close()
    assert blocked == []


def button(page: Page, words: str):
    return page.get_by_role("main").get_by_role("button", name=fr(words), exact=True)


def link(page: Page, words: str):
    return page.get_by_role("main").get_by_role("link", name=fr(words), exact=True)


def main(page: Page):
    return page.get_by_role("main")


def sign_in(page: Page, live_server, person: User, following: str) -> None:
    """Sign in as somebody else, by the form."""
    page.context.clear_cookies()
    page.goto(f"{live_server.url}{following}")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    main(page).locator("button[type=submit]").click()
    expect(page).to_have_url(f"{live_server.url}{following}")


def post_of(role: str) -> User:
    return Post.objects.filter(role=role).select_related("person").first().person


def owner_of(supplier: Supplier) -> User:
    return Membership.objects.filter(supplier=supplier).select_related("person").first().person


def ranked() -> list[LotBid]:
    """Return the offers in the order of their rank."""
    lot = Lot.objects.get()
    by_number = {offer.bid.number: offer for offer in lot.bids()}
    return [by_number[row["id"]] for row in lot.ranking().result["ranking"]]


def test_from_the_ranking_to_the_contract(live_server, page: Page, call: Tender, hands: Hands):
    room = f"/fr/office/decisions/{call.reference}/"
    the_officer_drafts(page, live_server, room)
    the_approver_reads_and_approves(page, live_server, room)
    the_signatory_signs(page, live_server, room)
    the_officer_tells_everybody(page, live_server, room)
    who_lost_reads_its_letter(page, live_server)
    nobody_signs_during_the_standstill(page, live_server, room)
    the_lot_is_awarded_and_the_contract_recorded(page, live_server, room, hands)
    everybody_can_see_how_it_ended(page, live_server, call)
    the_auditor_reads_who_did_what(page, live_server, room)


def the_officer_drafts(page: Page, live_server, room: str) -> None:
    sign_in(page, live_server, post_of("officer"), "/fr/office/decisions/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    main(page).get_by_role("link", name=Tender.objects.get().title).click()
    expect(page).to_have_url(f"{live_server.url}{room}")
    link(page, "Draft the decision").click()
    page.locator("textarea[name=grounds]").fill(GROUNDS)
    button(page, "Keep the draft").click()  # nobody is chosen yet
    expect(page.get_by_role("alert")).to_contain_text(fr("the winner"))
    expect(page.locator("textarea[name=grounds]")).to_have_value(GROUNDS)
    page.locator("input[name=winners]").first.check()
    page.locator("textarea[name=advantages]").fill(ADVANTAGES)
    button(page, "Keep the draft").click()
    expect(main(page)).to_contain_text(fr("The draft is kept. Another person reads and approves it."))
    assert list(Decision.objects.get().winners.all()) == ranked()[:1]


def the_approver_reads_and_approves(page: Page, live_server, room: str) -> None:
    sign_in(page, live_server, post_of("approver"), room)
    expect(main(page)).to_contain_text(GROUNDS)
    expect(main(page)).to_contain_text(ADVANTAGES)
    button(page, "Approve").click()
    expect(main(page)).to_contain_text(fr("The decision is approved. The signatory can sign it now."))


def the_signatory_signs(page: Page, live_server, room: str) -> None:
    sign_in(page, live_server, post_of("signatory"), room)
    link(page, "Sign").click()
    expect(main(page)).to_contain_text(ADVANTAGES)
    button(page, "Sign the decision").click()
    expect(main(page)).to_contain_text(fr("The decision is signed. An officer can now tell everybody."))
    assert Decision.objects.get().state == "signed"


def the_officer_tells_everybody(page: Page, live_server, room: str) -> None:
    sign_in(page, live_server, post_of("officer"), room)
    link(page, "See what everybody will be told").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    button(page, "Tell everybody now").click()
    expect(main(page)).to_contain_text(fr("Everybody is told. The letters are being printed and signed."))
    aside(drain)
    assert Letter.objects.exclude(paper=None).count() == 3


def who_lost_reads_its_letter(page: Page, live_server) -> None:
    winner, loser, *others = ranked()
    letter = Letter.objects.select_related("paper").get(supplier=loser.supplier)
    owner = owner_of(loser.supplier)
    address = f"/fr/papers/letters/{letter.pk}/"
    assert address in Mail.objects.filter(person=owner).latest("pk").text
    sign_in(page, live_server, owner, address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2e sur 3")
    for words in (winner.supplier.name, ADVANTAGES, "Conseil d'État"):
        expect(main(page)).to_contain_text(words)
    for other in others:
        expect(main(page)).not_to_contain_text(other.supplier.name)
    with page.expect_download() as download:
        link(page, "Download the signed letter (PDF)").click()
    content = download.value.path().read_bytes()
    aside(lambda: relied_on(content))


def relied_on(document: bytes) -> None:
    found = check(document)
    assert found.holds, found.sentences


def nobody_signs_during_the_standstill(page: Page, live_server, room: str) -> None:
    sign_in(page, live_server, post_of("officer"), room)
    shut = button(page, "Award the lot")
    expect(shut).to_have_attribute("aria-disabled", "true")
    shut.focus()
    expect(page.locator(f"#{shut.get_attribute('aria-describedby')}")).to_contain_text(re.compile(r"\d{4}"))


def the_lot_is_awarded_and_the_contract_recorded(page: Page, live_server, room: str, hands: Hands) -> None:
    day = Lot.objects.get().earliest_signature
    hands.to(to_utc(day, hands().time(), "Europe/Brussels"))
    page.reload()
    link(page, "Award the lot").click()
    button(page, "Award the lot").click()
    expect(main(page)).to_contain_text(fr("The lot is awarded."))
    sign_in(page, live_server, post_of("signatory"), room)
    link(page, "Record the contract").click()
    page.locator("input[name=signed_on]").fill(day.isoformat())
    page.locator("input[name=value]").fill("458 120,00")
    button(page, "Record the contract").click()
    expect(main(page)).to_contain_text(fr("The contract is recorded."))
    lot = Lot.objects.get()
    assert (lot.state, lot.contracted_on, lot.contract_value) == ("contracted", day, Decimal("458120.00"))
    assert [made.after for made in advance(now=hands.tick())] == ["concluded"]


def everybody_can_see_how_it_ended(page: Page, live_server, call: Tender) -> None:
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/fr/calls/{call.reference}/")
    expect(main(page)).to_contain_text(ranked()[0].supplier.name)
    expect(main(page)).to_contain_text(re.compile(r"458\s120\s€"))


def the_auditor_reads_who_did_what(page: Page, live_server, room: str) -> None:
    sign_in(page, live_server, post_of("auditor"), f"{room}log/")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text(fr("Conclude"))
    expect(rows.filter(has_text=fr("Draft the decision"))).to_contain_text(str(post_of("officer")))
    for words in (GROUNDS, ADVANTAGES, "458"):
        expect(main(page)).not_to_contain_text(words)
