"""Answers: to everybody at the same second, one for several questions where they ask the same. Late ones cost time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar.policies import is_working_day
from procurement.dates import date_format
from procurement.lifecycle import Refused, Sentence
from tenders.calls import emails, queries
from tenders.calls.questions import takes_questions
from tenders.calls.refusals import lock_for, refuse_if
from tenders.following.telling import tell_followers
from tenders.models import News, Question, Stage, Tender
from tenders.timetable.kinds import StageKind

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A later deadline that the law asks for, with the reason to publish."""

    day: date
    time: time
    reason: str


@transaction.atomic
def answer_question(question: Question, *, answer: str, also: Iterable[Question] = (), by: User, now: datetime) -> None:
    """Answer to everybody, at this moment; `also` are other questions of the call that the same words answer.

    Raises:
        Refused: nothing is written, one of them has its answer already, or the deadline has passed.
    """
    rows = _open_questions([question, *also], by=by, now=now)
    if not answer.strip():
        raise Refused(_("Write the answer."))
    first, *others = rows
    first.answer = answer.strip()
    for other in others:
        other.answer, other.merged_into = "", first
    _close(rows, "question.answer", by=by, now=now)
    question.refresh_from_db()


@transaction.atomic
def decline_question(question: Question, *, reason: str, by: User, now: datetime) -> None:
    """Give no answer, and say why. Question and reason are published, as an answer would be."""
    (row,) = _open_questions([question], by=by, now=now)
    if not reason.strip():
        raise Refused(_("Give a reason: it is published and kept."))
    row.declined_because = reason.strip()
    _close([row], "question.decline", by=by, now=now)
    question.refresh_from_db()


@transaction.atomic
def close_answers(tender: Tender, *, by: User, now: datetime) -> None:
    """End the stage of the answers: every question has its own, and no other can be asked."""
    locked = lock_for(tender, Role.OFFICER, by=by)
    refuse_if(why_not_closed(locked, now))
    locked.stamp(StageKind.ANSWERS, now)
    record("stage.close_answers", locked.stages.get(kind=StageKind.ANSWERS), by=by, now=now)


def why_not_answered(question: Question, now: datetime) -> list[Sentence]:
    """Return why a question can't be answered or declined at this instant; empty where it can."""
    if question.answered_at is not None:
        return [_("This question has its answer already.")]
    if not takes_questions(question.tender, now):
        return [_("The deadline for bids has passed: an answer would come too late.")]
    return []


def why_not_closed(tender: Tender, now: datetime) -> list[Sentence]:
    """Return why the stage of the answers can't end at this instant; empty where it can."""
    return list(_against_closing(tender, now))


def proposed_extension(tender: Tender, now: datetime) -> Proposal | None:
    """Return the later deadline that a late answer asks for: by as many days as it was late (art. 47(3)).

    None where every answer was in time, or the deadline was extended since.
    """
    promised, last = _answers_stage(tender), _last_answer(tender)
    if promised is None or promised.commitment is None or last is None or not takes_questions(tender, now):
        return None
    late = (tender.local_day(last) - promised.commitment).days
    if late <= 0 or any(amendment.made_at >= last for amendment in tender.amendments.all() if _moves(amendment)):
        return None
    round_, holidays = tender.round, queries.holidays_of(tender)
    day = round_.deadline_date + timedelta(days=late)
    while not is_working_day(day, holidays):
        day += ONE_DAY
    said = ngettext(
        "An answer came %(days)s day after the promised %(day)s: firms get as much more time.",
        "An answer came %(days)s days after the promised %(day)s: firms get as much more time.",
        late,
    )
    return Proposal(day, round_.deadline_time, said % {"days": late, "day": date_format(promised.commitment)})


def _moves(amendment: object) -> bool:
    return any(change["field"] == "deadline" for change in amendment.changes)  # type: ignore[attr-defined]


def _last_answer(tender: Tender) -> datetime | None:
    given = tender.questions.filter(answered_at__isnull=False).order_by("answered_at")
    return given.values_list("answered_at", flat=True).last()


def _answers_stage(tender: Tender) -> Stage | None:
    return tender.stages.filter(kind=StageKind.ANSWERS).first()


def _against_closing(tender: Tender, now: datetime) -> Iterator[Sentence]:
    stages = {stage.kind: stage for stage in tender.stages.all()}
    answers, questions = stages.get(StageKind.ANSWERS), stages.get(StageKind.QUESTIONS)
    if answers is None or answers.actual or not takes_questions(tender, now):
        yield _("There is no stage of answers to end.")
        return
    if questions and questions.commitment and tender.local_day(now) <= questions.commitment:
        yield _("Questions can be asked until %(day)s.") % {"day": date_format(questions.commitment)}
    if waiting := tender.questions.filter(answered_at=None).count():
        yield ngettext(
            "%(count)s question has no answer yet: answer it, or decline it with a reason.",
            "%(count)s questions have no answer yet: answer them, or decline them with a reason.",
            waiting,
        ) % {"count": waiting}


def _open_questions(questions: Iterable[Question], *, by: User, now: datetime) -> list[Question]:
    """Return the rows, locked with their call, while an answer can still help. Raises Refused."""
    wanted = list(questions)
    tender = lock_for(wanted[0].tender, Role.OFFICER, by=by)
    rows = []
    for question in wanted:
        row = Question.objects.select_for_update().get(pk=question.pk, tender=tender)
        row.tender = tender
        refuse_if(why_not_answered(row, now))
        rows.append(row)
    return rows


def _close(rows: list[Question], verb: str, *, by: User, now: datetime) -> None:
    """Publish at one second, whatever the number of questions."""
    tender = rows[0].tender
    for row in rows:
        row.answered_at, row.answered_by = now, by
        row.save()
        record(verb, row, by=by, now=now, payload={"tender": tender.reference})
        emails.question_closed(row, now=now)
    tell_followers(tender, News.ANSWER, now=now)
