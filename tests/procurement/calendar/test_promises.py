"""The day by which an authority promises to answer: by its own working days, holidays and clocks."""

from datetime import date

import pytest

from procurement.calendar.policies import is_working_day
from procurement.calendar.promises import answer_day
from tests.personas import moment

BRUSSELS = {"zone": "Europe/Brussels", "country": "BE", "part": ""}
PARIS = {"zone": "Europe/Paris", "country": "FR", "part": ""}


@pytest.mark.parametrize(
    ("now", "days", "where", "promised"),
    [
        (moment("2027-03-15"), 1, BRUSSELS, date(2027, 3, 16)),  # Monday to Tuesday
        (moment("2027-03-19"), 1, BRUSSELS, date(2027, 3, 22)),  # Friday to Monday
        (moment("2027-03-20"), 1, BRUSSELS, date(2027, 3, 22)),  # asked on a Saturday
        (moment("2027-03-25"), 2, BRUSSELS, date(2027, 3, 30)),  # over Easter Monday
        (moment("2027-07-13"), 1, PARIS, date(2027, 7, 15)),  # over the French holiday of 14 July
        (moment("2027-07-13"), 1, BRUSSELS, date(2027, 7, 14)),  # which is none in Belgium
        (moment("2027-12-31"), 1, BRUSSELS, date(2028, 1, 3)),  # over New Year: the next year's holidays count
        (moment("2026-12-18"), 15, BRUSSELS, date(2027, 1, 12)),  # the golden case of the design
    ],
)
def test_counts_working_days_where_the_authority_is(now, days: int, where: dict, promised: date):
    assert answer_day(now, days, **where) == promised


def test_a_part_of_a_country_with_holidays_of_its_own_keeps_them():
    good_friday_ahead = moment("2027-03-25")
    assert answer_day(good_friday_ahead, 1, **PARIS) == date(2027, 3, 26)
    assert answer_day(good_friday_ahead, 1, **{**PARIS, "part": "57"}) == date(2027, 3, 30)


@pytest.mark.parametrize(("hour", "promised"), [(22, date(2027, 3, 16)), (23, date(2027, 3, 17))])
def test_the_day_turns_at_the_authoritys_midnight(hour: int, promised: date):
    assert answer_day(moment("2027-03-15", hour, 30), 1, **BRUSSELS) == promised


@pytest.mark.parametrize("days", range(1, 40))
def test_what_is_promised_is_always_a_working_day(days: int):
    promised = answer_day(moment("2027-12-01"), days, **BRUSSELS)
    assert is_working_day(promised, frozenset())
