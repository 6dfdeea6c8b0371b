"""How well a buyer keeps its word."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.punctuality import wilson
from tenders.timetable.punctuality import punctuality
from tests.timetables import day, stage

TODAY = day("2027-06-01")


def ended(kept, late, actual="2027-05-03"):
    on_time = [stage("opening", actual, actual=actual) for _ in range(kept)]
    return on_time + [stage("opening", actual, first="2027-05-02", actual=actual) for _ in range(late)]


def test_below_ten_nothing_is_said():
    assert punctuality(ended(9, 0), TODAY) is None
    assert punctuality(ended(10, 0), TODAY).n == 10


def test_the_first_promise_counts_and_not_the_moved_one():
    found = punctuality(ended(8, 4), TODAY)
    assert (found.kept, found.n) == (8, 12)
    assert found.share == pytest.approx(2 / 3)


def test_only_the_last_year_counts():
    assert punctuality(ended(5, 0) + ended(9, 0, actual="2026-05-31"), TODAY) is None
    assert punctuality(ended(5, 0) + ended(5, 0, actual="2026-06-02"), TODAY).n == 10


def test_stages_without_end_or_promise_do_not_count():
    open_ones = [stage("opening", "2027-05-03"), stage("opening", "", actual="2027-05-03")]
    assert punctuality(ended(9, 0) + open_ones, TODAY) is None


def test_wilson_as_in_the_textbook():
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_in_its_interval(counted):
    kept, n = counted
    low, high = wilson(kept, n)
    assert 0 <= low <= kept / n + 1e-9
    assert kept / n - 1e-9 <= high <= 1


def test_a_day_of_grace_is_not_given():
    row = stage("opening", "2027-05-03", actual="2027-05-03")
    row.actual += timedelta(days=1)
    assert punctuality([row] * 10, TODAY).kept == 0
