"""A firm that never sold to the state: from the home page to "ready to bid", timed, its typed answers counted.

Three times the same way: pointing, by the keyboard alone, and in a browser without script. A robot types faster than
people; what a person needs is reckoned from what was done, with the times of the keystroke-level model (Card, Moran and
Newell: 0.28 s a key, 1.35 s to think before an answer, 1.1 s to point) and half a minute of reading for each page.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from suppliers.models import RegisterEntry, Supplier
from tenders.models import Bid, Tender
from tests.factories.hands import Keyboard, Pointer
from tests.factories.newcomers import ADDRESS, make_an_account, said_in, submit
from tests.factories.sealed import BEFORE, open_call

pytestmark = pytest.mark.browser
MOST_TYPED = 25
MOST_SECONDS = 600
KEY, THINKING, POINTING, READING = 0.28, 1.35, 1.1, 30


def fr(sentence: str) -> str:
    return said_in("fr", sentence)


@pytest.fixture
def call(personas, hands) -> Tender:
    """An open call, and a register that knows the firm. Nobody has asked for a mail yet."""
    hands.at = BEFORE
    cache.clear()
    RegisterEntry.objects.create(
        country="BE", number="0403019261", names={"fr": "Atelier Lux SRL"}, source="kbo", legal_form="610",
        addresses={"fr": "Rue du Chêne 16\n1000 Bruxelles"}, extracted_on=date(2026, 10, 30), nuts="BE1",
        activities=["nace2025:43210"],
    )  # fmt: skip
    return open_call(personas, title="Réfection de la toiture")


@pytest.fixture
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser that nobody has used before; `param`: whether it runs scripts."""
    context = browser.new_context(
        locale="fr-BE", java_script_enabled=request.param, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("window", "kind"),
    [(True, Pointer), (True, Keyboard), (False, Pointer)],
    indirect=["window"],
    ids=["pointing", "by keyboard alone", "without script"],
)
def test_from_the_home_page_to_ready_to_bid(live_server, window: Page, kind: type[Pointer], call: Tender):
    window.goto(f"{live_server.url}/fr/")
    hands = kind(window)
    make_an_account(hands, live_server.url)
    register_the_firm(hands)
    say_what_it_sells(hands)
    ready_to_bid(hands, call)
    assert hands.typed < MOST_TYPED
    assert seconds_of_a_person(hands) < MOST_SECONDS


def seconds_of_a_person(hands: Pointer) -> float:
    answers = hands.typed + hands.chosen
    return (
        hands.pages * (READING + POINTING) + answers * (THINKING + POINTING) + hands.keystrokes * KEY + READING
    )  # the mail is read, too


def register_the_firm(hands: Pointer) -> None:
    hands.press(fr("Register my firm"))
    hands.write(fr("Company number"), "0403.019.261")
    hands.press(fr("Go on"))
    expect(hands.page.get_by_label(fr("Name of the firm"))).to_have_value("Atelier Lux SRL")
    hands.write(fr("Your name"), "Ann Modèle")
    hands.press(submit(hands))
    firm = Supplier.objects.get(identifier="0403019261")
    assert (firm.address.splitlines(), firm.email) == (["Rue du Chêne 16", "1000 Bruxelles"], ADDRESS)
    assert hands.heading() == "Atelier Lux SRL"


def say_what_it_sells(hands: Pointer) -> None:
    hands.press(fr("Say what the firm sells, and where"))
    hands.write(fr("Search what you sell"), "toiture")
    hands.press(fr("Search the list"))
    hands.tick("Finitions, peinture, menuiserie et toiture (454)")
    hands.press(fr("Save"))
    assert Supplier.objects.get(identifier="0403019261").interests == ["454"]


def ready_to_bid(hands: Pointer, call: Tender) -> None:
    hands.press(fr("Calls"))
    hands.press(call.title)
    hands.press(fr("Prepare a bid"))
    hands.press(fr("Start the bid"))
    bid = Bid.objects.get()
    assert (bid.round.tender, bid.supplier.name, bid.state) == (call, "Atelier Lux SRL", "draft")
    assert bid.number in hands.page.url
    expect(hands.page.locator(".pv-card").first).to_contain_text(fr("The price is missing"))
