from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from procurement.calendar.moments import (
    NonexistentTimeError,
    UnknownZoneError,
    is_odd_hour,
    local_day,
    plus_days,
    start_of_day,
    to_local,
    to_utc,
)

BRUSSELS = "Europe/Brussels"
ZONES = [BRUSSELS, "Europe/Paris", "Europe/Lisbon", "Atlantic/Azores", "America/Guadeloupe", "Pacific/Noumea"]

zones = st.sampled_from(ZONES)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
# The last Sundays of March and October, when clocks change, and the days around them.
changes = st.builds(
    lambda year, month, shift: date(year, month, 31) + timedelta(days=shift),
    st.integers(2020, 2040),
    st.sampled_from([3, 10]),
    st.integers(-8, 1),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 7, 1), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (date(2026, 12, 1), datetime(2026, 12, 1, 9, tzinfo=UTC)),
    ],
)
def test_ten_o_clock_in_brussels(day, utc):
    assert to_utc(day, time(10), BRUSSELS) == utc
    assert to_local(utc, BRUSSELS).timetz().hour == 10


def test_the_utc_moment_is_aware_and_in_utc():
    assert to_utc(date(2026, 7, 1), time(10), BRUSSELS).tzinfo is UTC


@pytest.mark.parametrize("at", [time(2), time(2, 30), time(2, 59, 59, 999_999)])
def test_a_time_that_the_clocks_jump_over_is_refused(at):
    with pytest.raises(NonexistentTimeError):
        to_utc(date(2027, 3, 28), at, BRUSSELS)


def test_of_a_time_that_happens_twice_the_first_is_taken():
    day, at = date(2026, 10, 25), time(2, 30)

    assert to_utc(day, at, BRUSSELS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_utc(day, at.replace(fold=1), BRUSSELS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.one_of(days, changes), st.times(), zones)
def test_local_to_utc_and_back(day, at, zone):
    try:
        moment = to_utc(day, at, zone)
    except NonexistentTimeError:
        reject()
    local = to_local(moment, zone)

    assert (local.date(), local.time()) == (day, at)
    assert local.fold == 0


@given(moments, zones)
def test_utc_to_local_and_back(moment, zone):
    local = to_local(moment, zone)
    back = to_utc(local.date(), local.time(), zone)

    assert back == (moment - timedelta(hours=1) if local.fold else moment)


@given(changes, st.times(), zones)
def test_only_one_hour_of_one_night_is_missing(day, at, zone):
    try:
        to_utc(day, at, zone)
    except NonexistentTimeError:
        assert day.month == 3
        assert at < time(3)


def test_a_day_over_the_change_has_23_hours_and_noon_stays_noon():
    noon = to_utc(date(2027, 3, 27), time(12), BRUSSELS)

    next_noon = plus_days(noon, 1, BRUSSELS)

    assert next_noon - noon == timedelta(hours=23)
    assert to_local(next_noon, BRUSSELS).time() == time(12)
    assert plus_days(next_noon, -1, BRUSSELS) == noon


def test_a_day_onto_a_missing_time_is_refused():
    with pytest.raises(NonexistentTimeError):
        plus_days(to_utc(date(2027, 3, 27), time(2, 30), BRUSSELS), 1, BRUSSELS)


@given(st.one_of(days, changes), st.integers(-400, 400), zones)
def test_days_are_added_on_the_calendar(day, count, zone):
    moved = plus_days(to_utc(day, time(10), zone), count, zone)

    assert local_day(moved, zone) == day + timedelta(days=count)
    assert to_local(moved, zone).time() == time(10)


@given(st.one_of(days, changes), zones)
def test_a_day_starts_when_the_one_before_is_over(day, zone):
    start = start_of_day(day, zone)

    assert local_day(start, zone) == day
    assert local_day(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)


def test_a_day_without_midnight_starts_when_the_clocks_have_jumped():
    azores = "Atlantic/Azores"

    assert start_of_day(date(2026, 3, 29), azores) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert to_local(start_of_day(date(2026, 3, 29), azores), azores).time() == time(1)


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        (time(0), True),
        (time(3, 30), True),
        (time(5, 59, 59, 999_999), True),
        (time(6), False),
        (time(10), False),
        (time(23, 59), False),
    ],
)
def test_odd_hours(at, odd):
    assert is_odd_hour(at) is odd


@pytest.mark.parametrize("zone", ["Europe/Bruxelles", "", "../etc/passwd", "Europe", "Europe/Brus\0sels"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(UnknownZoneError):
        to_utc(date(2026, 7, 1), time(10), zone)


def test_a_time_with_a_zone_and_a_moment_without_are_refused():
    with pytest.raises(ValueError, match="carries no zone"):
        to_utc(date(2026, 7, 1), time(10, tzinfo=timezone(timedelta(hours=2))), BRUSSELS)
    with pytest.raises(ValueError, match="give UTC"):
        to_local(datetime(2026, 7, 1, 10), BRUSSELS)  # noqa: DTZ001
