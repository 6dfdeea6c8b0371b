"""The golden cases of the timetable, and the edges of each way of counting."""

from datetime import date

import pytest

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

BE = holiday_list("BE", None, range(2010, 2031))
FR = holiday_list("FR", None, range(2010, 2031))
NONE: frozenset[date] = frozenset()


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("policy", "length", "trigger", "holidays", "last"),
    [
        (Policy.REG_1182, 10, "2026-07-04", FR, "2026-07-15"),
        (Policy.REG_1182, 10, "2026-07-11", BE, "2026-07-22"),
        (Policy.REG_1182, 10, "2026-12-18", BE, "2026-12-28"),
        (Policy.REG_1182, 2, "2026-12-24", BE, "2026-12-29"),
        (Policy.REG_1182, 15, "2026-12-11", BE, "2026-12-28"),
        (Policy.FR_STANDSTILL, 16, "2010-12-28", FR, "2011-01-12"),
        (Policy.FR_STANDSTILL, 11, "2026-12-15", FR, "2026-12-25"),
        (Policy.WORKING_DAYS, 15, "2026-12-18", BE, "2027-01-12"),
    ],
)
def test_golden_cases(policy, length, trigger, holidays, last):
    assert last_day(policy, day(trigger), length, holidays) == day(last)


@pytest.mark.parametrize(
    ("policy", "length", "trigger", "holidays", "first"),
    [
        (Policy.FR_STANDSTILL, 16, "2010-12-28", FR, "2011-01-13"),
        (Policy.FR_STANDSTILL, 11, "2026-12-15", FR, "2026-12-26"),
        (Policy.REG_1182, 15, "2026-12-11", BE, "2026-12-29"),
        (Policy.REG_1182, 10, "2026-12-08", BE, "2026-12-19"),  # a Friday is over: signing may be on the Saturday
    ],
)
def test_the_deed_is_allowed_on_the_day_after_the_last(policy, length, trigger, holidays, first):
    assert first_day_after(policy, day(trigger), length, holidays) == day(first)


def test_backwards_stays_on_a_holiday():
    assert backwards(day("2026-07-27"), 6) == day("2026-07-21")
    assert not is_working_day(day("2026-07-21"), BE)


@pytest.mark.parametrize(
    ("trigger", "last"),
    [
        ("2026-12-21", "2026-12-22"),  # Monday: one day is enough, two working days are not asked
        ("2026-12-24", "2026-12-28"),  # over Christmas and the weekend
    ],
)
def test_a_single_day_only_rolls(trigger, last):
    assert last_day(Policy.REG_1182, day(trigger), 1, BE) == day(last)


def test_holidays_inside_the_period_count():
    without, within = day("2026-07-06"), day("2026-07-13")

    assert last_day(Policy.REG_1182, without, 10, BE) == day("2026-07-16")
    assert last_day(Policy.REG_1182, within, 10, BE) == day("2026-07-23")  # 21 July lies within


@pytest.mark.parametrize("policy", [Policy.REG_1182, Policy.FR_STANDSTILL])
@pytest.mark.parametrize("length", [0, -1])
def test_a_legal_period_has_at_least_one_day(policy, length):
    with pytest.raises(ValueError, match="at least one day"):
        last_day(policy, day("2026-12-18"), length, BE)
    with pytest.raises(ValueError, match="at least one day"):
        backwards(day("2026-12-18"), length)


def test_a_promise_of_no_days_is_the_day_itself():
    assert last_day(Policy.WORKING_DAYS, day("2026-12-18"), 0, BE) == day("2026-12-18")
    assert last_day(Policy.WORKING_DAYS, day("2026-12-25"), 0, BE) == day("2026-12-28")
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(day("2026-12-18"), -1, BE)


@pytest.mark.parametrize(
    ("text", "works"),
    [("2026-07-20", True), ("2026-07-21", False), ("2026-07-25", False), ("2026-07-26", False), ("2026-07-27", True)],
)
def test_working_days(text, works):
    assert is_working_day(day(text), BE) is works


def test_next_working_day_keeps_one_that_is():
    assert next_working_day(day("2026-12-24"), BE) == day("2026-12-24")
    assert next_working_day(day("2026-12-25"), BE) == day("2026-12-28")
    assert next_working_day(day("2026-12-25"), NONE) == day("2026-12-25")


def test_the_buyers_closures_lengthen_a_promise():
    closed = {day("2026-12-28"), day("2026-12-29")}

    assert last_day(Policy.WORKING_DAYS, day("2026-12-18"), 15, BE | closed) == day("2027-01-14")


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-12-18", "2026-12-18", 0),
        ("2026-12-18", "2026-12-20", 0),
        ("2026-12-18", "2026-12-21", 1),
        ("2026-12-18", "2027-01-12", 15),
        ("2027-01-12", "2026-12-18", -15),
    ],
)
def test_working_days_between(start, end, count):
    assert working_days_between(day(start), day(end), BE) == count
