"""The drawing of a timetable: what is promised, what happened, and that nothing leaves the picture."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tenders.timetable.strip import PHONE_TICKS, WIDE_TICKS, StripPause, StripStage, draw

TODAY = date(2027, 5, 11)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
STAGES = st.lists(
    st.builds(
        StripStage,
        word=st.just("Stage"),
        kind=st.just("on-time"),
        first=st.none() | DAYS,
        current=st.none() | DAYS,
        actual=st.none() | DAYS,
        begins=st.none() | DAYS,
    ),
    max_size=8,
)
PAUSES = st.lists(
    st.builds(lambda day, n: StripPause(day, day + timedelta(days=n)), DAYS, st.integers(0, 90)), max_size=3
)


def stage(*, first=None, current=None, actual=None, begins=None) -> StripStage:
    return StripStage("Stage", "on-time", first, current or first, actual, begins)


def kinds(strip, row=0) -> list[str]:
    return [bar.kind for bar in strip.rows[row].bars]


def share(position: str) -> float:
    return float(position.removesuffix("%"))


def test_nothing_planned_is_nothing_to_draw():
    assert draw([stage()], today=TODAY) is None
    assert draw([], today=TODAY) is None


@given(first=DAYS, days=st.integers(0, 4000))
def test_a_diamond_on_the_first_day_or_the_last_is_whole(first: date, days: int):
    """A page drew half of one: the axis began on the very day."""
    strip = draw([stage(first=first), stage(first=first + timedelta(days=days))], today=first)
    assert share(strip.rows[0].first) > 0
    assert share(strip.rows[1].first) < 100


def test_each_month_on_the_axis_is_named_once_whenever_it_begins():
    """From the end of January, one month on is February, though March is 31 days away."""
    strip = draw([stage(first=date(2027, 2, 1)), stage(first=date(2027, 5, 20))], today=TODAY)
    assert [tick.day for tick in strip.ticks] == [date(2027, month, 1) for month in (2, 3, 4, 5)]


def test_a_stage_done_in_time_is_one_solid_bar_and_its_first_promise():
    strip = draw([stage(begins=date(2027, 3, 3), first=date(2027, 4, 8), actual=date(2027, 4, 7))], today=TODAY)
    assert kinds(strip) == ["done"]
    assert strip.rows[0].current is None
    assert strip.rows[0].moved is None
    assert strip.today is None


def test_a_stage_done_late_ends_in_a_late_bar_from_the_promise_on():
    strip = draw([stage(begins=date(2027, 4, 15), first=date(2027, 4, 21), actual=date(2027, 4, 25))], today=TODAY)
    assert kinds(strip) == ["done", "late"]
    row = strip.rows[0]
    assert row.bars[1].x == row.first == row.late


def test_a_running_stage_is_solid_until_today_and_dashed_until_its_promise():
    running = stage(begins=date(2027, 4, 22), first=date(2027, 5, 7), current=date(2027, 5, 19))
    strip = draw([running], today=TODAY)
    solid, ahead = strip.rows[0].bars
    assert (solid.kind, ahead.kind) == ("done", "ahead")
    assert ahead.x == strip.today.x
    assert strip.rows[0].moved == (strip.rows[0].first, strip.rows[0].current)


def test_a_stage_overdue_grows_late_until_today():
    strip = draw([stage(begins=date(2027, 4, 22), first=date(2027, 5, 1))], today=TODAY)
    assert kinds(strip) == ["done", "late"]


def test_a_stage_begins_where_the_one_before_ended():
    strip = draw([stage(first=date(2027, 4, 15), actual=date(2027, 4, 16)), stage(first=date(2027, 6, 1))], today=TODAY)
    first, second = strip.rows
    assert first.bars == () or first.bars[-1].kind == "late"
    assert share(second.bars[0].x) > share(first.first)


def test_an_unplanned_stage_has_a_row_without_marks():
    strip = draw([stage(first=date(2027, 6, 1)), stage()], today=TODAY)
    row = strip.rows[1]
    assert (row.bars, row.first, row.current, row.moved, row.late) == ((), None, None, None, None)


def test_months_are_thinned_and_carry_their_year_when_there_are_several():
    short = draw([stage(begins=date(2027, 3, 3), first=date(2027, 5, 20))], today=TODAY)
    assert [tick.day.month for tick in short.ticks] == [3, 4, 5]
    assert not short.years
    long = draw([stage(begins=date(2027, 3, 3), first=date(2031, 5, 20))], today=TODAY)
    assert long.years
    assert len(long.ticks) <= WIDE_TICKS


def test_words_of_pauses_that_would_meet_are_left_to_the_legend():
    near = [StripPause(date(2027, 4, 26), date(2027, 4, 28)), StripPause(date(2027, 5, 3), date(2027, 5, 4))]
    strip = draw([stage(begins=date(2027, 3, 3), first=date(2027, 6, 20))], today=TODAY, pauses=near)
    assert [pause.label for pause in strip.pauses] == [False, True]
    assert [pause.days for pause in strip.pauses] == [3, 2]


@given(stages=STAGES, today=DAYS, pauses=PAUSES)
def test_everything_stays_inside_the_drawing(stages, today, pauses):
    strip = draw(stages, today=today, pauses=pauses)
    if strip is None:
        assert not any(day for s in stages for day in (s.begins, s.first, s.current, s.actual))
        return
    assert len(strip.rows) == len(stages)
    assert len(strip.ticks) <= WIDE_TICKS
    assert len(strip.phone_ticks) <= PHONE_TICKS
    positions = [x for row in strip.rows for x in (row.first, row.current) if x]
    positions += [tick.x for tick in strip.ticks] + ([strip.today.x] if strip.today else [])
    assert all(0 <= share(x) <= 100 for x in positions)
    boxes = [(bar.x, bar.width) for row in strip.rows for bar in row.bars] + [(p.x, p.width) for p in strip.pauses]
    assert all(share(width) >= 0 and share(x) >= 0 and share(x) + share(width) <= 100.02 for x, width in boxes)


@given(stages=STAGES, today=DAYS)
def test_a_row_is_never_both_ahead_and_late(stages, today):
    strip = draw(stages, today=today)
    for row in strip.rows if strip else ():
        assert not {"ahead", "late"} <= {bar.kind for bar in row.bars}
