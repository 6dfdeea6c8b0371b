"""Submitting and withdrawing in the browser: asked first, done once, and told why not."""

import hashlib

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from suppliers.models import Membership
from tenders.models import Bid
from tests.factories.browsing import Browser, files
from tests.factories.calls import DEADLINE
from tests.factories.people import join
from tests.factories.sealed import BEFORE, open_call


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    personas.buyer.country = "FR"  # where a firm declares on its honour below the threshold
    personas.buyer.save()
    return open_call(personas)


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


@pytest.fixture
def ready(call, owner) -> Bid:
    bid = owner.start(call)
    owner.write(bid, **{"bid-uploads": files(("plan.txt", b"green roofs"))})
    return bid


def state_of(bid: Bid) -> str:
    return Bid.objects.get(pk=bid.pk).state


def test_the_whole_bid_is_read_back_before_it_is_submitted(owner, ready):
    page = owner.get("submit", ready.number).text
    digest = hashlib.sha256(b"green roofs").hexdigest()
    for words in ("€1,000.00", "by hand", "plan.txt", digest[:4], digest[-4:], "Submit the bid"):
        assert words in page
    assert state_of(ready) == "draft"


def test_submitting_leads_to_the_receipt_and_takes_the_key_back(owner, ready):
    answer = owner.post("submit", ready)
    assert answer.url == reverse("bids:receipt", args=[ready.number])
    assert state_of(ready) == "submitted"
    cookies = [cookie for name, cookie in answer.cookies.items() if name.startswith("draft_key")]
    assert [(cookie.value, cookie["max-age"]) for cookie in cookies] == [("", 0)] * 4
    assert f"Your bid {ready.number} is sealed and received." in owner.get("receipt", ready.number).text


def test_pressed_twice_it_is_one_bid_and_one_receipt(owner, ready):
    owner.post("submit", ready)
    assert owner.post("submit", ready).url == reverse("bids:receipt", args=[ready.number])
    assert Event.objects.filter(verb="bid.submit").count() == 1


def test_what_is_missing_is_said_and_leads_to_its_cure(owner, call):
    bid = owner.start(call)
    owner.write(bid, **{"bid-sworn": ""})
    page = owner.get("submit", bid.number)
    assert "The self-declaration is not given yet." in page.text
    assert 'aria-disabled="true"' in page.text
    assert "<form method" not in page.text.partition("<main")[2].partition("</main")[0]
    answer = owner.post("submit", bid)
    assert answer.status_code == 422
    assert "The self-declaration is not given yet." in answer.text
    assert state_of(bid) == "draft"


def test_at_the_deadline_it_is_too_late_and_the_page_says_so(owner, ready, hands):
    hands.at = DEADLINE
    answer = owner.post("submit", ready)
    assert answer.status_code == 422
    assert "its deadline has passed" in answer.text
    assert state_of(ready) == "draft"


def test_a_contributor_does_not_submit(call, personas):
    contributor = Browser(personas.contributor)
    bid = contributor.start(call)
    contributor.write(bid)
    assert "Only this role may do it" in contributor.get("submit", bid.number).text
    assert contributor.post("submit", bid).status_code == 422
    assert state_of(bid) == "draft"


def test_a_signatory_of_bids_does(call, personas):
    signatory = Browser(join(personas.supplier, "bid_signatory", email="signs@example.org"))
    assert signatory.hand_in(call).state == "submitted"


def test_without_the_key_there_is_nothing_to_submit(ready, personas):
    Membership.objects.filter(person=personas.contributor).update(role="owner")
    other = Browser(personas.contributor)
    for answer in (other.get("submit", ready.number), other.post("submit", ready)):
        assert answer.url == reverse("bids:bid", args=[ready.number])
    assert state_of(ready) == "draft"


def test_a_new_bid_says_that_it_replaces_the_old_one(owner, call):
    old, new = owner.hand_in(call), owner.start(call)
    owner.write(new)
    assert "takes the place of the one that you submitted before" in owner.get("submit", new.number).text
    owner.post("submit", new)
    assert (state_of(old), state_of(new)) == ("replaced", "submitted")
    assert "A newer bid of your firm took its place." in owner.get("receipt", old.number).text


def test_a_draft_that_is_handed_in_is_written_to_no_more(owner, call):
    bid = owner.hand_in(call)
    for answer in (owner.get("bid", bid.number), owner.write(bid)):
        assert answer.url == reverse("bids:receipt", args=[bid.number])
    assert owner.get("submit", bid.number).url == reverse("bids:bid", args=[bid.number])


def test_withdrawing_asks_first_and_tells_what_stays(owner, call):
    bid = owner.hand_in(call)
    assert "can't be undone" in owner.get("withdraw", bid.number).text
    assert state_of(bid) == "submitted"
    assert owner.post("withdraw", bid).url == reverse("bids:receipt", args=[bid.number])
    assert state_of(bid) == "withdrawn"
    page = owner.get("receipt", bid.number).text
    assert "You withdrew it on 1 March 2027" in page
    assert f"Your bid {bid.number} is sealed and received." in page


def test_from_the_deadline_on_nothing_is_withdrawn(owner, call, hands):
    bid = owner.hand_in(call)
    hands.at = DEADLINE
    for answer in (owner.get("withdraw", bid.number), owner.post("withdraw", bid)):
        assert "its deadline has passed" in answer.text
        assert 'aria-disabled="true"' in answer.text
    assert answer.status_code == 422
    assert state_of(bid) == "submitted"


def test_a_contributor_reads_why_it_cannot_withdraw(owner, call, personas):
    bid = owner.hand_in(call)
    contributor = Browser(personas.contributor)
    assert "Only this role may do it" in contributor.get("withdraw", bid.number).text
    assert contributor.post("withdraw", bid).status_code == 422
    assert state_of(bid) == "submitted"


def test_a_draft_is_not_withdrawn(owner, ready):
    for answer in (owner.get("withdraw", ready.number), owner.post("withdraw", ready)):
        assert answer.url == reverse("bids:bid", args=[ready.number])
