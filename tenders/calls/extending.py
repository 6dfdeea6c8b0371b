"""The deadline for bids is moved later, in public, while nobody can have opened anything."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar.policies import working_days_between
from procurement.lifecycle import Refused, Sentence
from tenders.calls import emails, queries
from tenders.calls.deadlines import against_the_moment, moment_of
from tenders.calls.promises import move_promises
from tenders.calls.refusals import lock_for, refuse_if
from tenders.following.telling import tell_followers
from tenders.lifecycle.tender import TenderState
from tenders.models import Amendment, News, Revision, Round, Tender, Unlock
from tenders.timetable.kinds import AFTER_THE_DEADLINE, StageKind
from tenders.timetable.moving import Delay, MovedStage, moved_stages
from tenders.timetable.plan import question_days


@transaction.atomic
def extend_deadline(tender: Tender, *, day: date, time: time, reason: str, by: User, now: datetime) -> Amendment:
    """Give more time for bids: a local day and time of the buyer. The reason is published with old and new deadline.

    Questions and answers get later days where theirs have not passed; everything after the deadline moves by as many
    working days; each with a revision.

    Raises:
        Refused: the deadline has passed, a step of the opening has begun, or the new one is no lawful deadline.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    if not reason.strip():
        raise Refused(_("Give a reason: it is published and kept."))
    return give_more_time(locked, day=day, time=time, reason=reason, by=by, now=now)


def give_more_time(
    locked: Tender, *, day: date, time: time, reason: str, by: User, now: datetime, after_outage: datetime | None = None
) -> Amendment:
    """Move the deadline of a call whose row is locked, for a reason that is published, and tell everybody.

    Raises:
        Refused: as `move_deadline`.
    """
    change = move_deadline(locked, day=day, time=time, reason=reason, by=by, now=now, after_outage=after_outage)
    amendment = Amendment.objects.create(
        tender=locked, made_at=now, made_by=by, reason=reason.strip(), changes=[change]
    )
    emails.deadline_extended(amendment, now=now)
    tell_followers(locked, News.DEADLINE, now=now)
    return amendment


def move_deadline(
    locked: Tender, *, day: date, time: time, reason: str, by: User, now: datetime, after_outage: datetime | None = None
) -> dict[str, str]:
    """Move the deadline of a call whose row is locked, with all that follows from it; return what an amendment keeps.

    `after_outage`: the moment from which on the portal could not be reached. What was due since may have passed.

    Raises:
        Refused: the deadline has passed, a step of the opening has begun, or the new one is no lawful deadline.
    """
    round_ = Round.objects.select_for_update().get(tender=locked, number=locked.round_number)
    refuse_if(_against_extending(locked, round_, now, after_outage=after_outage))
    at = moment_of(day, time, round_.time_zone)
    refuse_if(
        [_is_not_later(round_, at), _has_passed(at, now), *against_the_moment(day, time, queries.holidays_of(locked))]
    )
    old_day, old_at = round_.deadline_date, round_.deadline_at
    round_.deadline_date, round_.deadline_time, round_.deadline_at = day, time, at
    round_.save(update_fields=["deadline_date", "deadline_time", "deadline_at"])
    change = {"field": "deadline", "old": old_at.isoformat(), "new": at.isoformat()}
    record("tender.extend_deadline", locked, by=by, now=now, payload={"reason": reason.strip(), **change})
    moved = _moved(locked, old_day, day, reached=locked.local_day(after_outage or now), now=now)
    why = Revision.Reason.OUTAGE if after_outage else Revision.Reason.CHANGE
    move_promises(moved, reason=why, sentence=reason, by=by, now=now)
    return change


def why_not_extended(tender: Tender, now: datetime) -> list[Sentence]:
    """Return why the deadline of a call can't be moved at this instant; empty where it can."""
    return [sentence for sentence in _against_extending(tender, tender.round, now) if sentence]


def _against_extending(
    tender: Tender, round_: Round, now: datetime, *, after_outage: datetime | None = None
) -> Iterator[Sentence | None]:
    if tender.state != TenderState.PUBLISHED:
        yield _("Only the deadline of a published call can be extended.")
    elif round_.deadline_at <= now and not after_outage:
        yield _("The deadline has passed: it can't be extended any more.")
    if Unlock.objects.filter(envelope__round=round_).exists():
        yield _("The opening has begun: the deadline can't be extended any more.")


def _is_not_later(round_: Round, at: datetime) -> Sentence | None:
    return _("The new deadline must be later than the old one.") if at <= round_.deadline_at else None


def _has_passed(at: datetime, now: datetime) -> Sentence | None:
    return _("This moment has passed already.") if at <= now else None


def _moved(tender: Tender, old: date, new: date, *, reached: date, now: datetime) -> list[MovedStage]:
    """Return what moves with the deadline; `reached`: the day until which firms could do what was due."""
    holidays = queries.holidays_of(tender)
    questions, answers = question_days(queries.rules_of(tender, now), new, holidays, urgent=tender.urgent)
    stages = list(tender.stages.all())
    wanted = {StageKind.QUESTIONS: questions, StageKind.ANSWERS: answers}
    to = {
        stage.kind: wanted[StageKind(stage.kind)]
        for stage in stages
        if stage.kind in wanted and stage.commitment and reached <= stage.commitment < wanted[StageKind(stage.kind)]
    }
    delay = Delay(
        to={**to, StageKind.SUBMISSION.value: new},
        kinds=AFTER_THE_DEADLINE,
        working_days=working_days_between(old, new, holidays),
    )
    standstill = queries.planned_standstill(tender, now)
    return moved_stages(stages, delay, holidays=holidays, standstill=standstill)
