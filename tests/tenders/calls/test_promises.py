"""Promised days move in public, in order, and not once they have passed."""

from datetime import date

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.models import Revision
from tests.personas import moment

NOW = moment("2027-04-20")
FROM_THE_NOTIFICATION = "The law counts the standstill from the notification: promise another day for the notification."
WORDS = {"reason": "workload", "sentence": "Two members of the panel are ill."}


@pytest.fixture
def revise(published, personas):
    def deed(kind, new, **facts):
        stage = published.stages.get(kind=kind)
        usual = {"new": date.fromisoformat(new), **WORDS, "by": personas.officer, "now": NOW}
        return calls.revise_stage(stage, **{**usual, **facts})

    return deed


def test_a_later_day_carries_what_follows_and_keeps_the_first_promise(published, revise, promised, personas):
    revision = revise("evaluation", "2027-05-04")
    assert (str(revision.old), str(revision.new)) == ("2027-04-27", "2027-05-04")
    assert (revision.made_by, revision.sentence) == (personas.officer, WORDS["sentence"])
    assert promised(published) == {
        "questions": "2027-03-02", "answers": "2027-03-09", "submission": "2027-03-15", "opening": "2027-03-15",
        "admissibility": "2027-03-30", "evaluation": "2027-05-04", "consensus": "2027-05-12",
        "decision": "2027-05-27", "notification": "2027-06-03", "standstill": "None", "contract": "2027-06-10",
    }  # fmt: skip
    assert str(published.stages.get(kind="evaluation").first_commitment) == "2027-04-27"
    assert Revision.objects.count() == Event.objects.filter(verb="stage.revise").count() == 5


def test_an_earlier_day_moves_alone(published, revise, promised):
    before = promised(published)
    revise("evaluation", "2027-04-23")
    assert promised(published) == {**before, "evaluation": "2027-04-23"}


@pytest.mark.parametrize(
    ("kind", "new", "facts", "sentence"),
    [
        ("questions", "2027-03-03", {}, "This day follows from the deadline for bids: extend the deadline."),
        ("submission", "2027-03-22", {}, "This day follows from the deadline for bids: extend the deadline."),
        ("standstill", "2027-06-22", {}, FROM_THE_NOTIFICATION),
        ("evaluation", "2027-04-27", {}, "This is the day that is promised already."),
        ("evaluation", "2027-03-29", {"now": moment("2027-03-20")},
            "The stage before ends on 30 March 2027: choose that day or a later one. Choose a working day."),
        ("evaluation", "2027-05-06", {}, "Choose a working day."),
        ("evaluation", "2027-05-04", {"reason": "laziness"}, "Choose a reason from the list."),
        ("evaluation", "2027-05-04", {"sentence": " "}, "Give a reason: it is published and kept."),
        ("evaluation", "2027-05-04", {"now": moment("2027-04-28")},
            "The promised day has passed: the stage is late. Say when it is now expected."),
    ],
)  # fmt: skip
def test_what_is_refused(published, revise, promised, kind, new, facts, sentence):
    before = promised(published)
    with pytest.raises(Refused) as refused:
        revise(kind, new, **facts)
    assert " ".join(map(str, refused.value.sentences)) == sentence
    assert promised(published) == before
    assert not Revision.objects.exists()


def test_the_promised_day_itself_is_not_too_late(revise):
    assert revise("evaluation", "2027-05-04", now=moment("2027-04-27", 21))


def test_what_has_happened_is_not_moved(published, revise):
    published.stages.filter(kind="evaluation").update(actual=date(2027, 4, 19))
    with pytest.raises(Refused, match="This stage is done"):
        revise("evaluation", "2027-05-04")


def test_a_contract_is_not_promised_into_the_standstill(published, revise):
    published.stages.filter(kind="contract").update(earliest=date(2027, 6, 3))
    with pytest.raises(Refused, match="The law allows 3 June 2027 at the earliest"):
        revise("contract", "2027-06-02")


def test_only_an_officer_of_the_buyer(revise, personas):
    for person in (personas.chair, personas.signatory, personas.other_officer):
        with pytest.raises(Refused, match="procurement officer"):
            revise("evaluation", "2027-05-04", by=person)


def test_a_late_stage_is_expected_beside_its_missed_promise(published, personas):
    stage, late = published.stages.get(kind="evaluation"), moment("2027-04-28")
    calls.expect_stage(stage, expected=date(2027, 5, 10), by=personas.officer, now=late)
    calls.expect_stage(stage, expected=date(2027, 5, 12), by=personas.officer, now=late)
    assert (str(stage.commitment), str(stage.expected)) == ("2027-04-27", "2027-05-12")
    events = Event.objects.filter(verb="stage.expect").order_by("pk")
    assert [event.payload for event in events] == [
        {"old": None, "new": "2027-05-10"}, {"old": "2027-05-10", "new": "2027-05-12"},
    ]  # fmt: skip


def test_only_a_late_stage_is_expected_and_not_in_the_past(published, personas):
    stage = published.stages.get(kind="evaluation")
    with pytest.raises(Refused, match="not late"):
        calls.expect_stage(stage, expected=date(2027, 5, 10), by=personas.officer, now=moment("2027-04-27"))
    with pytest.raises(Refused, match="has passed already"):
        calls.expect_stage(stage, expected=date(2027, 4, 29), by=personas.officer, now=moment("2027-04-30"))
