"""A pause stops what is promised after the deadline, by its own working days."""

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.models import Pause, Revision
from tenders.timetable.status import is_paused
from tests.factories.calls import place
from tests.personas import moment

WEDNESDAY, NEXT_WEDNESDAY = moment("2027-04-14"), moment("2027-04-21")
GROUND = {"kind": "review", "legal_basis": "Council of State, order no 259.001."}


@pytest.fixture
def evaluating(published):
    place(published, "evaluation")
    return published


@pytest.fixture
def pause(personas):
    def deed(tender, **facts):
        return calls.pause(tender, **{**GROUND, "by": personas.officer, "now": WEDNESDAY, **facts})

    return deed


def test_a_pause_is_logged_with_its_ground_and_moves_nothing_yet(evaluating, pause, promised):
    before = promised(evaluating)
    pause(evaluating)
    assert is_paused(evaluating, WEDNESDAY)
    assert promised(evaluating) == before
    assert Event.objects.get(verb="tender.pause").payload == GROUND


def test_its_end_moves_the_later_promises_by_its_working_days(evaluating, pause, promised, personas):
    row = pause(evaluating)
    calls.resume(row, by=personas.officer, now=NEXT_WEDNESDAY)
    assert not is_paused(evaluating, NEXT_WEDNESDAY)
    assert promised(evaluating) == {
        "questions": "2027-03-02", "answers": "2027-03-09", "submission": "2027-03-15", "opening": "2027-03-15",
        "admissibility": "2027-03-30",  # had passed when the pause began
        "evaluation": "2027-05-04", "consensus": "2027-05-12", "decision": "2027-05-27",
        "notification": "2027-06-03", "standstill": "None", "contract": "2027-06-10",
    }  # fmt: skip


def test_each_move_is_a_revision_that_says_why_in_the_call_s_language(evaluating, pause, personas):
    calls.resume(pause(evaluating), by=personas.officer, now=NEXT_WEDNESDAY)
    revisions = Revision.objects.filter(stage__tender=evaluating)
    assert revisions.count() == 5
    (sentence,) = {revision.sentence for revision in revisions}
    assert "14 avril 2027" in sentence
    assert "order no 259.001" in sentence


def test_a_weekend_costs_nothing(evaluating, pause, personas):
    row = pause(evaluating, now=moment("2027-04-16", 17))
    calls.resume(row, by=personas.officer, now=moment("2027-04-18"))
    assert not Revision.objects.exists()


def test_before_the_deadline_only_the_deadline_runs_and_it_stands(published, pause, personas):
    row = pause(published, now=moment("2027-02-10"))
    calls.resume(row, by=personas.officer, now=moment("2027-02-17"))
    assert not Revision.objects.exists()
    assert published.deadline_at == moment("2027-03-15", 9)


def test_of_a_pause_over_the_deadline_only_the_days_after_it_count(published, pause, personas, promised):
    row = pause(published, now=moment("2027-03-08"))
    place(published, "closed")
    calls.resume(row, by=personas.officer, now=moment("2027-03-17"))
    assert promised(published)["opening"] == "2027-03-17"


def test_a_pause_ends_once(evaluating, pause, personas):
    row = pause(evaluating)
    calls.resume(row, by=personas.officer, now=NEXT_WEDNESDAY)
    with pytest.raises(Refused, match="has ended already"):
        calls.resume(row, by=personas.officer, now=NEXT_WEDNESDAY)


@pytest.mark.parametrize(
    ("state", "facts", "sentence"),
    [
        ("draft", {}, "Only a call that is published and has not ended can be paused."),
        ("concluded", {}, "Only a call that is published and has not ended can be paused."),
        ("closed", {"kind": "complaint"}, "Choose what pauses the procedure from the list."),
        ("closed", {"legal_basis": " "}, "Name the legal ground: it is published and kept."),
    ],
)
def test_what_is_refused(published, pause, state, facts, sentence):
    place(published, state)
    with pytest.raises(Refused) as refused:
        pause(published, **facts)
    assert refused.value.sentences == [sentence]
    assert not Pause.objects.exists()


def test_not_twice_at_once(evaluating, pause):
    pause(evaluating)
    with pytest.raises(Refused, match="paused already"):
        pause(evaluating)


def test_only_an_officer(evaluating, pause, personas):
    with pytest.raises(Refused, match="procurement officer"):
        pause(evaluating, by=personas.signatory)
    with pytest.raises(Refused, match="procurement officer"):
        calls.resume(pause(evaluating), by=personas.other_officer, now=NEXT_WEDNESDAY)


def test_who_asked_is_told_twice(published, pause, personas, mails):
    now = moment("2027-02-10")
    calls.ask_question(published, supplier=personas.other_supplier, text="Why?", by=personas.other_owner, now=now)
    calls.resume(pause(published, now=now), by=personas.officer, now=moment("2027-02-11"))
    told = [subject.partition(" (")[0] for to, subject in mails() if to == personas.other_owner.email]
    assert len(told) == 2
