"""What else moves when a promised day moves. Pure: the actions write what is returned here."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from procurement.calendar.policies import add_working_days, next_working_day
from procurement.calendar.rulepacks import Period
from tenders.timetable.kinds import StageKind
from tenders.timetable.plan import standstill_ends

if TYPE_CHECKING:
    from tenders.models import Stage

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MovedStage:
    """A stage with its new day and its new legal minimum."""

    stage: "Stage"
    new: date
    earliest: date | None


@dataclass(frozen=True, slots=True)
class Delay:
    """Days that are set (`to`), and stages that move by so many working days (`kinds`)."""

    to: Mapping[str, date]
    kinds: Collection[str] = ()
    working_days: int = 0

    def day_of(self, stage: "Stage", holidays: AbstractSet[date]) -> date | None:
        """Return the stage's day after the delay; None for one that was never promised."""
        if stage.commitment is None or stage.actual is not None:
            return stage.actual
        if stage.kind in self.to:
            return self.to[stage.kind]
        if stage.kind in self.kinds:
            return add_working_days(stage.commitment, self.working_days, holidays)
        return stage.commitment


def moved_stages(
    stages: Sequence["Stage"], delay: Delay, *, holidays: AbstractSet[date], standstill: Period | None
) -> list[MovedStage]:
    """Return the stages whose day or legal minimum changes, in order.

    The end of the standstill is never chosen: where it moves, the law counts it anew from the notification, and the
    contract stays behind it. A stage that has happened does not move.
    """
    days: dict[str, date | None] = {}
    moved = []
    for stage in stages:
        day, earliest = delay.day_of(stage, holidays), stage.earliest
        touched = stage.kind in delay.to or stage.kind in delay.kinds
        if stage.kind == StageKind.OPENING:
            earliest = delay.to.get(StageKind.SUBMISSION, earliest)
        notified, waits_until = days.get(StageKind.NOTIFICATION), days.get(StageKind.STANDSTILL)
        if stage.kind == StageKind.STANDSTILL and touched and standstill and notified:
            day = earliest = standstill_ends(standstill, notified, holidays)
        if stage.kind == StageKind.CONTRACT and touched and waits_until and day:
            earliest = waits_until + ONE_DAY
            day = max(day, next_working_day(earliest, holidays))
        days[stage.kind] = day
        if day and stage.actual is None and (day, earliest) != (stage.commitment, stage.earliest):
            moved.append(MovedStage(stage, day, earliest))
    return moved
