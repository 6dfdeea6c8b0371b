"""What is left is never more than there is, and the deadline stands on the buyer's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tenders.bids.countdown import time_left, until

DEADLINE = datetime(2027, 4, 15, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=1, hours=17, minutes=20, seconds=59), "1 day 17 h 20 min"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=2, minutes=5), "2 days 5 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=5), "3 h 5 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(microseconds=1), "no time"),
        (timedelta(0), "no time"),
        (timedelta(days=-1), "no time"),
    ],
)
def test_the_time_left_in_words(left, words):
    assert time_left(DEADLINE - left, DEADLINE) == words


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=400)))
def test_it_is_never_more_than_there_is(left):
    with override("en"):
        words = time_left(DEADLINE - left, DEADLINE).replace("days", "day").split()
    units = dict(zip(words[1::2], map(int, words[::2]), strict=True))
    told = timedelta(days=units.get("day", 0), hours=units.get("h", 0), minutes=units.get("min", 0))
    assert timedelta(0) <= left - told < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("zone", "name", "time"),
    [
        ("Europe/Brussels", "Brussels time", "10:00"),
        ("Europe/Lisbon", "local time, Lisbon", "9:00"),
        ("Europe/Helsinki", "local time, Helsinki", "11:00"),
    ],
)
def test_the_deadline_is_told_on_the_buyers_clock(zone, name, time):
    sentence = until(DEADLINE, zone)
    assert sentence == f"Until Thursday 15 April 2027, {time} ({name}). At {time} sharp it is too late."
