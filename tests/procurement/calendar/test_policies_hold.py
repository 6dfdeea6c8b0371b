"""What holds for every day from 2020 to 2040, in Belgium, in France and in Alsace-Moselle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.calendar.holidays import holiday_list
from procurement.calendar.policies import (
    Policy,
    add_working_days,
    backwards,
    first_day_after,
    is_working_day,
    last_day,
    next_working_day,
    working_days_between,
)

YEARS = range(2019, 2045)
PLACES = [holiday_list("BE", None, YEARS), holiday_list("FR", None, YEARS), holiday_list("FR", "57", YEARS)]

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
lengths = st.integers(1, 120)
places = st.sampled_from(PLACES)
policies = st.sampled_from(Policy)


@given(policies, days, lengths, places)
def test_total(policy, trigger, length, holidays):
    end = last_day(policy, trigger, length, holidays)

    assert end >= trigger
    assert first_day_after(policy, trigger, length, holidays) == end + timedelta(days=1)


@given(policies, days, days, lengths, places)
def test_a_later_event_never_ends_earlier(policy, one, other, length, holidays):
    early, late = sorted((one, other))

    assert last_day(policy, early, length, holidays) <= last_day(policy, late, length, holidays)


@given(policies, days, lengths, lengths, places)
def test_a_longer_period_never_ends_earlier(policy, trigger, one, other, holidays):
    short, long = sorted((one, other))

    assert last_day(policy, trigger, short, holidays) <= last_day(policy, trigger, long, holidays)


@given(days, st.integers(2, 120), places)
def test_reg_1182_holds_two_working_days(trigger, length, holidays):
    end = last_day(Policy.REG_1182, trigger, length, holidays)

    assert working_days_between(trigger, end, holidays) >= 2


@given(days, lengths, places)
def test_reg_1182_ends_on_a_working_day_and_never_short(trigger, length, holidays):
    end = last_day(Policy.REG_1182, trigger, length, holidays)

    assert is_working_day(end, holidays)
    assert end >= trigger + timedelta(days=length)


@given(days, st.integers(2, 120), places)
def test_reg_1182_is_no_longer_than_it_must_be(trigger, length, holidays):
    end = last_day(Policy.REG_1182, trigger, length, holidays)
    candidates = (trigger + timedelta(days=n) for n in range(length, (end - trigger).days))

    assert not any(
        is_working_day(candidate, holidays) and working_days_between(trigger, candidate, holidays) >= 2
        for candidate in candidates
    )


@given(days, lengths, places)
def test_fr_standstill_never_moves(trigger, length, holidays):
    end = last_day(Policy.FR_STANDSTILL, trigger, length, holidays)

    assert (end - trigger).days + 1 == length
    assert end == last_day(Policy.FR_STANDSTILL, trigger, length, frozenset())


@given(days, st.integers(0, 120), places)
def test_working_days_end_on_one_and_count_back(trigger, count, holidays):
    end = last_day(Policy.WORKING_DAYS, trigger, count, holidays)

    assert is_working_day(end, holidays)
    if count:
        assert working_days_between(trigger, end, holidays) == count


@given(days, st.integers(1, 60), st.integers(1, 60), places)
def test_working_days_add_up(start, first, second, holidays):
    stepwise = add_working_days(add_working_days(start, first, holidays), second, holidays)

    assert stepwise == add_working_days(start, first + second, holidays)


@given(days, days, days, places)
def test_working_days_between_add_up_and_change_sign(one, other, third, holidays):
    def between(start, end):
        return working_days_between(start, end, holidays)

    assert between(one, other) == -between(other, one)
    assert between(one, other) + between(other, third) == between(one, third)


@given(days, places)
def test_next_working_day_skips_nothing(day, holidays):
    found = next_working_day(day, holidays)
    skipped = (day + timedelta(days=n) for n in range((found - day).days))

    assert is_working_day(found, holidays)
    assert not any(is_working_day(each, holidays) for each in skipped)


@given(days, lengths)
def test_backwards_is_exact(trigger, length):
    assert trigger - backwards(trigger, length) == timedelta(days=length)


@pytest.mark.parametrize("holidays", PLACES)
def test_no_day_of_the_two_decades_is_left_out(holidays):
    start = date(2020, 1, 1)
    triggers = [start + timedelta(days=n) for n in range(365 * 21)]

    ends = [last_day(Policy.REG_1182, trigger, 2, holidays) for trigger in triggers]

    assert all(working_days_between(t, end, holidays) >= 2 for t, end in zip(triggers, ends, strict=True))
    assert ends == sorted(ends)
