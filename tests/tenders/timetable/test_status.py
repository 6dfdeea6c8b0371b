"""How stages stand: alone, and in their call."""

import pytest

from tenders.timetable.kinds import StageKind
from tenders.timetable.status import FIRST_AHEAD, Status, is_paused, stages_ahead, status, statuses
from tests.personas import moment
from tests.timetables import call, day, pause, stage, stages


@pytest.mark.parametrize(
    ("row", "today", "paused", "expected"),
    [
        (stage("opening", "2027-03-15"), "2027-03-15", False, Status.ON_TIME),
        (stage("opening", "2027-03-15"), "2027-03-16", False, Status.LATE),
        (stage("opening", "2027-03-15", actual="2027-03-20"), "2027-03-21", False, Status.DONE),
        (stage("standstill"), "2027-03-21", False, Status.NOT_PLANNED),
        (stage("opening", "2027-03-15"), "2027-03-16", True, Status.PAUSED),
        (stage("submission", "2027-03-15"), "2027-03-10", True, Status.ON_TIME),
        (stage("submission", "2027-03-15"), "2027-03-16", False, Status.DONE),
        (stage("questions", "2027-03-01"), "2027-03-02", False, Status.DONE),
        (stage("answers", "2027-03-09"), "2027-03-10", False, Status.LATE),
    ],
)
def test_a_stage_by_itself(row, today, paused, expected):
    assert status(row, day(today), paused=paused) is expected


def words(tender, now):
    return {kind: found.value for kind, found in statuses(tender, now).items() if found is not Status.ON_TIME}


def test_the_first_stage_ahead_is_in_progress():
    assert words(call("published"), moment("2027-02-01")) == {"questions": "in-progress"}


def test_questions_are_done_when_their_day_is_over():
    now = moment("2027-03-05")
    assert words(call("published"), now) == {"questions": "done", "answers": "in-progress"}


def test_answers_are_late_only_while_a_question_waits():
    now = moment("2027-03-12")
    answered, waiting = call("published", questions=[moment("2027-03-08")]), call("published", questions=[None])
    assert words(answered, now) == {"questions": "done", "answers": "done", "submission": "in-progress"}
    assert words(waiting, now)["answers"] == "late"


def test_a_late_stage_puts_the_next_ones_at_risk():
    found = words(call("evaluation", stages(done="admissibility")), moment("2027-04-27"))
    assert found["evaluation"] == "late"
    assert {found[kind] for kind in ("consensus", "decision", "contract")} == {"at-risk"}
    assert found["opening"] == "done"


def test_a_pause_shows_on_everything_ahead_but_the_deadline():
    found = words(call("published", pauses=[pause("2027-02-01")]), moment("2027-02-02"))
    assert found["questions"] == "in-progress"
    assert found["opening"] == found["contract"] == "paused"
    assert "submission" not in found


def test_stages_that_were_passed_over_are_not_planned():
    """No bid was admitted: the call goes from admissibility to the decision."""
    found = words(call("decision", stages(done="admissibility")), moment("2027-03-26"))
    assert found["evaluation"] == found["consensus"] == "not-planned"
    assert found["decision"] == "in-progress"


@pytest.mark.parametrize("state", ["concluded", "cancelled"])
def test_nothing_is_ahead_of_a_call_that_has_ended(state):
    tender = call(state, stages(done="opening"), ended="2027-04-01")
    assert stages_ahead(tender, day("2027-04-02")) == []
    assert set(words(tender, moment("2027-04-02")).values()) == {"done", "not-planned"}


def test_every_state_of_a_published_call_knows_its_first_stage_ahead():
    for state, first in FIRST_AHEAD.items():
        before = StageKind.values[: StageKind.values.index(first)]
        rows = stages(done=before[-1] if before else "")
        assert stages_ahead(call(state, rows), day("2027-02-01"))[0].kind == first


def test_a_pause_ends_at_its_end():
    tender = call("published", pauses=[pause("2027-02-01", "2027-02-05")])
    assert [is_paused(tender, moment(now)) for now in ("2027-01-31", "2027-02-01", "2027-02-04", "2027-02-05")] == [
        False, True, True, False,
    ]  # fmt: skip
