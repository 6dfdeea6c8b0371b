from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.calendar.holidays import holiday_list
from procurement.calendar.policies import is_working_day, last_day
from procurement.calendar.rulepacks import earliest_deadline, minimum_days, pack_for

DAY = date(2026, 11, 22)
EU, BE, FR = (pack_for(country, DAY) for country in ("EU", "BE", "FR"))
YEARS = range(2019, 2045)
BE_DAYS, FR_DAYS = holiday_list("BE", None, YEARS), holiday_list("FR", None, YEARS)
PROCEDURES = ["open", "restricted", "neg-w-call", "comp-dial", "innovation", "simplified", "adapted", "neg-wo-call"]

places = st.sampled_from([(EU, frozenset()), (BE, BE_DAYS), (FR, FR_DAYS)])
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
circumstances = st.fixed_dictionaries(
    {name: st.booleans() for name in ("electronic", "urgent", "prior_information", "documents_electronic")}
)


@pytest.mark.parametrize(
    ("pack", "sent", "earliest"),
    [
        (BE, "2027-03-01", "2027-04-06"),  # the authority's worked example: 35 days, sent on 1 March
        (BE, "2024-03-01", "2024-04-09"),  # and what it says of a 6 April that is a Saturday
        (FR, "2024-03-01", "2024-04-08"),  # elsewhere the next working day is enough
        (BE, "2026-03-01", "2026-04-08"),  # the 35th day is Easter Sunday: the period ends with the Tuesday
        (FR, "2026-06-09", "2026-07-16"),  # the 35th day is 14 July
    ],
)
def test_an_open_procedure_on_paper(pack, sent, earliest):
    holidays = BE_DAYS if pack is BE else FR_DAYS

    found = earliest_deadline(pack, "open", date.fromisoformat(sent), holidays, electronic=False)

    assert found == date.fromisoformat(earliest)


def test_the_last_day_of_the_period_is_a_day_short():
    sent = date(2026, 6, 1)
    period = minimum_days(FR, "open", "tenders")

    assert last_day(period.policy, sent, period.days, FR_DAYS) == date(2026, 7, 1)
    assert earliest_deadline(FR, "open", sent, FR_DAYS) == date(2026, 7, 2)


def test_the_notice_opens_the_requests_and_the_invitation_the_tenders():
    sent = date(2026, 6, 2)

    assert earliest_deadline(BE, "restricted", sent, BE_DAYS) == date(2026, 7, 3)
    assert earliest_deadline(BE, "restricted", sent, BE_DAYS, phase="tenders") == date(2026, 6, 30)


@pytest.mark.parametrize("procedure", ["adapted", "neg-wo-call", "other"])
def test_without_a_minimum_it_is_the_next_working_day(procedure):
    assert earliest_deadline(FR, procedure, date(2026, 7, 13), FR_DAYS) == date(2026, 7, 15)


@given(places, st.sampled_from(PROCEDURES), days, circumstances)
def test_a_working_day_after_the_whole_period(place, procedure, sent, given_circumstances):
    pack, holidays = place

    found = earliest_deadline(pack, procedure, sent, holidays, phase="tenders", **given_circumstances)
    period = minimum_days(pack, procedure, "tenders", **given_circumstances)

    assert is_working_day(found, holidays)
    assert found > sent
    if period:
        assert found > last_day(period.policy, sent, period.days, holidays)
        assert found > sent + timedelta(days=period.days)


@given(places, st.sampled_from(PROCEDURES), days, days, circumstances)
def test_a_notice_sent_later_never_closes_earlier(place, procedure, one, other, given_circumstances):
    pack, holidays = place
    early, late = sorted((one, other))

    def earliest(sent):
        return earliest_deadline(pack, procedure, sent, holidays, **given_circumstances)

    assert earliest(early) <= earliest(late)
