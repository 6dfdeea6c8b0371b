"""The list of results: what stands in it, from when, and what it costs."""

import pytest

from tests.factories.published import award, judged_call, no_award, notify, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
LIST = "/en/results/"


@pytest.fixture(autouse=True)
def in_may(hands):
    hands.at = moment("2027-05-25")


def body(client, query: str = "") -> str:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.text


def test_of_nothing_says_so_and_leads_on(client):
    published_call()
    found = body(client)
    assert "No decision has been announced here yet." in found
    assert 'href="/en/calls/"' in found


def test_names_the_winner_the_sum_and_the_end_of_the_standstill(client, personas):
    tender = judged_call(personas, title="Lighting of schools")
    [decision] = notify_award(personas, tender.lots.get())
    winner = decision.winners.get()
    tender.lots.get().refresh_from_db()
    found = body(client)
    assert f"/en/calls/{tender.reference}/#result" in found
    assert winner.supplier.name in found
    assert "€100,000" in found
    assert "24 May 2027" in found
    assert "Standstill until" in found
    assert "1 result" in found


def test_a_signed_decision_is_not_told_before_the_bidders_know(client, personas):
    tender = judged_call(personas, title="Lighting of schools")
    award(personas, tender.lots.get())
    assert "Lighting of schools" not in body(client)


def test_a_decision_without_award_says_why(client, personas):
    tender = judged_call(personas)
    notify(personas, [no_award(personas, tender.lots.get())])
    found = body(client)
    assert "No award" in found
    assert "the need has changed" in found


def test_a_decision_that_another_replaced_is_gone(client, personas):
    tender = judged_call(personas)
    lot = tender.lots.get()
    [first] = notify_award(personas, lot)
    lot.refresh_from_db()
    second = award(personas, lot, supersedes=first, place_=1)
    notify(personas, [second], now=moment("2027-05-24", 12))
    found = body(client)
    assert found.count("pv-calls__title") == 1
    assert second.winners.get().supplier.name in found
    assert first.winners.get().supplier.name not in found


def test_finds_words_of_call_and_buyer(client, personas):
    tender = judged_call(personas, title="Lighting of schools")
    notify_award(personas, tender.lots.get())
    assert "Lighting of schools" in body(client, "?q=school+valbrume")
    assert "No result for “cheese”." in body(client, "?q=cheese")


@pytest.mark.parametrize("rows", [1, 3])
def test_takes_the_same_queries_for_any_number_of_rows(client, personas, rows, django_assert_num_queries):
    tender = judged_call(personas, lots=rows)
    notify_award(personas, *tender.lots.all())
    with django_assert_num_queries(3):
        found = body(client)
    assert found.count("pv-calls__title") == rows


def test_the_page_of_the_call_leads_to_what_can_be_checked(client, personas):
    tender = judged_call(personas)
    notify_award(personas, tender.lots.get())
    found = client.get(f"/en/calls/{tender.reference}/").text
    assert "/en/verify/" in found.split('id="result"')[1]
    assert 'id="documents"' in found
