"""A story: a call with three bids handed in and two drafts is changed; nothing is lost, and each knows what to do."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.access import bids_of
from tenders.bids.confirming import confirm_bid, waiting_for
from tenders.calls import actions as calls
from tenders.models import Amendment, Bid, Confirmation, News, Piece, Tender
from tests.factories.alerts import alert_of
from tests.factories.browsing import Browser
from tests.factories.people import SupplierFactory, join
from tests.factories.published import publish
from tests.factories.sealed import AFTER, hand_in, open_call, open_together
from tests.personas import moment

BEFORE = moment("2027-03-01")
CHANGED = moment("2027-03-08")
PATH = "criterion:LOT-0001:"


@pytest.fixture(autouse=True)
def in_march(hands):
    hands.at = BEFORE


def prepare(call, personas, **wanted: str) -> None:
    weights = {f"{PATH}price:weight": "50", f"{PATH}q1:weight": "50"}
    calls.draft_changes(call, weights | wanted, by=personas.officer, now=CHANGED)


@dataclass(frozen=True)
class Story:
    """A call that was changed while three bids were in and two drafts were begun."""

    call: Tender
    bidders: list[User]
    bids: list[Bid]
    drafters: list[Browser]
    drafts: list[Bid]


@pytest.fixture
def story(personas, hands) -> Story:
    """Let it happen: other weights and words, a week more, and bids to be confirmed."""
    call = publish(open_call(personas))
    User.objects.update(language="en")
    bidders = [join(SupplierFactory(), email=f"bidder{n}@example.org", language="en") for n in (1, 2, 3)]
    bids = [hand_in(call, person.memberships.get().supplier, person).bid for person in bidders]
    drafters = [Browser(join(SupplierFactory(), email=f"drafter{n}@example.org", language="en")) for n in (1, 2)]
    drafts = [browser.start(call) for browser in drafters]
    for browser, draft in zip(drafters, drafts, strict=True):
        assert browser.write(draft, then="").status_code == 302
    alert_of(call, email="follower@example.org")
    calls.ask_question(call, supplier=personas.supplier, text="Why?", by=personas.owner, now=BEFORE)
    Mail.objects.all().delete()
    hands.at = CHANGED
    prepare(call, personas, description="Tonte et taille, en trois ans.")
    assert "trois ans" not in Client().get(call.get_absolute_url()).text
    assert not Mail.objects.exists()  # what is prepared, nobody hears of
    more = {"day": date(2027, 3, 22), "time": time(10), "reason": "The park has grown."}
    calls.publish_amendment(call, asks_to_confirm=True, **more, by=personas.officer, now=CHANGED)
    call.refresh_from_db()
    return Story(call, bidders, bids, drafters, drafts)


def test_everybody_sees_old_and_new_and_has_more_time(story):
    page = Client().get(story.call.get_absolute_url()).text
    old, new = "Tonte, taille et désherbage, en deux ans.", "Tonte et taille, en trois ans."
    assert all(words in page for words in ("The park has grown.", old, new))
    assert story.call.deadline_at == moment("2027-03-22", 9)


def test_everybody_concerned_is_told_once_in_the_same_words(story, personas, run_tasks):
    told = Mail.objects.filter(subject=f"The call was changed ({story.call.reference})")
    firms = [*story.bidders, *(browser.person for browser in story.drafters), personas.owner, personas.contributor]
    expected = {person.email for person in (*firms, *personas.committee)}
    assert sorted(told.values_list("to", flat=True)) == sorted(expected)
    assert len(set(told.values_list("text", flat=True))) == 1
    assert "confirm it on its page, or replace it" in told[0].text.replace("\n", " ")
    run_tasks()
    assert Piece.objects.filter(news=News.CHANGED, alert__reader__email="follower@example.org").count() == 1


def test_the_drafts_hold_everything_and_say_what_changed(story):
    page = story.drafters[0].get("bid", story.drafts[0].number).text
    assert "by hand" in page
    assert "The call was changed." in page


def test_one_confirms_one_replaces_one_does_nothing_and_all_are_opened(story, personas, hands):
    first, second, third = story.bids
    client = Client()
    client.force_login(story.bidders[0])
    confirm = reverse("bids:confirm", args=[first.number])
    assert confirm in client.get(reverse("bids:receipt", args=[first.number])).text
    assert "is confirmed" in client.post(confirm, follow=True).text
    assert waiting_for(first) == []
    hands.at = moment("2027-03-09")
    again = Browser(story.bidders[1]).hand_in(story.call, price="900,00")
    hands.at = moment("2027-03-22", 9, 5)
    calls.close_call(story.call, now=hands.at)
    assert open_together(story.call, personas, now=hands.at).bids_opened == 3
    opened = {bid.pk: bid for bid in bids_of(story.call).filter(state="opened")}
    assert set(opened) == {first.pk, again.pk, third.pk}
    assert [bool(waiting_for(opened[bid.pk])) for bid in (first, again, third)] == [False, False, True]
    second.refresh_from_db()
    assert second.state == "replaced"


def test_a_change_that_lets_bids_stay_asks_nothing(personas):
    call = publish(open_call(personas))
    bid = hand_in(call, personas.supplier, personas.owner).bid
    prepare(call, personas)
    calls.publish_amendment(call, reason="Clearer.", by=personas.officer, now=CHANGED)
    assert waiting_for(bid) == []
    page = Browser(personas.owner).get("receipt", bid.number).text
    assert "Your bid stays valid: you need to do nothing." in page
    with pytest.raises(Refused, match="needs no confirmation"):
        confirm_bid(bid, by=personas.owner)


@pytest.mark.parametrize("name", ["contributor", "other_owner"])
def test_only_who_may_submit_confirms_and_only_in_time(personas, hands, name):
    call = publish(open_call(personas))
    bid = hand_in(call, personas.supplier, personas.owner).bid
    prepare(call, personas)
    hands.at = CHANGED
    calls.publish_amendment(call, reason="Clearer.", asks_to_confirm=True, by=personas.officer, now=CHANGED)
    with pytest.raises(Refused, match="may submit for the firm"):
        confirm_bid(bid, by=getattr(personas, name))
    hands.at = AFTER
    with pytest.raises(Refused, match="deadline has passed"):
        confirm_bid(bid, by=personas.owner)
    hands.at = CHANGED
    confirm_bid(bid, by=personas.owner)
    assert (Confirmation.objects.get().confirmed_by, Amendment.objects.get().asks_to_confirm) == (personas.owner, True)


def test_what_an_officer_reads_is_the_same_with_and_without_bids(personas, client):
    pages = []
    for bids in (0, 2):
        call = publish(open_call(personas, reference="SAME", ocid="same"))
        for _one in range(bids):
            firm = SupplierFactory()
            hand_in(call, firm, join(firm))
        client.force_login(personas.officer)
        prepare(call, personas)
        pages.append(client.get(reverse("calls:amend", args=[call.reference])).text)
        type(call).objects.filter(pk=call.pk).update(reference=f"OLD-{bids}", ocid=f"old-{bids}")
    without, with_two = ([line for line in page.splitlines() if "csrf" not in line] for page in pages)
    assert [line for line in without if "nonce" not in line] == [line for line in with_two if "nonce" not in line]
    assert call.lots.get().criteria.get(code="price").weight == Decimal(60)
