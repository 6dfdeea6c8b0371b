"""The key of a draft: in one browser, for one bid's pages, out of reach of scripts, other sites and plain lines."""

import base64

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tenders.bids import draft_keys, drafts
from tenders.models import Bid

BID = Bid(number="B-7K3F-92QX")
LANGUAGES = [code for code, _word in settings.LANGUAGES]


def request(*, secure: bool = False, **cookies: str) -> HttpRequest:
    made = RequestFactory().get("/", secure=secure)
    made.COOKIES = cookies
    return made


def held(*, secure: bool = False) -> tuple[HttpResponse, bytes]:
    key = drafts.new_draft_key()
    return draft_keys.hold(HttpResponse(), request(secure=secure), BID, key), key


def test_there_is_one_cookie_for_each_language_of_the_pages_of_this_bid_only():
    response, _key = held()
    assert {cookie["path"] for cookie in response.cookies.values()} == {f"/{code}/bids/{BID}/" for code in LANGUAGES}


@pytest.mark.parametrize("secure", [True, False])
def test_no_script_and_no_other_site_gets_it_and_no_plain_line_where_there_is_a_better_one(secure):
    response, _key = held(secure=secure)
    for cookie in response.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Strict", secure)
        assert cookie["max-age"] == 180 * 24 * 3600


def test_what_the_browser_sends_back_is_the_key():
    response, key = held()
    sent = {name: cookie.value for name, cookie in response.cookies.items()}
    assert draft_keys.key_of(request(**sent), BID) == key
    assert draft_keys.key_of(request(**sent), Bid(number="B-2222-3333")) is None


@pytest.mark.parametrize(
    "value", ["", "x", "é", "a" * 43, base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(33)).decode()]
)
def test_what_is_no_key_is_none(value):
    assert draft_keys.key_of(request(**{f"draft_key_en_{BID}": value}), BID) is None


def test_it_is_taken_back_from_every_page():
    response = draft_keys.forget(HttpResponse(), BID)
    assert {cookie["path"] for cookie in response.cookies.values()} == {f"/{code}/bids/{BID}/" for code in LANGUAGES}
    assert {(cookie.value, cookie["max-age"]) for cookie in response.cookies.values()} == {("", 0)}
