"""When a contract may follow a notification. Pure: the lengths and thresholds are the rule pack's.

Directive 89/665/EEC arts 2a and 2b; Belgium: law of 17 June 2013 arts 11, 12 and 30; France: code de la commande
publique R2182-1 and R2182-2.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from procurement.calendar import rulepacks, thresholds
from procurement.calendar.citations import cited
from procurement.calendar.policies import ONE_DAY, Policy, last_day
from procurement.calendar.rules import RulePack
from procurement.paper import plain
from tenders.evaluation.facts import Standstill
from tenders.timetable.plan import NOT_FORMALISED, WITHOUT_PUBLICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What the standstill of one lot depends on.

    `sent` is the buyer's local day of the notification, `launched` the day whose thresholds hold (the notice was sent).
    `worth` is the higher of what was estimated for the whole call and what is awarded, in euro without VAT; None when
    that is not known, and then the contract waits. `tenderers` counts the firms concerned, rejected ones with them.
    The portal sends electronically; where the law also wants a registered letter, it goes out the same day.
    """

    sent: date
    launched: date
    procedure: str
    works: bool
    worth: Decimal | None
    tenderers: int
    electronic: bool = True


def standstill_of(award: Award, pack: RulePack, holidays: AbstractSet[date]) -> Standstill | None:
    """Return the standstill with its dates, or None where the contract need not wait."""
    period = rulepacks.standstill(
        pack,
        electronic=award.electronic,
        value_at_or_above_threshold=_is_held_back(award, pack),
        works=award.works,
        sole_tenderer=award.tenderers == 1,
        prior_publication=award.procedure not in WITHOUT_PUBLICATION,
    )
    if period is None:
        return None
    ends = last_day(period.policy, award.sent, period.days, holidays)
    # In France the day of sending is the first day; elsewhere the day after it.
    starts = award.sent if period.policy is Policy.FR_STANDSTILL else award.sent + ONE_DAY
    return Standstill(period.days, starts, ends, ends + ONE_DAY, period.source)


def _is_held_back(award: Award, pack: RulePack) -> bool:
    if award.procedure in NOT_FORMALISED:
        return False
    return award.worth is None or award.worth >= thresholds.standstill_from(pack, award.launched, works=award.works)


def as_json(standstill: Standstill) -> dict[str, Any]:
    """Return it as the notification keeps it."""
    return {field.name: plain(getattr(standstill, field.name)) for field in fields(standstill)}


def from_json(kept: Mapping[str, Any]) -> Standstill:
    """Read what `as_json` made, its source cited in the active language."""
    dates = {name: date.fromisoformat(kept[name]) for name in ("starts", "ends", "earliest_signature")}
    return Standstill(days=kept["days"], source=cited(kept["source"]), **dates)
