"""Three ways of counting days, named, never a bare "+ n days".

Every function here takes and gives local calendar dates. `holidays` is the stored list of the tender.
"""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Policy(StrEnum):
    """How a period is counted. The names stand in the rule packs."""

    REG_1182 = "REG_1182"
    """Regulation (EEC, Euratom) 1182/71 art. 3: the day of the event is not counted, holidays and weekends inside the
    period are; a last day that is no working day moves to the next one; two days or more hold two working days."""

    FR_STANDSTILL = "FR_STANDSTILL"
    """Code de la commande publique R2182-1, CE 2 August 2011 no 347526: the day of sending and the last day both count,
    and the last day stays where it falls."""

    WORKING_DAYS = "WORKING_DAYS"
    """Monday to Friday, the day of the event not counted, without holidays and the buyer's own closures (give both as
    one set): for service promises, never for legal minima."""


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Tell whether `day` is a Monday to Friday that is not in `holidays`."""
    return day.weekday() < SATURDAY and day not in holidays


def next_working_day(day: date, holidays: AbstractSet[date]) -> date:
    """Return `day` itself when it is a working day, otherwise the first one after it."""
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def add_working_days(start: date, count: int, holidays: AbstractSet[date]) -> date:
    """Return the `count`-th working day after `start`; with 0, the first working day on or after `start`.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("Working days are counted forwards.")
    day = next_working_day(start, holidays) if count == 0 else start
    for _ in range(count):
        day = next_working_day(day + ONE_DAY, holidays)
    return day


def working_days_between(start: date, end: date, holidays: AbstractSet[date]) -> int:
    """Count the working days after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start, holidays)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def last_day(policy: Policy, trigger: date, length: int, holidays: AbstractSet[date]) -> date:
    """Return the last day of a period of `length` days set off by an event on `trigger`.

    The period has run only when that day is over: see `first_day_after`. Raises ValueError for a length below one day
    (below zero for `WORKING_DAYS`, where 0 promises the very day).
    """
    if length < 1 and policy is not Policy.WORKING_DAYS:
        raise ValueError("A legal period has at least one day.")
    if policy is Policy.FR_STANDSTILL:
        return trigger + timedelta(days=length - 1)
    if policy is Policy.WORKING_DAYS:
        return add_working_days(trigger, length, holidays)
    return _last_day_reg_1182(trigger, length, holidays)


def _last_day_reg_1182(trigger: date, length: int, holidays: AbstractSet[date]) -> date:
    rolled = next_working_day(trigger + timedelta(days=length), holidays)
    if length == 1:
        return rolled
    # Art. 3(5): a period of two days or more includes at least two working days.
    return max(rolled, add_working_days(trigger, 2, holidays))


def first_day_after(policy: Policy, trigger: date, length: int, holidays: AbstractSet[date]) -> date:
    """Return the first day on which the deed is allowed: the day after the last day, working day or not."""
    return last_day(policy, trigger, length, holidays) + ONE_DAY


def backwards(trigger: date, length: int) -> date:
    """Return the day `length` days before `trigger`, which is not counted itself.

    A period counted backwards is never rolled (Reg. 1182/71 art. 3(4), second paragraph): the day may be a holiday.
    Raises ValueError for a length below one day.
    """
    if length < 1:
        raise ValueError("A legal period has at least one day.")
    return trigger - timedelta(days=length)


def working_days_before(end: date, count: int, holidays: AbstractSet[date]) -> date:
    """Return the `count`-th working day before `end`, which is not counted itself: a promise, counted backwards.

    Raises ValueError for a count below one day.
    """
    if count < 1:
        raise ValueError("A promise counted backwards has at least one day.")
    day = end
    for _ in range(count):
        day -= ONE_DAY
        while not is_working_day(day, holidays):
            day -= ONE_DAY
    return day
