"""Asked by one, answered to all."""

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.models import Question
from tests.factories.calls import place
from tests.personas import moment

NOW = moment("2027-02-10")


@pytest.fixture
def question(published, personas):
    return calls.ask_question(published, supplier=personas.supplier, text=" Why? ", by=personas.owner, now=NOW)


def test_a_firm_asks_and_the_officers_hear_that_it_waits_not_whose_it_is(published, question, personas):
    assert (question.state, question.text, question.asked_at) == ("asked", "Why?", NOW)
    mail = Mail.objects.get()
    assert mail.to == personas.officer.email
    for secret in (personas.supplier.name, personas.owner.name, "Why?"):
        assert secret not in mail.subject + mail.text


def test_an_answer_is_for_everybody_at_one_moment(question, personas, mails):
    later = moment("2027-02-12")
    calls.answer_question(question, answer="Because.", by=personas.officer, now=later)
    assert (question.state, question.answer, question.answered_at) == ("answered", "Because.", later)
    assert question.answered_by == personas.officer
    told = [to for to, subject in mails() if subject.startswith("Your question is answered")]
    assert sorted(told) == sorted([personas.owner.email, personas.contributor.email])


def test_a_declined_question_has_its_reason(question, personas, mails):
    with pytest.raises(Refused, match="Give a reason"):
        calls.decline_question(question, reason=" ", by=personas.officer, now=NOW)
    calls.decline_question(question, reason="It is about another call.", by=personas.officer, now=NOW)
    assert (question.state, question.declined_because) == ("declined", "It is about another call.")
    assert any(subject.startswith("Your question was not answered") for _to, subject in mails())


def test_the_log_names_the_call_and_nothing_of_the_question(question, personas, published):
    calls.answer_question(question, answer="Because.", by=personas.officer, now=NOW)
    events = Event.objects.filter(object_type="question").order_by("pk")
    assert [(event.verb, event.payload) for event in events] == [
        ("question.ask", {"tender": published.reference}),
        ("question.answer", {"tender": published.reference}),
    ]


def test_only_for_the_own_firm(published, personas):
    with pytest.raises(Refused, match="You do not belong to this firm"):
        calls.ask_question(published, supplier=personas.supplier, text="Why?", by=personas.other_owner, now=NOW)


@pytest.mark.parametrize(
    ("now", "text", "sentence"),
    [
        (NOW, "  ", "Write your question."),
        (moment("2027-03-03"), "Why?", "Questions could be asked until 2 March 2027."),
        (moment("2027-03-15", 9), "Why?", "The call takes no questions: it is not open."),
    ],
)
def test_when_nothing_can_be_asked(published, personas, now, text, sentence):
    with pytest.raises(Refused) as refused:
        calls.ask_question(published, supplier=personas.supplier, text=text, by=personas.owner, now=now)
    assert refused.value.sentences == [sentence]
    assert not Question.objects.exists()


def test_the_last_day_for_questions_counts_whole(published, personas):
    almost_midnight = moment("2027-03-02", 22, 59)
    assert calls.ask_question(
        published, supplier=personas.supplier, text="Why?", by=personas.owner, now=almost_midnight
    )


def test_where_no_day_was_promised_questions_are_taken_until_the_deadline(published, personas):
    published.stages.filter(kind="questions").update(commitment=None)
    last = moment("2027-03-15", 8)
    assert calls.ask_question(published, supplier=personas.supplier, text="Why?", by=personas.owner, now=last)


def test_a_draft_takes_no_questions(draft, personas):
    with pytest.raises(Refused, match="not open"):
        calls.ask_question(draft, supplier=personas.supplier, text="Why?", by=personas.owner, now=NOW)


def test_only_officers_of_the_buyer_answer(question, personas):
    for person in (personas.owner, personas.other_officer, personas.approver):
        with pytest.raises(Refused, match="procurement officer"):
            calls.answer_question(question, answer="Because.", by=person, now=NOW)


def test_an_answer_is_given_once_and_in_time(question, personas, published):
    with pytest.raises(Refused, match="Write the answer"):
        calls.answer_question(question, answer="", by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="too late"):
        calls.answer_question(question, answer="Because.", by=personas.officer, now=moment("2027-03-15", 9))
    place(published, "closed")
    with pytest.raises(Refused, match="too late"):
        calls.answer_question(question, answer="Because.", by=personas.officer, now=NOW)
    place(published, "published")
    calls.answer_question(question, answer="Because.", by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="has its answer already"):
        calls.decline_question(question, reason="No.", by=personas.officer, now=NOW)
