"""The page where anyone tries the points of a bid: without an account, without a trace."""

import pytest
from django.test import Client

from procurement.audit.models import Event
from tenders.models import AwardCriterion, Lot
from tests.factories.calls import TenderFactory, add_lot
from tests.factories.published import published_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot() -> Lot:
    return published_call().lots.get()


@pytest.fixture
def keys(lot) -> list[str]:
    """The numbers of the price and of the quality, as the form's fields have them."""
    return [str(criterion.pk) for criterion in lot.criteria.order_by("position")]


def address(lot: Lot) -> str:
    return f"/en/calls/{lot.tender.reference}/lots/{lot.identifier}/points/"


def typed(keys: list[str], *bids: tuple[str, str]) -> dict[str, str]:
    return {
        f"bid{number}-{key}": value for number, bid in enumerate(bids) for key, value in zip(keys, bid, strict=True)
    }


def posted(client, lot, data: dict[str, str]) -> str:
    return client.post(address(lot), data).content.decode()


def test_the_call_leads_to_it(client, lot):
    assert address(lot) in client.get(f"/en/calls/{lot.tender.reference}/").content.decode()


def test_own_and_imagined_bids_are_ranked(client, lot, keys):
    page = posted(client, lot, typed(keys, ("100 000", "9"), ("80000", "4,5")))
    assert page.index("1. Your bid") < page.index("2. Imagined bid 1")
    assert all(points in page for points in ("48.00", "36.00", "84.00", "78.00"))
    assert 'value="100,000.00"' in page or 'value="100 000"' in page


def test_nothing_is_kept_and_nothing_is_logged(client, lot, keys, caplog):
    before = Event.objects.count()
    response = client.post(address(lot), typed(keys, ("98765432", "9")))
    assert Event.objects.count() == before
    assert "98765432" not in caplog.text
    assert "no-store" in response.headers["Cache-Control"]
    assert "98765432" not in client.get(address(lot)).content.decode()


def test_a_price_in_the_address_is_not_read(client, lot, keys):
    page = client.get(address(lot), typed(keys, ("98765432", "9"))).content.decode()
    assert "1. Your bid" not in page


@pytest.mark.parametrize(
    ("bids", "sentence"),
    [
        ([("", "9")], "Fill this in."),
        ([("0", "9")], "The price must be above 0."),
        ([("100", "11")], "The score must be from 0 to 10."),
        ([("a lot", "9")], "Write the sum in digits"),
        ([("100", "9"), ("90", "")], "Fill in the whole imagined bid, or leave all of it empty."),
    ],
)
def test_what_cannot_be_compared_is_said_beside_the_field_and_stays_typed(client, lot, keys, bids, sentence):
    page = posted(client, lot, typed(keys, *bids))
    assert page.count(sentence) >= 2  # above the form, and at the field
    assert "1. Your bid" not in page
    assert all(f'value="{value}"' in page for bid in bids for value in bid if value)


def test_described_levels_are_chosen(client, lot, keys):
    levels = [{"points": "0", "name": "Faible"}, {"points": "10", "name": "Excellent"}]
    AwardCriterion.objects.filter(pk=keys[1]).update(levels=levels)
    assert '<option value="10">10 – Excellent</option>' in client.get(address(lot)).content.decode()
    assert "1. Your bid" in posted(client, lot, typed(keys, ("100", "10")))
    assert "1. Your bid" not in posted(client, lot, typed(keys, ("100", "7")))


def test_who_falls_below_a_threshold_reads_where(client, lot, keys):
    AwardCriterion.objects.filter(pk=keys[1]).update(threshold=5)
    page = posted(client, lot, typed(keys, ("100", "4"), ("90", "8")))
    assert "out, below 5 at" in page
    assert "1. Imagined bid 1" in page


def test_where_the_weights_are_not_known_the_page_says_so(client, lot, keys):
    AwardCriterion.objects.filter(pk=keys[0]).update(weight=None)
    assert "published in its documents only" in client.get(address(lot)).content.decode()
    assert "<h2>What these bids would get" not in posted(client, lot, typed(keys, ("100", "4")))
    assert address(lot) not in client.get(f"/en/calls/{lot.tender.reference}/").content.decode()


@pytest.mark.parametrize("state", ["draft", "approval", "approved"])
def test_a_call_that_is_not_public_has_no_such_page(client, state):
    assert client.get(address(TenderFactory(state=state).lots.get())).status_code == 404


@pytest.mark.parametrize("lots", [1, 3])
def test_queries_do_not_grow_with_the_lots(lots, django_assert_num_queries):
    tender = published_call()
    for _more in range(lots - 1):
        add_lot(tender)
    where, client = address(tender.lots.first()), Client()
    client.get(where)
    with django_assert_num_queries(2):
        client.get(where)
