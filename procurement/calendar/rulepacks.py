"""Questions to a rule pack: which one applies, how long, until when.

The packs are dated data with citations (`packs/*.toml`); nothing here knows a number of days.
"""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from procurement.calendar.loading import all_packs
from procurement.calendar.policies import ONE_DAY, backwards, first_day_after, is_working_day, next_working_day
from procurement.calendar.rules import Option, Period, RulePack

__all__ = [
    "Circumstances",
    "Option",
    "Period",
    "RulePack",
    "answers_due",
    "earliest_deadline",
    "minimum_days",
    "pack_for",
    "standstill",
]

DEFAULT = "EU"


class Circumstances(TypedDict, total=False):
    """What shortens or lengthens a period; see `minimum_days` for the defaults."""

    electronic: bool
    urgent: bool
    prior_information: bool
    documents_electronic: bool


def pack_for(country: str, on: date) -> RulePack:
    """Return the pack of a country (ISO alpha-2) in force on a day, the newest of several.

    A country without a pack, or without one for that day, has the EU pack; a day before every pack has the oldest EU
    one, and `pack.covers(on)` is then false.
    """
    packs = all_packs()
    for code in (country.upper(), DEFAULT):
        in_force = [pack for pack in packs if pack.country == code and pack.covers(on)]
        if in_force:
            return in_force[-1]
    return next(pack for pack in packs if pack.country == DEFAULT)


def minimum_days(
    pack: RulePack,
    procedure: str,
    phase: str,
    *,
    electronic: bool = True,
    urgent: bool = False,
    prior_information: bool = False,
    documents_electronic: bool = True,
) -> Period | None:
    """Return the shortest lawful period of a procedure's phase, with the source of that length; None if there is none.

    Args:
        pack: the rule pack of the tender.
        procedure: a code as in `Period`; a phase that belongs to every procedure is found by any code.
        phase: a phase as in `Period`.
        electronic: whether bids are accepted by electronic means.
        urgent: whether urgency is substantiated in the file.
        prior_information: whether a complete prior information notice was sent 35 days to 12 months before.
        documents_electronic: whether all documents are free and complete on the net from the first day.
    """
    period = _find(pack, procedure, phase)
    if period is None:
        return None
    cases = {"electronic": electronic, "urgent": urgent, "prior-information": prior_information}
    shortest = _shortest(period, [case for case, applies in cases.items() if applies])
    if phase == "tenders" and not documents_electronic and not urgent:
        return _lengthened(shortest, _find(pack, procedure, "documents"))
    return shortest


def _find(pack: RulePack, procedure: str, phase: str) -> Period | None:
    rows = [row for row in pack.periods if row.phase == phase and row.procedure in {procedure, "any"}]
    return rows[0] if rows else None


def _shortest(period: Period, cases: list[str]) -> Period:
    applying = [reduction for reduction in period.reductions if reduction.when in cases]
    best = min(applying, key=lambda reduction: reduction.days, default=None)
    if best is None or best.days >= period.days:
        return replace(period, reductions=())
    return replace(period, days=best.days, source=best.source, confirmed=best.confirmed, reductions=())


def _lengthened(period: Period, extra: Period | None) -> Period:
    if extra is None:
        return period
    return replace(
        period,
        days=period.days + extra.days,
        source=f"{period.source}; {extra.source}",
        confirmed=period.confirmed and extra.confirmed,
    )


def earliest_deadline(
    pack: RulePack,
    procedure: str,
    sent: date,
    holidays: AbstractSet[date],
    *,
    phase: str | None = None,
    **circumstances: Unpack[Circumstances],
) -> date:
    """Return the first day on which a deadline may lie: a working day, after the minimum period has run.

    Args:
        pack: the rule pack of the tender.
        procedure: a code as in `Period`.
        sent: the day the notice (or, for "tenders" of a later round, the invitation) was sent; not its publication.
        holidays: the list stored with the tender.
        phase: "requests" or "tenders"; None is the first of the two that the pack knows for this procedure.
        circumstances: as for `minimum_days`. Where there is no minimum, it is the next working day.
    """
    period = minimum_days(pack, procedure, phase or _opening_phase(pack, procedure), **circumstances)
    if period is None:
        return next_working_day(sent + ONE_DAY, holidays)
    day = first_day_after(period.policy, sent, period.days, holidays)
    if pack.says(Option.EXCLUDE_DEADLINE_DAY) and not is_working_day(day, holidays):
        day = next_working_day(day, holidays) + ONE_DAY
    return next_working_day(day, holidays)


def _opening_phase(pack: RulePack, procedure: str) -> str:
    return "requests" if _find(pack, procedure, "requests") else "tenders"


def answers_due(pack: RulePack, deadline: date, *, urgent: bool = False) -> date:
    """Return the last day for answers to questions asked in time, counted backwards from the day of the deadline."""
    period = minimum_days(pack, "any", "answers", urgent=urgent)
    if period is None:
        return deadline
    return backwards(deadline, period.days)


def standstill(
    pack: RulePack,
    *,
    electronic: bool,
    value_at_or_above_threshold: bool,
    works: bool = False,
    sole_tenderer: bool = False,
    prior_publication: bool = True,
) -> Period | None:
    """Return the standstill that follows a notification, counted from the day it is sent; None where there is none.

    `value_at_or_above_threshold` compares with `thresholds.standstill_from`, which is not the EU threshold everywhere.
    """
    if not value_at_or_above_threshold:
        return None
    if sole_tenderer and pack.says(Option.NO_STANDSTILL_FOR_SOLE_TENDERER):
        return None
    if not prior_publication and pack.says(Option.NO_STANDSTILL_WITHOUT_PUBLICATION):
        return None
    row = next(row for row in pack.standstills if row.fits(electronic=electronic, works=works))
    return Period("any", "standstill", row.days, policy=row.policy, source=row.source, confirmed=row.confirmed)
