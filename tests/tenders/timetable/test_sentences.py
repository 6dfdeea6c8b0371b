"""What comes next, in words; English here, whatever the language of the machine."""

import pytest
from django.utils.translation import override

from tenders.timetable.kinds import StageKind
from tenders.timetable.sentences import WHAT, WHO, Audience, next_step
from tests.personas import moment
from tests.timetables import call, day, pause, stages

A = Audience


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_before_the_questions_close():
    step = next_step(call("published"), moment("2027-02-01"), A.SUPPLIER)
    assert step.what == "Questions can be asked until 1 March 2027."
    assert (step.who, step.by) == ("firms", day("2027-03-01"))
    assert step.todo == "Ask what is unclear. Nobody else sees who asked."
    assert step.notice == ""


def test_the_deadline_is_told_with_its_zone():
    step = next_step(call("published"), moment("2027-03-12"), A.SUPPLIER)
    assert step.what == "Bids can be sent until 15 March 2027, 10:00 (Brussels time)."


def test_each_audience_is_told_its_own_part():
    tender, now = call("closed", stages(done="submission")), moment("2027-03-15", 10)
    assert next_step(tender, now, A.BUYER).todo == "Committee members: unlock the bids together."
    assert next_step(tender, now, A.SUPPLIER).todo == "You have nothing to do."
    assert next_step(tender, now, A.PUBLIC).who == "opening committee member"


def test_a_late_stage_says_so_with_its_new_day_or_without():
    rows = stages(done="admissibility")
    tender, now = call("evaluation", rows), moment("2027-04-27")
    assert next_step(tender, now, A.PUBLIC).notice == "This is late. The buyer has not given a new day yet."
    rows[5].expected = day("2027-05-05")
    assert next_step(tender, now, A.PUBLIC).notice == "This is late. It is now expected by 5 May 2027."


def test_one_sentence_tells_it_all_and_marks_its_day():
    tender, now = call("evaluation", stages(done="admissibility")), moment("2027-04-27")
    sentence = next_step(tender, now, A.PUBLIC).sentence
    assert '<time datetime="2027-04-26">26 April 2027</time>' in sentence
    assert sentence.endswith("This is late. The buyer has not given a new day yet.")


def test_a_pause_is_told_but_not_about_the_deadline():
    suspended = [pause("2027-02-01")]
    decided = next_step(call("decision", stages(done="consensus"), pauses=suspended), moment("2027-05-04"), A.PUBLIC)
    assert decided.notice == "The procedure is paused: this day will move."
    assert next_step(call("published", pauses=suspended), moment("2027-02-02"), A.PUBLIC).notice == ""


@pytest.mark.parametrize(
    ("state", "what", "who"),
    [
        ("draft", "The call is being written.", "procurement officer"),
        ("in_review", "A second person checks the call before it is published.", "approver"),
        ("approved", "The call is approved and waits to be published.", "procurement officer"),
        ("concluded", "The call is concluded.", ""),
        ("cancelled", "The call was cancelled.", ""),
    ],
)
def test_states_without_a_stage_ahead(state, what, who):
    step = next_step(call(state), moment("2027-02-01"), A.BUYER)
    assert (step.what, step.who, step.by) == (what, who, None)


def test_when_all_is_done_nothing_is_left():
    step = next_step(call("decision", stages(done="contract")), moment("2027-07-01"), A.BUYER)
    assert (step.what, step.todo) == ("All planned steps are done.", "You have nothing to do.")


def test_every_stage_has_its_sentence_and_its_actor():
    states = {"questions": "published", "opening": "closed", "evaluation": "evaluation", "decision": "decision"}
    assert list(WHAT) == list(StageKind)
    assert {kind for kind in StageKind if kind in WHO} == {"questions", "submission", "standstill"}
    for first, state in states.items():
        before = StageKind.values[: StageKind.values.index(first)]
        step = next_step(call(state, stages(done=before[-1] if before else "")), moment("2027-02-01"), A.PUBLIC)
        assert "%" not in step.what
        assert "2027" in step.what


def test_the_sentence_is_in_the_active_language_s_form_of_dates():
    with override("de"):
        assert "1. März 2027" in next_step(call("published"), moment("2027-02-01"), A.PUBLIC).what
