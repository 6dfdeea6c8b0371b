"""A draft whose key is in another browser: the code shown once, the code typed, and everything typed again."""

import re

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from tenders.models import Bid
from tests.factories.browsing import Browser, uploads
from tests.factories.calls import DEADLINE
from tests.factories.sealed import BEFORE, open_call

CODE = re.compile(r"(?:[2-9A-Z]{5}-){3}[2-9A-Z]{5}")


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


@pytest.fixture
def colleague(personas) -> Browser:
    return Browser(personas.contributor)


@pytest.fixture
def bid(call, owner) -> Bid:
    bid = owner.start(call)
    owner.write(bid, **{"bid-uploads": uploads(["plan.txt"])})
    return bid


def code_of(owner: Browser, bid: Bid) -> str:
    return CODE.search(owner.post("hand_over", bid).text).group()


def test_a_look_at_the_page_makes_no_code(owner, bid):
    page = owner.get("hand_over", bid.number).text
    assert "Show a code" in page
    assert not CODE.search(page)
    assert not Event.objects.filter(verb="bid.hand_over").exists()


def test_the_button_of_the_draft_saves_and_leads_there(owner, bid):
    assert owner.write(bid, then="hand-over").url == reverse("bids:hand_over", args=[bid.number])


def test_the_code_is_on_the_answer_only_and_opens_the_draft_for_a_colleague(owner, colleague, bid):
    answer = owner.post("hand_over", bid)
    code = CODE.search(answer.text).group()
    assert "no-store" in answer.headers["Cache-Control"]
    assert code not in str(dict(owner.client.session)) + str(owner.client.cookies)
    taken = colleague.post("take_over", bid, {"code": code.lower()})
    assert taken.url == reverse("bids:bid", args=[bid.number])
    page = colleague.get("bid", bid.number).text
    assert 'value="1,000.00"' in page
    assert "plan.txt" in page
    assert 'value="1,000.00"' in owner.get("bid", bid.number).text


def test_a_wrong_code_says_so_beside_its_field_and_is_shown_again(owner, colleague, bid):
    code_of(owner, bid)
    answer = colleague.post("take_over", bid, {"code": "22222-33333-44444-55555"})
    assert answer.status_code == 422
    assert answer.text.count("This code does not open the draft.") == 2
    assert 'value="22222-33333-44444-55555"' in answer.text
    assert "draft_key" not in str(colleague.client.cookies)


def test_a_code_works_once(owner, colleague, bid):
    code = code_of(owner, bid)
    colleague.post("take_over", bid, {"code": code})
    assert colleague.post("take_over", bid, {"code": code}).status_code == 422


def test_without_the_key_there_is_nothing_to_hand_over(colleague, bid):
    for answer in (colleague.get("hand_over", bid.number), colleague.post("hand_over", bid)):
        assert answer.url == reverse("bids:bid", args=[bid.number])


def test_typing_again_is_done_knowingly(owner, colleague, bid):
    answer = colleague.post("start_again", bid)
    assert answer.status_code == 422
    assert 'value="1,000.00"' in owner.get("bid", bid.number).text


def test_typing_again_costs_the_words_and_no_file(owner, colleague, bid):
    assert colleague.post("start_again", bid, {"sure": "on"}).status_code == 302
    page = colleague.get("bid", bid.number).text
    assert 'value="1,000.00"' not in page
    assert "1 file is sealed" in page
    assert "its name is known again at the opening" in page
    assert "The key of this draft is not here" in owner.get("bid", bid.number).text


def test_a_bid_typed_again_is_submitted_with_its_old_files(owner, bid, call):
    owner.client.cookies.clear()
    owner.client.force_login(owner.person)
    owner.post("start_again", bid, {"sure": "on"})
    owner.write(bid, then="submit")
    assert "1 file sealed before" in owner.get("submit", bid.number).text
    owner.post("submit", bid)
    assert "Sealed file 1" in owner.get("receipt", bid.number).text


def test_from_the_deadline_on_no_code_helps(owner, colleague, bid, hands):
    code = code_of(owner, bid)
    hands.at = DEADLINE
    assert "its deadline has passed" in owner.post("hand_over", bid).text
    for name, data in [("take_over", {"code": code}), ("start_again", {"sure": "on"})]:
        answer = colleague.post(name, bid, data)
        assert answer.status_code == 422
        assert "its deadline has passed" in answer.text


def test_a_look_changes_nothing(colleague, bid):
    for name in ("take_over", "start_again"):
        assert colleague.get(name, bid.number).url == reverse("bids:bid", args=[bid.number])
    assert not Event.objects.filter(verb__in=["bid.take_over", "bid.start_again"]).exists()
