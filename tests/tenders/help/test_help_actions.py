"""A firm asks, an authority promises a day and answers, the ombudsperson speaks: who may, and what is kept."""

from datetime import date

import pytest

from procurement.accounts.models import Buyer
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.help import queries
from tenders.help.actions import answer_help, ask_for_help, publish_note
from tenders.models import HelpRequest, Note, Tender
from tests.factories.calls import TenderFactory, place
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
THURSDAY = moment("2027-07-15")
TEXT = "Our signatory is away: who else may hand in?"


@pytest.fixture
def call(personas: Personas) -> Tender:
    call = TenderFactory(buyer=personas.buyer, published_at=moment("2027-02-01"))
    place(call, "published")
    return call


@pytest.fixture
def asked(personas: Personas, call: Tender) -> HelpRequest:
    return ask(personas, tender=call)


def ask(personas: Personas, **facts: object) -> HelpRequest:
    usual = {"supplier": personas.supplier, "by": personas.owner, "text": TEXT, "now": THURSDAY}
    return ask_for_help(personas.buyer, **{**usual, **facts})


@pytest.mark.parametrize(
    ("now", "days", "due"),
    [
        (THURSDAY, 3, date(2027, 7, 20)),  # over a weekend
        (moment("2027-07-20"), 1, date(2027, 7, 22)),  # the 21st is a holiday in Belgium
        (moment("2027-12-30"), 2, date(2028, 1, 3)),  # over a new year
        (moment("2027-07-15", 22, 30), 1, date(2027, 7, 19)),  # past midnight where the buyer is
    ],
)
def test_the_day_is_promised_by_the_buyers_own_calendar(personas, now, days: int, due: date):
    Buyer.objects.filter(pk=personas.buyer.pk).update(help_days=days)
    personas.buyer.refresh_from_db()
    assert ask(personas, now=now).due == due


def test_three_working_days_unless_the_authority_says_otherwise(personas):
    assert personas.buyer.help_days == 3


def test_those_who_answer_are_told_and_no_word_of_it_stands_in_a_mail_or_the_log(personas, asked):
    assert {mail.to for mail in Mail.objects.all()} == {personas.officer.email, personas.ombudsperson.email}
    answer_help(asked, answer="The owner may.", by=personas.officer, now=moment("2027-07-19"))
    last = Mail.objects.order_by("pk").last()
    assert (last.to, last.language) == (personas.owner.email, personas.owner.language)
    assert f"/{personas.owner.language}/help/{asked.pk}/" in last.text
    said = "".join(f"{mail.subject} {mail.text} {mail.html}" for mail in Mail.objects.all())
    said += str(list(Event.objects.values()))
    assert TEXT not in said
    assert "The owner may." not in said
    assert [event.verb for event in Event.objects.order_by("pk")] == ["help.ask", "help.answer"]


@pytest.mark.parametrize(("day", "in_time"), [("2027-07-20", True), ("2027-07-21", False)])
def test_an_answer_is_in_time_or_late(personas, asked, day: str, in_time: bool):
    assert asked.in_time is None
    answer_help(asked, answer="The owner may.", by=personas.ombudsperson, now=moment(day))
    assert asked.in_time is in_time
    kept = queries.kept_by(personas.officer, moment(day))
    assert (kept.waiting, kept.late, kept.answered, kept.in_time) == (0, 0, 1, int(in_time))


@pytest.mark.parametrize(("day", "late"), [("2027-07-20", 0), ("2027-07-21", 1)])
def test_what_waits_is_late_after_its_day(personas, asked, day: str, late: int):
    kept = queries.kept_by(personas.ombudsperson, moment(day))
    assert (kept.waiting, kept.late) == (1, late)


@pytest.mark.parametrize("name", ["owner", "approver", "signatory", "auditor", "administrator", "other_officer"])
def test_nobody_else_answers(personas, asked, name: str):
    with pytest.raises(Refused, match="Only officers and the ombudsperson"):
        answer_help(asked, answer="I do.", by=getattr(personas, name), now=THURSDAY)


def test_it_is_answered_once_and_in_words(personas, asked):
    with pytest.raises(Refused, match="Write the answer"):
        answer_help(asked, answer="  ", by=personas.officer, now=THURSDAY)
    answer_help(asked, answer="The owner may.", by=personas.officer, now=THURSDAY)
    with pytest.raises(Refused, match="its answer already"):
        answer_help(asked, answer="Another.", by=personas.officer, now=THURSDAY)
    assert asked.answer == "The owner may."


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [({"text": " "}, "Write what you need"), ({"by": "other_owner"}, "do not belong"), ({"by": "officer"}, "do not")],
)
def test_what_is_refused_of_who_asks(personas, facts: dict[str, str], sentence: str):
    known = {name: getattr(personas, value) if name == "by" else value for name, value in facts.items()}
    with pytest.raises(Refused, match=sentence):
        ask(personas, **known)
    assert not HelpRequest.objects.exists()


def test_a_call_of_another_authority_is_refused(personas):
    foreign = TenderFactory(buyer=personas.other_buyer)
    with pytest.raises(Refused, match="another authority"):
        ask(personas, tender=foreign)


def test_firm_and_authority_read_it_and_nobody_else(personas, asked):
    readers = {name for name in vars(personas) if is_a_reader(getattr(personas, name), asked)}
    assert readers == {"officer", "ombudsperson", "owner", "contributor"}


def is_a_reader(person: object, asked: HelpRequest) -> bool:
    return hasattr(person, "email") and hasattr(person, "is_staff") and queries.readable_by(person).contains(asked)


def test_who_left_reads_nothing(personas, asked):
    for person in (personas.officer, personas.owner):
        person.is_active = False
        person.save()
        assert not queries.readable_by(person).exists()


def test_a_note_is_published_and_a_further_one_corrects_it(personas, call):
    for text in ("The answers came late.", "Correction: they came in time."):
        publish_note(call, text=text, by=personas.ombudsperson, now=THURSDAY)
    assert [note.text for note in call.notes.all()] == ["The answers came late.", "Correction: they came in time."]
    assert Event.objects.filter(verb="tender.publish_note").count() == 2


@pytest.mark.parametrize("name", ["officer", "approver", "auditor", "owner", "administrator", "stranger"])
def test_nobody_but_the_ombudsperson_publishes_one(personas, call, name: str):
    with pytest.raises(Refused, match="Only the ombudsperson"):
        publish_note(call, text="I say so.", by=getattr(personas, name), now=THURSDAY)
    assert not Note.objects.exists()


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_not_on_a_call_that_is_not_public(personas, call, state: str):
    place(call, state)
    with pytest.raises(Refused, match="on a published call"):
        publish_note(call, text="It is late.", by=personas.ombudsperson, now=THURSDAY)


def test_an_empty_note_is_none(personas, call):
    with pytest.raises(Refused, match="Write the note"):
        publish_note(call, text=" ", by=personas.ombudsperson, now=THURSDAY)
