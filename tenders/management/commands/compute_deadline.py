"""`manage.py compute_deadline --policy … --country … --from DATE --days N`: the last day of a period."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from procurement.calendar.holidays import holiday_list, is_known
from procurement.calendar.policies import Policy, backwards, last_day, working_days_before
from procurement.commands import PlainCommand, Unusable

COUNTRIES = ("BE", "FR")
KNOWN_YEARS = range(1901, 2101)  # of which the library knows the holidays of both countries
LONGEST = 366 * len(KNOWN_YEARS)


class Command(PlainCommand):
    """Exit 0: the date is printed. 2: the period cannot be counted. It asks no database."""

    help = "Print the last day of a period; it has run when that day is over."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--policy", required=True, choices=[str(policy) for policy in Policy])
        parser.add_argument("--country", required=True, choices=COUNTRIES)
        parser.add_argument("--subdivision", metavar="CODE", help="as in the “holidays” package: 57 is Moselle")
        parser.add_argument("--from", required=True, dest="trigger", type=_day, metavar="DATE", help="day of the event")
        parser.add_argument("--days", required=True, type=_length, metavar="N", help="length of the period, 1 or more")
        parser.add_argument("--backwards", action="store_true", help="count back from the event (not FR_STANDSTILL)")

    def handle(self, *args: Any, **options: Any) -> None:
        policy, country, subdivision = Policy(options["policy"]), options["country"], options["subdivision"]
        if subdivision is not None and not is_known(country, subdivision):
            raise Unusable(f"{country} has no subdivision {subdivision!r}.")
        if options["backwards"] and policy is Policy.FR_STANDSTILL:
            raise Unusable("A standstill runs forwards only: --backwards goes with REG_1182 and WORKING_DAYS.")
        trigger, length = options["trigger"], min(options["days"], LONGEST)
        count = _back if options["backwards"] else last_day
        try:
            end = count(policy, trigger, length, _holidays(country, subdivision, trigger, length))
        except OverflowError:
            end = date.max
        if not {trigger.year, end.year} <= set(KNOWN_YEARS):
            known = f"from {KNOWN_YEARS.start} to {KNOWN_YEARS.stop - 1}"
            raise Unusable(f"The period must lie within the years whose holidays are known, {known}.")
        self.stdout.write(end.isoformat())


def _back(policy: Policy, trigger: date, length: int, holidays: frozenset[date]) -> date:
    promise = policy is Policy.WORKING_DAYS
    return working_days_before(trigger, length, holidays) if promise else backwards(trigger, length)


def _holidays(country: str, subdivision: str | None, trigger: date, length: int) -> frozenset[date]:
    reach = 2 + length // 200  # years; none has fewer working days than that
    years = range(max(trigger.year - reach, KNOWN_YEARS.start), min(trigger.year + reach + 1, KNOWN_YEARS.stop))
    return holiday_list(country, subdivision, years)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date like 2026-12-18") from None


def _length(text: str) -> int:
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", text):
        raise ArgumentTypeError(f"{text!r} is no whole number of days, 1 or more")
    return int(text)
