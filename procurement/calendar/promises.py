"""The day by which an authority promises to answer what it is asked now."""

from datetime import date, datetime

from procurement.calendar.holidays import holiday_list
from procurement.calendar.moments import local_day
from procurement.calendar.policies import add_working_days


def answer_day(now: datetime, working_days: int, *, zone: str, country: str, part: str) -> date:
    """Return the last local day of so many working days after `now`, by the holidays of the country or its part."""
    today = local_day(now, zone)
    return add_working_days(today, working_days, holiday_list(country, part, range(today.year, today.year + 2)))
