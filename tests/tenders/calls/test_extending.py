"""More time for bids: in public, and only while nothing can have been opened."""

from datetime import date, time

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.models import Amendment, Envelope, Revision, Unlock
from tests.factories.calls import place
from tests.personas import moment

NOW = moment("2027-02-15")
A_WEEK_LATER = {"day": date(2027, 3, 22), "time": time(12), "reason": "Two answers changed the bill of quantities."}


@pytest.fixture
def extend(published, personas):
    def deed(**facts):
        return calls.extend_deadline(published, **{**A_WEEK_LATER, "by": personas.officer, "now": NOW, **facts})

    return deed


def test_the_new_deadline_stands_in_the_one_row(published, extend):
    extend()
    round_ = published.rounds.get()
    assert (round_.deadline_date, round_.deadline_time) == (date(2027, 3, 22), time(12))
    assert round_.deadline_at == moment("2027-03-22", 11)


def test_the_amendment_says_what_changed_and_why(extend, personas):
    amendment = extend()
    assert amendment.changes == [
        {"field": "deadline", "old": "2027-03-15T09:00:00+00:00", "new": "2027-03-22T11:00:00+00:00"}
    ]
    assert (amendment.reason, amendment.made_by) == (A_WEEK_LATER["reason"], personas.officer)
    event = Event.objects.get(verb="tender.extend_deadline")
    assert event.payload["new"] == "2027-03-22T11:00:00+00:00"


def test_every_promise_moves_by_as_many_working_days_with_a_revision(published, extend, promised):
    extend()
    assert promised(published) == {
        "questions": "2027-03-09",
        "answers": "2027-03-16",
        "submission": "2027-03-22",
        "opening": "2027-03-22",
        "admissibility": "2027-04-06",
        "evaluation": "2027-05-04",
        "consensus": "2027-05-12",  # over Ascension
        "decision": "2027-05-27",
        "notification": "2027-06-03",
        "standstill": "None",
        "contract": "2027-06-10",
    }
    revisions = Revision.objects.filter(stage__tender=published)
    assert revisions.count() == 10
    assert {(row.reason, row.sentence) for row in revisions} == {("change", A_WEEK_LATER["reason"])}
    assert str(published.stages.get(kind="submission").first_commitment) == "2027-03-15"
    assert published.stages.get(kind="opening").earliest == date(2027, 3, 22)


def test_a_day_for_questions_that_has_passed_stays(published, extend, promised):
    extend(now=moment("2027-03-05"))
    days = promised(published)
    assert (days["questions"], days["answers"]) == ("2027-03-02", "2027-03-16")


def test_a_later_hour_of_the_same_day_moves_no_promise(published, extend):
    extend(day=date(2027, 3, 15), time=time(16))
    assert published.rounds.get().deadline_at == moment("2027-03-15", 15)
    assert not Revision.objects.exists()


def test_a_large_call_counts_its_standstill_anew(published, extend):
    type(published).objects.filter(pk=published.pk).update(value=900_000)
    days = {"commitment": date(2027, 6, 11), "first_commitment": date(2027, 6, 11), "earliest": date(2027, 6, 11)}
    published.stages.filter(kind="standstill").update(**days)
    published.refresh_from_db()
    extend()
    standstill = published.stages.get(kind="standstill")
    assert standstill.commitment == standstill.earliest == date(2027, 6, 18)
    assert published.stages.get(kind="contract").commitment == date(2027, 6, 21)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"now": moment("2027-03-15", 9)}, "The deadline has passed: it can't be extended any more."),
        ({"day": date(2027, 3, 12)}, "The new deadline must be later than the old one."),
        ({"day": date(2027, 3, 15), "time": time(10)}, "The new deadline must be later than the old one."),
        ({"time": time(5, 59)}, "No deadline between midnight and 6 in the morning."),
        ({"day": date(2027, 3, 27)}, "The deadline must be on a working day."),
        ({"day": date(2027, 3, 29)}, "The deadline must be on a working day."),
        ({"reason": " "}, "Give a reason: it is published and kept."),
        (
            {"day": date(2027, 3, 28), "time": time(2, 30)},
            "This time does not exist: the clocks go forward over it. Choose another time.",
        ),
    ],
    ids=["too late", "earlier", "equal", "at night", "on a Saturday", "on Easter Monday", "no reason", "no such time"],
)
def test_what_is_refused(published, extend, facts, sentence):
    with pytest.raises(Refused) as refused:
        extend(**facts)
    assert refused.value.sentences == [sentence]
    assert published.rounds.get().deadline_at == moment("2027-03-15", 9)
    assert not Amendment.objects.exists()


def test_not_once_a_member_has_unlocked(published, extend, personas):
    envelope = Envelope.objects.get(round__tender=published)
    Unlock.objects.create(envelope=envelope, member=personas.committee[0], unlocked_at=NOW, pieces=b"p")
    with pytest.raises(Refused, match="The opening has begun"):
        extend()


@pytest.mark.parametrize("state", ["draft", "approved", "closed", "opened", "cancelled"])
def test_only_a_published_call(published, extend, state):
    place(published, state)
    with pytest.raises(Refused, match="Only the deadline of a published call"):
        extend()


def test_only_an_officer(extend, personas):
    for person in (personas.approver, personas.other_officer, personas.owner):
        with pytest.raises(Refused, match="procurement officer"):
            extend(by=person)


def test_who_asked_and_who_opens_is_told_and_nobody_because_of_a_bid(published, extend, personas, mails):
    calls.ask_question(published, supplier=personas.other_supplier, text="Why?", by=personas.other_owner, now=NOW)
    extend()
    told = {to for to, subject in mails() if subject.startswith("More time for bids")}
    assert told == {personas.other_owner.email, *(person.email for person in personas.committee)}
