"""Published dates and times, and the instants they mean."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.calls.notices import codes
from tenders.calls.notices.moments import earliest, read_date, read_moment

BRUSSELS = "Europe/Brussels"


@pytest.mark.parametrize(
    ("day", "clock", "at"),
    [
        # With an offset the zone of the buyer doesn't matter.
        ("2025-02-10+01:00", "12:00:00+01:00", datetime(2025, 2, 10, 11, 0, tzinfo=UTC)),
        ("2025-02-10Z", "12:00:00Z", datetime(2025, 2, 10, 12, 0, tzinfo=UTC)),
        ("2025-02-10-05:00", "12:00:00.000-05:00", datetime(2025, 2, 10, 17, 0, tzinfo=UTC)),
        ("2025-02-10+01:00", "12:00:00", datetime(2025, 2, 10, 11, 0, tzinfo=UTC)),
        ("2025-07-10", "12:00:00+0300", datetime(2025, 7, 10, 9, 0, tzinfo=UTC)),
        # Without one it is local time, in winter and in summer.
        ("2025-02-10", "12:00", datetime(2025, 2, 10, 11, 0, tzinfo=UTC)),
        ("2025-07-10", "9:30", datetime(2025, 7, 10, 7, 30, tzinfo=UTC)),
        ("20250710", "12h00", datetime(2025, 7, 10, 10, 0, tzinfo=UTC)),
        ("2025-07-10", "23:59", datetime(2025, 7, 10, 21, 59, tzinfo=UTC)),
        # The end of the day.
        ("2025-07-10", "24:00", datetime(2025, 7, 10, 22, 0, tzinfo=UTC)),
        # An hour that the clocks skip, and one that they show twice: the first counts.
        ("2025-03-30", "02:30", datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),
        ("2025-10-26", "02:30", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_an_instant(day, clock, at):
    assert read_moment(day, clock, zone=BRUSSELS).at == at


def test_a_moment_keeps_what_is_published():
    moment = read_moment("2025-02-10+02:00", "12:00:00+02:00", zone=BRUSSELS)
    assert (moment.date, moment.time, moment.offset, moment.zone) == (
        date(2025, 2, 10),
        time(12, 0),
        timedelta(hours=2),
        BRUSSELS,
    )


@pytest.mark.parametrize("clock", [None, "", "noon", "25:00", "12:60", "24:30"])
def test_a_day_without_a_time_has_no_instant(clock):
    moment = read_moment("2025-02-10", clock, zone=BRUSSELS)
    assert (moment.date, moment.time, moment.at) == (date(2025, 2, 10), None, None)


@pytest.mark.parametrize(
    "day", [None, "", "soon", "2025-02-30", "0001-01-01", "9999-12-31", "10/02/2025", "٢٠٢٥-٠٢-١٠"]
)
def test_without_a_day_there_is_no_moment(day):
    assert read_moment(day, "12:00", zone=BRUSSELS) is None
    assert read_date(day) is None


def test_an_impossible_offset_is_no_offset():
    assert read_moment("2025-02-10", "12:00:00+99:00", zone=BRUSSELS).at == datetime(2025, 2, 10, 11, 0, tzinfo=UTC)


def test_a_date_is_not_moved_by_its_offset():
    assert read_date("2025-01-08Z") == read_date("2025-01-08+14:00") == date(2025, 1, 8)


def test_the_earliest_is_found_and_a_bare_day_ends_last():
    morning = read_moment("2025-02-10", "09:00", zone=BRUSSELS)
    day = read_moment("2025-02-10", None, zone=BRUSSELS)
    later = read_moment("2025-02-11", "01:00", zone=BRUSSELS)
    assert earliest([later, day, None, morning]) == morning
    assert earliest([later, day]) == day
    assert earliest([None]) is None


@given(
    st.dates(min_value=date(2014, 1, 1), max_value=date(2190, 1, 1)),
    st.times(min_value=time(5), max_value=time(22)),  # by day: clocks change at night
    st.sampled_from(sorted(set(codes.ZONES.values()))),
)
def test_the_buyer_s_clock_shows_the_published_time(day, clock, zone):
    moment = read_moment(f"{day:%Y-%m-%d}", f"{clock:%H:%M}", zone=zone)
    assert moment.at.tzinfo is UTC
    assert f"{moment.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == f"{day} {clock:%H:%M}"


@pytest.mark.parametrize(
    ("country", "nuts", "zone"),
    [
        ("BE", "BE332", "Europe/Brussels"),
        ("FR", "FR107", "Europe/Paris"),
        ("FR", "FRY40", "Indian/Reunion"),
        ("FR", "FR910", "America/Guadeloupe"),
        ("ES", "ES704", "Atlantic/Canary"),
        ("PT", "PT200", "Atlantic/Azores"),
        ("PT", None, "Europe/Lisbon"),
        ("XK", None, "Europe/Belgrade"),
        (None, None, "UTC"),
        ("ZZ", None, "UTC"),
    ],
)
def test_the_buyer_s_clock_is_known(country, nuts, zone):
    assert codes.zone_of(country, nuts) == zone


def test_every_zone_of_the_tables_exists():
    for zone in {*codes.ZONES.values(), *codes.ZONES_BY_NUTS.values(), codes.UNKNOWN_ZONE}:
        assert ZoneInfo(zone).key == zone


@pytest.mark.parametrize(
    ("code", "country"),
    [("BEL", "BE"), ("be", "BE"), ("UK", "GB"), ("EL", "GR"), ("1A0", "XK"), ("ZZZ", None), ("", None), (None, None)],
)
def test_countries_have_two_letters(code, country):
    assert codes.country(code) == country


@pytest.mark.parametrize(
    ("code", "language"),
    [("FRA", "fr"), ("NOB", "nb"), ("DE", "de"), ("GRE", "el"), ("XX", None), ("ZXX", None), (None, None)],
)
def test_languages_have_two_letters(code, language):
    assert codes.language(code) == language
