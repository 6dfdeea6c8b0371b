"""Gaps between answers: each one that is long enough, nothing else, and time counted once."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.availability.gaps import Gap, gaps, share_up, time_lost
from tests.personas import moment

START = moment("2027-02-01")
ALLOWED = timedelta(minutes=5)
steps = st.lists(st.integers(1, 900), max_size=40)
spans = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 300)), max_size=8)


def at(minute: float) -> object:
    return START + timedelta(minutes=minute)


def heard(seconds: list[int]) -> list:
    moments = [START]
    for step in seconds:
        moments.append(moments[-1] + timedelta(seconds=step))
    return moments


@given(steps)
def test_every_long_silence_is_found_and_no_other(seconds):
    moments = heard(seconds)
    found = list(gaps(moments, ALLOWED))
    assert all(gap.length > ALLOWED for gap in found)
    assert len(found) == sum(timedelta(seconds=step) > ALLOWED for step in seconds)
    assert all(one.ended_at <= two.began_at for one, two in pairwise(found))
    edges = {edge for gap in found for edge in (gap.began_at, gap.ended_at)}
    assert edges <= set(moments)


@given(steps, st.integers(0, 40))
def test_what_was_heard_before_and_after_a_restart_tells_the_same(seconds, cut):
    moments = heard(seconds)
    first, second = moments[: cut + 1], moments[cut:]
    assert list(gaps(moments, ALLOWED)) == [*gaps(first, ALLOWED), *gaps(second, ALLOWED)]


@given(spans)
def test_time_is_lost_once_however_many_gaps_tell_of_it(pairs):
    lost = [Gap(at(began), at(began + length)) for began, length in pairs]
    minutes = {minute for began, length in pairs for minute in range(began, began + length)}
    assert time_lost(lost, at(0), at(2000)) == timedelta(minutes=len(minutes))
    within = {minute for minute in minutes if 100 <= minute < 400}
    assert time_lost(lost, at(100), at(400)) == timedelta(minutes=len(within))
    assert 0 <= share_up(lost, at(100), at(400)) <= 1


@pytest.mark.parametrize("answers", [[], [START]])
def test_one_answer_alone_tells_of_no_gap(answers):
    assert list(gaps(answers, ALLOWED)) == []


def test_exactly_what_is_allowed_is_no_gap_and_a_moment_more_is():
    assert list(gaps([at(0), at(5)], ALLOWED)) == []
    after = at(5) + timedelta(microseconds=1)
    assert list(gaps([at(0), after], ALLOWED)) == [Gap(at(0), after)]


@pytest.mark.parametrize(
    ("minute", "touched"), [(-1, False), (0, True), (30, True), (60, True), (90, True), (91, False)]
)
def test_a_moment_is_touched_within_the_gap_and_for_some_time_after(minute, touched):
    assert Gap(at(0), at(60)).touches(at(minute), timedelta(minutes=30)) is touched


def test_an_empty_span_has_no_share():
    assert share_up([], START, START) is None
    assert share_up([], START, at(1)) == 1
