"""Where everything stands in the drawing of a timetable: from dates to positions, without a word of HTML.

A position is text, a percentage of the drawing's width ("32.50%"): the drawing stretches with the page, its signs and
words do not, and no template writes a French comma into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

WIDE_TICKS, PHONE_TICKS = 8, 4
WIDE_WORD, PHONE_WORD = 5, 18  # per cent that the word of a month needs before the edge
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
NEAR_AN_EDGE = 24.0  # per cent: words there are laid inwards, on a phone too
ROOM_FOR_WORDS = 30.0  # per cent between two pauses that both carry their words


@dataclass(frozen=True, slots=True)
class StripStage:
    """A stage to draw. `first`, `current`: the promises; `actual`: the fact; `begins`: when it is not the stage before.

    `kind` and `status` are the shape and the sentence of templates/components/status.html.
    """

    word: str
    kind: str
    first: date | None = None
    current: date | None = None
    actual: date | None = None
    begins: date | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class StripPause:
    """A published pause; both days are part of it."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a row. `kind`: done, ahead or late."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Row:
    """One stage, placed.

    `moved`: from the first promise to the current one, where they differ. `late`: where the block of a late stage
    stands, which is seen even when a day is narrower than the diamond before it.
    """

    word: str
    kind: str
    status: str
    bars: tuple[Bar, ...]
    first: str | None
    current: str | None
    moved: tuple[str, str] | None
    late: str | None


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month on the axis, or today; `anchor` keeps its words inside the drawing."""

    day: date
    x: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class PauseMark:
    """A pause, placed; `label`: whether there is room for its words."""

    x: str
    width: str
    days: int
    label: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole drawing. `years`: whether months need their year."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    phone_ticks: tuple[Tick, ...]
    pauses: tuple[PauseMark, ...]
    today: Tick | None
    years: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days on a line from 0 to 100 per cent; never of no length."""

    start: date
    end: date

    def share(self, day: date) -> float:
        return 100 * (day - self.start).days / max((self.end - self.start).days, 1)

    def at(self, day: date) -> str:
        return f"{self.share(day):.2f}%"

    def between(self, first: date, last: date) -> str:
        return f"{self.share(last) - self.share(first):.2f}%"

    def anchor(self, day: date) -> str:
        share = self.share(day)
        return "start" if share < NEAR_AN_EDGE else "end" if share > 100 - NEAR_AN_EDGE else "middle"


def draw(stages: Sequence[StripStage], *, today: date, pauses: Sequence[StripPause] = ()) -> Strip | None:
    """Place every stage, in order. None when no stage has a date: there is nothing to draw.

    Today is shown only while something is still to come: a call that ended years ago is not squeezed into a corner.
    """
    days = [day for stage in stages for day in (stage.begins, stage.first, stage.current, stage.actual) if day]
    if not days:
        return None
    running = any(stage.current and not stage.actual for stage in stages)
    days += [today] if running else []
    days += [day for pause in pauses for day in (pause.first_day, pause.last_day)]
    length = (max(days) - min(days)).days
    # Room on both sides: a diamond on the first day or on the last is whole.
    first_of_month = min(days).replace(day=1)
    scale = _Scale(first_of_month - timedelta(days=1 + length // 50), max(days) + timedelta(days=3 + length // 20))
    return Strip(
        rows=_rows(stages, today, scale),
        ticks=_ticks(scale, WIDE_TICKS, WIDE_WORD),
        phone_ticks=_ticks(scale, PHONE_TICKS, PHONE_WORD),
        pauses=_pauses(pauses, scale),
        today=Tick(today, scale.at(today), scale.anchor(today)) if running else None,
        years=first_of_month.year != scale.end.year,
    )


def _rows(stages: Sequence[StripStage], today: date, scale: _Scale) -> tuple[Row, ...]:
    rows = []
    before: date | None = None
    for stage in stages:
        end = stage.actual or stage.current
        begin = stage.begins or before or end
        bars = _bars(stage, min(begin, end), today, scale) if begin and end else ()
        moved = stage.first and stage.current and stage.first != stage.current
        rows.append(
            Row(
                word=stage.word,
                kind=stage.kind,
                status=stage.status,
                bars=bars,
                first=scale.at(stage.first) if stage.first else None,
                current=scale.at(stage.current) if stage.current and stage.current != stage.first else None,
                moved=(scale.at(stage.first), scale.at(stage.current)) if moved else None,  # type: ignore[arg-type]
                late=next((bar.x for bar in bars if bar.kind == "late"), None),
            )
        )
        before = end or before
    return tuple(rows)


def _bars(stage: StripStage, begin: date, today: date, scale: _Scale) -> tuple[Bar, ...]:
    """Solid until the fact or today, dashed from there to the promise, brick from the promise to the fact or today."""
    reached = stage.actual or today
    promised = stage.current or reached
    stretches = [("done", begin, min(reached, promised)), ("late", max(begin, promised), reached)]
    if not stage.actual:
        stretches.insert(1, ("ahead", max(begin, today), promised))
    return tuple(Bar(kind, scale.at(a), scale.between(a, b)) for kind, a, b in stretches if a < b)


def _ticks(scale: _Scale, most: int, word: int) -> tuple[Tick, ...]:
    """The first days of months, every first, second, third, sixth… so that at most `most` stand there."""
    months = []
    day = (scale.start.replace(day=1) + timedelta(days=32)).replace(day=1) if scale.start.day > 1 else scale.start
    while day <= scale.end:
        months.append(day)
        day = (day + timedelta(days=31)).replace(day=1)
    step = next((step for step in STEPS if len(months) <= most * step), STEPS[-1])
    return tuple(Tick(day, scale.at(day)) for day in months[::step] if scale.share(day) <= 100 - word)


def _pauses(pauses: Sequence[StripPause], scale: _Scale) -> tuple[PauseMark, ...]:
    ordered = sorted(pauses, key=lambda pause: pause.first_day)
    far = [scale.share(b.first_day) - scale.share(a.first_day) >= ROOM_FOR_WORDS for a, b in pairwise(ordered)]
    return tuple(
        PauseMark(
            x=scale.at(pause.first_day),
            width=scale.between(pause.first_day, pause.last_day + timedelta(days=1)),
            days=(pause.last_day - pause.first_day).days + 1,
            label=label,
            anchor=scale.anchor(pause.first_day),
        )
        for pause, label in zip(ordered, [*far, True][: len(ordered)], strict=True)
    )
