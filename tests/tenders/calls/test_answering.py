"""One answer for several questions, at one second; the end of the answers; a late answer and the time it costs."""

from datetime import date, time

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.calls.meetings import MeetingFacts
from tenders.models import Document, Meeting, Question
from tenders.record.answered import answered_of
from tenders.record.ocds import record_package
from tests.factories.alerts import alert_of
from tests.factories.calls import TenderFactory
from tests.personas import moment

NOW = moment("2027-02-10")
CLOSED = moment("2027-03-03")  # questions could be asked until 2 March
LATE = moment("2027-03-11")  # answers were promised for 9 March


@pytest.fixture
def ask(published, personas):
    def ask_one(text: str, firm: str = "", **more) -> Question:
        supplier = getattr(personas, f"{firm}supplier")
        return calls.ask_question(
            published, supplier=supplier, text=text, by=getattr(personas, f"{firm}owner"), now=NOW, **more
        )

    return ask_one


def test_several_questions_get_one_answer_at_one_second(published, personas, ask, mails):
    first, second, other = ask("How many trees?"), ask("The number of trees?", "other_"), ask("Where?")
    calls.answer_question(first, answer="Forty.", also=[second], by=personas.officer, now=CLOSED)
    second.refresh_from_db()
    assert (first.answered_at, second.answered_at) == (CLOSED, CLOSED)
    assert (second.state, second.merged_into, second.answer) == ("answered", first, "")
    rows = answered_of(published)
    assert [(row.texts, row.answer) for row in rows] == [(["How many trees?", "The number of trees?"], "Forty.")]
    assert personas.other_owner.email in [to for to, subject in mails() if subject.startswith("Your question is ans")]
    assert "Forty." in Mail.objects.get(to=personas.other_owner.email).text
    with pytest.raises(Refused, match="has its answer already"):
        calls.answer_question(other, answer="Here.", also=[second], by=personas.officer, now=CLOSED)
    other.refresh_from_db()
    assert other.state == "asked"


def test_a_question_of_another_call_is_not_answered_along(published, personas, ask):
    foreign = Question.objects.create(tender=TenderFactory(), supplier=personas.supplier, text="?", asked_at=NOW)
    with pytest.raises(Question.DoesNotExist):
        calls.answer_question(ask("Why?"), answer="So.", also=[foreign], by=personas.officer, now=NOW)


def test_a_question_names_the_lot_or_document_it_is_about(published, personas, ask):
    lot = published.lots.get()
    document = Document.objects.create(
        tender=published, title="Plan", language="fr", sha256="0", size=1, added_at=NOW, file="x.pdf"
    )
    calls.answer_question(ask("Which trees?", about=lot), answer="All.", by=personas.officer, now=NOW)
    calls.answer_question(ask("Which scale?", about=document), answer="1:100.", by=personas.officer, now=CLOSED)
    assert [row.about for row in answered_of(published)] == [str(lot), "Plan"]
    release = record_package([published], now=CLOSED)["records"][0]["compiledRelease"]
    assert [enquiry.get("relatedLot") for enquiry in release["tender"]["enquiries"]] == [lot.identifier, None]
    with pytest.raises(Refused, match="is not of this call"):
        ask("And this?", about=TenderFactory().lots.get())


def test_a_declined_question_is_public_with_its_reason(client, published, personas, ask):
    calls.decline_question(ask("Who else bids?"), reason="The law forbids it.", by=personas.officer, now=NOW)
    page = client.get(published.get_absolute_url()).text
    assert "Who else bids?" in page
    assert "The law forbids it." in page


def test_what_was_asked_by_telephone_is_answered_like_the_rest(published, personas, mails):
    down = {"text": "Is there parking?", "channel": "phone", "by": personas.officer}
    question = calls.write_question_down(published, **down, now=NOW)
    assert (question.supplier, question.channel, question.state) == (None, "phone", "asked")
    calls.answer_question(question, answer="Yes.", by=personas.officer, now=NOW)
    assert mails() == []
    assert [row.answer for row in answered_of(published)] == ["Yes."]
    assert Event.objects.get(verb="question.write_down").payload == {
        "tender": published.reference, "channel": "phone",
    }  # fmt: skip
    with pytest.raises(Refused, match="not open"):
        calls.write_question_down(published, **down, now=moment("2027-03-15", 9))


def test_an_unanswered_question_blocks_the_end_of_the_answers(published, personas, ask):
    question = ask("Why?")
    with pytest.raises(Refused) as refused:
        calls.close_answers(published, by=personas.officer, now=moment("2027-03-02"))
    assert refused.value.sentences == [
        "Questions can be asked until 2 March 2027.",
        "1 question has no answer yet: answer it, or decline it with a reason.",
    ]
    calls.answer_question(question, answer="So.", by=personas.officer, now=CLOSED)
    calls.close_answers(published, by=personas.officer, now=CLOSED)
    assert published.stages.get(kind="answers").actual == date(2027, 3, 3)
    with pytest.raises(Refused, match="no stage of answers to end"):
        calls.close_answers(published, by=personas.officer, now=CLOSED)


def test_what_was_never_answered_leaves_the_stage_without_a_day(published, ask):
    ask("Why?")
    calls.close_call(published, now=moment("2027-03-15", 9))
    assert published.stages.get(kind="answers").actual is None
    assert published.stages.get(kind="questions").actual == date(2027, 3, 2)


def test_a_late_answer_proposes_as_much_more_time_with_its_reason(published, personas, ask):
    question = ask("Why?")
    assert calls.proposed_extension(published, LATE) is None
    calls.answer_question(question, answer="So.", by=personas.officer, now=LATE)
    proposal = calls.proposed_extension(published, LATE)
    assert (proposal.day, proposal.time) == (date(2027, 3, 17), time(10))
    assert proposal.reason.startswith("An answer came 2 days after the promised 9 March 2027")
    more = {"day": proposal.day, "time": proposal.time, "reason": proposal.reason}
    calls.extend_deadline(published, **more, by=personas.officer, now=LATE)
    assert calls.proposed_extension(published, LATE) is None


def test_an_answer_in_time_proposes_nothing_and_a_weekend_is_jumped_over(published, personas, ask):
    in_time, late = ask("Why?"), ask("When?")
    calls.answer_question(in_time, answer="So.", by=personas.officer, now=moment("2027-03-09", 22, 59))
    assert calls.proposed_extension(published, LATE) is None
    calls.answer_question(late, answer="Soon.", by=personas.officer, now=moment("2027-03-14"))
    proposal = calls.proposed_extension(published, moment("2027-03-14"))
    assert proposal.day == date(2027, 3, 22)  # five days are Saturday the 20th


def facts(**more) -> MeetingFacts:
    return MeetingFacts(**{"kind": "visit", "day": date(2027, 2, 15), "at": time(14), "place": "Au parc", **more})


def test_a_visit_is_announced_then_told_to_all_and_who_came_stays_in_the_office(client, published, personas):
    alert_of(published, email="visitor@example.org")
    meeting = calls.keep_meeting(published, facts(), by=personas.officer, now=NOW)
    assert meeting.starts_at == moment("2027-02-15", 13)
    with pytest.raises(Refused, match="once it has taken place"):
        calls.keep_meeting(published, facts(minutes="x"), meeting=meeting, by=personas.officer, now=NOW)
    told = facts(minutes="Ninety trees.", attendance="Jardins du Nord, M. Vert")
    calls.keep_meeting(published, told, meeting=meeting, by=personas.officer, now=moment("2027-02-16"))
    page = client.get(published.get_absolute_url()).text
    assert "Ninety trees." in page
    assert "Jardins du Nord" not in page
    assert "Jardins du Nord" not in str(list(Event.objects.values_list("payload", flat=True)))
    assert Meeting.objects.count() == 1
    with pytest.raises(Refused, match="too late"):
        calls.keep_meeting(published, facts(), by=personas.officer, now=moment("2027-03-15", 9))
