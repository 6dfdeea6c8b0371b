"""A bid for a call with more lots than one page holds: a page is typed and kept, what stands on the others stays."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tenders.bids import actions, draft_keys
from tenders.models import Bid
from tests.factories.browsing import Browser, filled
from tests.factories.calls import add_lot
from tests.factories.sealed import BEFORE, open_call

LOTS = 60


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    personas.buyer.country = "FR"
    personas.buyer.save()
    tender = open_call(personas)
    for _lot in range(LOTS - 1):
        add_lot(tender)
    return tender


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


@pytest.fixture
def bid(call, owner) -> Bid:
    return owner.start(call)


def address(bid: Bid, page: int) -> str:
    return reverse("bids:bid", args=[bid.number]) + (f"?page={page}" if page > 1 else "")


def typed(call, first: int, last: int, **more: object) -> dict[str, object]:
    """Return what a browser sends of the page with these lots: each with its own number as its price."""
    fields = {key: value for key, value in filled(call).items() if not key.startswith("lot-")}
    lots = list(call.lots.all())[first - 1 : last]
    return fields | {f"lot-{lot.pk}-price": f"{place},00" for place, lot in enumerate(lots, start=first)} | more


def prices(owner: Browser, bid: Bid) -> dict[str, Decimal]:
    fresh = Bid.objects.get(pk=bid.pk)
    key = draft_keys.key_of(owner.get("bid", bid.number).wsgi_request, fresh)
    return {offer.lot: offer.price for offer in actions.read_draft(fresh, draft_key=key).lots}


def test_sixty_lots_are_typed_on_two_pages_and_all_of_them_kept(call, owner, bid):
    first = owner.client.get(address(bid, 1)).text
    assert first.count('class="pv-price"') == 50
    assert "Lots 1–50" in first
    assert "Lots 51–60" in first
    answer = owner.client.post(address(bid, 1), typed(call, 1, 50, go="2"))
    assert answer.url == address(bid, 2)
    second = owner.client.get(answer.url).text
    assert second.count('class="pv-price"') == 10
    assert "50 lots are priced" in second
    assert owner.client.post(answer.url, typed(call, 51, 60, then="")).url == address(bid, 2)
    offered = prices(owner, bid)
    assert list(offered) == list(call.lots.values_list("identifier", flat=True))
    assert list(offered.values()) == [Decimal(place) for place in range(1, LOTS + 1)]


def test_a_page_that_is_typed_last_comes_in_its_place(call, owner, bid):
    owner.client.post(address(bid, 2), typed(call, 51, 60))
    owner.client.post(address(bid, 1), typed(call, 1, 2))
    assert [int(price) for price in prices(owner, bid).values()] == [1, 2, *range(51, 61)]


def test_an_offer_that_is_emptied_goes_and_those_of_other_pages_stay(call, owner, bid):
    owner.client.post(address(bid, 1), typed(call, 1, 50))
    owner.client.post(address(bid, 2), typed(call, 51, 60))
    owner.client.post(address(bid, 2), typed(call, 51, 51))
    assert [int(price) for price in prices(owner, bid).values()] == [*range(1, 51), 51]


def test_what_is_wrong_stays_on_its_page_and_leads_nowhere(call, owner, bid):
    lot = call.lots.last()
    wrong = owner.client.post(address(bid, 2), {**typed(call, 51, 60, go="1"), f"lot-{lot.pk}-price": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert prices(owner, bid) == {}


def test_a_lot_of_another_page_is_mended_by_way_of_the_button_that_saves(call, owner, bid):
    lot = call.lots.last()
    comment = {f"lot-{lot.pk}-price": "", f"lot-{lot.pk}-comment": "Without a price"}
    owner.client.post(address(bid, 2), {**typed(call, 51, 59), **comment})
    assert f'href="#id_lot-{lot.pk}-price"' in owner.client.get(address(bid, 2)).text
    elsewhere = owner.client.get(address(bid, 1)).text
    assert "The price for lot 60 is missing." in elsewhere
    assert 'href="#lot-pages"' in elsewhere
    assert 'id="lot-pages"' in elsewhere


def test_all_of_it_is_handed_in(call, owner, bid):
    owner.client.post(address(bid, 1), typed(call, 1, 50))
    assert owner.client.post(address(bid, 2), typed(call, 51, 60, then="submit")).url.endswith("/submit/")
    assert owner.post("submit", bid).status_code == 302
    bid.refresh_from_db()
    assert bid.state == "submitted"


@pytest.mark.parametrize("page", ["0", "9", "two", ""])
def test_a_page_that_is_not_there_is_the_nearest(owner, bid, page):
    answer = owner.client.get(reverse("bids:bid", args=[bid.number]), {"page": page})
    assert answer.text.count('class="pv-price"') == (10 if page in {"0", "9"} else 50)


@pytest.mark.parametrize("lots", [1, 3])
def test_a_page_of_lots_asks_as_often_for_three_as_for_one(personas, hands, owner, django_assert_num_queries, lots):
    hands.at = BEFORE
    tender = open_call(personas, lots=lots)
    started = owner.start(tender)
    owner.get("bid", started.number)
    with django_assert_num_queries(28):
        page = owner.get("bid", started.number).text
    assert page.count('class="pv-price"') == lots
    assert 'id="lot-pages"' not in page
