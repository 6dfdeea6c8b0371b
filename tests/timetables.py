"""Timetables of paper: calls and stages with the names that the code reads, and no database."""

from datetime import date, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from tenders.timetable.kinds import StageKind
from tests.personas import moment

BRUSSELS = "Europe/Brussels"
# Eleven working days with a week between them; the deadline is Monday 15 March 2027.
COMMITTED = {
    "questions": "2027-03-01", "answers": "2027-03-09", "submission": "2027-03-15", "opening": "2027-03-15",
    "admissibility": "2027-03-26", "evaluation": "2027-04-26", "consensus": "2027-05-03", "decision": "2027-05-17",
    "notification": "2027-05-24", "standstill": "2027-06-08", "contract": "2027-06-15",
}  # fmt: skip
ACTORS = {
    "questions": "", "answers": "officer", "submission": "", "opening": "committee", "admissibility": "officer",
    "evaluation": "evaluator", "consensus": "chair", "decision": "signatory", "notification": "officer",
    "standstill": "", "contract": "signatory",
}  # fmt: skip


def day(text):
    return date.fromisoformat(text) if text else None


class Rows(list):
    """A list that answers like a related manager."""

    def all(self):
        return self


def stage(kind, commitment="", *, actual="", first="", earliest="", expected=""):
    promised = day(commitment)
    return SimpleNamespace(
        kind=kind,
        who=ACTORS[kind],
        earliest=day(earliest),
        first_commitment=day(first) or promised,
        commitment=promised,
        expected=day(expected),
        actual=day(actual),
    )


def stages(*, done="", **committed):
    """Return the eleven stages; those up to and with `done` happened on their day. `standstill=""` plans none."""
    kinds = list(StageKind.values)
    behind = kinds[: kinds.index(done) + 1] if done else []
    days = {**COMMITTED, **committed}
    return Rows(stage(kind, days[kind], actual=days[kind] if kind in behind else "") for kind in kinds)


def pause(start, end=None):
    return SimpleNamespace(starts_at=moment(start), ends_at=moment(end) if end else None)


def call(state, rows=None, *, pauses=(), questions=(), open_lots=("1",), ended=None, zone=BRUSSELS):
    """Return a published call of paper, its deadline on 15 March 2027 at 10:00 in Brussels."""
    deadline = moment("2027-03-15", 9)
    return SimpleNamespace(
        state=state,
        by_invitation=False,
        stages=stages() if rows is None else rows,
        pauses=Rows(pauses),
        questions=Rows(SimpleNamespace(answered_at=answered) for answered in questions),
        rounds=Rows([SimpleNamespace(number=1, deadline_at=deadline, deadline_date=day("2027-03-15"))]),
        round_number=1,
        deadline_at=deadline,
        deadline_day=day("2027-03-15"),
        buyer=SimpleNamespace(time_zone=zone),
        published_at=moment("2027-01-25"),
        publish_at=None,
        ended_at=moment(ended) if ended else None,
        local_day=lambda now: now.astimezone(ZoneInfo(zone)).date(),
        lots_still_open=lambda: list(open_lots),
    )


def days_between(first, last):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
