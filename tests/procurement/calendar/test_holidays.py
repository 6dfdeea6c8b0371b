import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.calendar.holidays import holiday_list, holidays_from_json, holidays_to_json, is_known

REST_OF_THE_UNION = [
    "AT", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
]  # fmt: skip
ALSACE_MOSELLE = {date(2026, 4, 3), date(2026, 12, 26)}


def test_belgium_has_its_ten_legal_holidays_and_two_sundays():
    assert holidays_to_json(holiday_list("BE", None, range(2026, 2027))) == [
        "2026-01-01", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-24",
        "2026-05-25", "2026-07-21", "2026-08-15", "2026-11-01", "2026-11-11", "2026-12-25",
    ]  # fmt: skip


def test_france_keeps_its_national_day_and_no_good_friday():
    days = holiday_list("FR", None, range(2026, 2027))

    assert date(2026, 7, 14) in days
    assert not ALSACE_MOSELLE & days


@pytest.mark.parametrize(
    "part", ["57", "67", "68", "6AE", "FR-57", "fr-68", "Moselle", "alsace", "FRF11", "FRF12", "frf33"]
)
def test_alsace_moselle_has_two_more_days(part):
    extra = holiday_list("FR", part, range(2026, 2027)) - holiday_list("FR", None, range(2026, 2027))

    assert extra == ALSACE_MOSELLE


@pytest.mark.parametrize("part", ["75", "FR-75", "FR101", "nowhere", ""])
def test_an_unknown_part_counts_as_the_whole_country(part):
    assert holiday_list("FR", part, range(2026, 2028)) == holiday_list("FR", None, range(2026, 2028))


@pytest.mark.parametrize("country", ["XX", "", "EU", "Belgium"])
def test_an_unknown_country_has_no_holidays(country):
    assert holiday_list(country, None, range(2026, 2027)) == frozenset()
    assert holiday_list(country, "57", range(2026, 2027)) == frozenset()


@pytest.mark.parametrize("country", REST_OF_THE_UNION)
def test_every_other_country_of_the_union_is_known(country):
    days = holiday_list(country, None, range(2026, 2027))

    assert {date(2026, 1, 1), date(2026, 12, 25)} <= days


@pytest.mark.parametrize(("european", "iso"), [("EL", "GR"), ("UK", "GB"), ("be", "BE")])
def test_codes_as_the_union_writes_them(european, iso):
    assert holiday_list(european, None, range(2026, 2027)) == holiday_list(iso, None, range(2026, 2027)) != frozenset()


def test_years_are_a_half_open_range():
    assert {day.year for day in holiday_list("BE", None, range(2026, 2029))} == {2026, 2027, 2028}
    assert holiday_list("BE", None, range(2026, 2026)) == frozenset()


@given(st.frozensets(st.dates()))
def test_what_is_stored_is_what_was_used(days):
    stored = json.loads(json.dumps(holidays_to_json(days)))

    assert holidays_from_json(stored) == days
    assert stored == sorted(stored)


def test_equal_lists_are_stored_alike():
    first, second = date(2026, 12, 25), date(2026, 1, 1)

    assert holidays_to_json([first, second, first]) == holidays_to_json([second, first])


@pytest.mark.parametrize("stored", [["2026-13-01"], ["tomorrow"], [""]])
def test_a_string_that_is_no_date_is_refused(stored):
    with pytest.raises(ValueError, match=r"isoformat|month"):
        holidays_from_json(stored)


@pytest.mark.parametrize(
    ("country", "part", "known"),
    [("BE", None, True), ("be", "Flemish", True), ("FR", "57", True), ("FR", "La Réunion", True), ("FR", "FR-67", True),
     ("FR", "75", False), ("BE", "57", False), ("XX", None, False), ("XX", "57", False), ("FR", "", False)],
)  # fmt: skip
def test_what_is_known(country, part, known):
    assert is_known(country, part) is known
