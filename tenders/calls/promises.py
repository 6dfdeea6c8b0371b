"""Promised days are moved in public, each with its reason. Revisions are only ever added."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar.policies import is_working_day, working_days_between
from procurement.dates import date_format
from procurement.lifecycle import Refused, Sentence
from tenders.calls import queries
from tenders.calls.refusals import lock_for, refuse_if
from tenders.following.telling import tell_followers
from tenders.models import News, Revision, Stage
from tenders.timetable.kinds import BEFORE_THE_DEADLINE, StageKind
from tenders.timetable.moving import Delay, MovedStage, moved_stages


@transaction.atomic
def revise_stage(stage: Stage, *, new: date, reason: str, sentence: str, by: User, now: datetime) -> Revision:
    """Promise another day for a stage, while the promised one has not passed. The sentence is published.

    A later day carries the stages that follow by as many working days, each with a revision of its own; an earlier one
    moves alone. `reason` is a code of `Revision.Reason`. Returns the revision of the stage itself.

    Raises:
        Refused: the day has passed or follows from another one, or the new one breaks the order or the law.
    """
    tender = lock_for(stage.tender, Role.OFFICER, by=by)
    stages = list(tender.stages.all())
    row = next(row for row in stages if row.pk == stage.pk)
    holidays = queries.holidays_of(tender)
    refuse_if(why_not_moved(row, tender.local_day(now)))
    refuse_if(_against_the_day(row, new, stages, is_working=is_working_day(new, holidays)))
    refuse_if(_against_the_words(reason, sentence))
    assert row.commitment is not None  # noqa: S101  `why_not_moved` has refused a stage without a day
    later = new > row.commitment
    delay = Delay(
        to={row.kind: new},
        kinds=[each.kind for each in stages if later and each.position > row.position],
        working_days=max(0, working_days_between(row.commitment, new, holidays)),
    )
    moved = moved_stages(stages, delay, holidays=holidays, standstill=queries.planned_standstill(tender, now))
    revisions = move_promises(moved, reason=reason, sentence=sentence, by=by, now=now)
    tell_followers(tender, News.DATES, now=now)
    stage.refresh_from_db()
    return next(revision for revision in revisions if revision.stage_id == stage.pk)


@transaction.atomic
def expect_stage(stage: Stage, *, expected: date, by: User, now: datetime) -> None:
    """Say when a late stage is now expected. The promise that was missed stays, and every expectation is logged."""
    tender = lock_for(stage.tender, Role.OFFICER, by=by)
    row = tender.stages.get(pk=stage.pk)
    today = tender.local_day(now)
    if not is_late(row, today):
        raise Refused(_("This stage is not late: promise another day instead."))
    if expected < today:
        raise Refused(_("This day has passed already."))
    record("stage.expect", row, by=by, now=now, payload={"old": row.expected, "new": expected})
    Stage.objects.filter(pk=row.pk).update(expected=expected)
    tell_followers(tender, News.DATES, now=now)
    stage.refresh_from_db()


def move_promises(
    moved: Iterable[MovedStage], *, reason: str, sentence: str, by: User, now: datetime
) -> list[Revision]:
    """Write new days with a revision and a log event each. For deeds that hold the call's lock and have checked."""
    revisions = []
    for item in moved:
        old = item.stage.commitment
        Stage.objects.filter(pk=item.stage.pk).update(commitment=item.new, earliest=item.earliest)
        if old is None or old == item.new:
            continue
        facts = {"old": old, "new": item.new, "reason": reason}
        record("stage.revise", item.stage, by=by, now=now, payload=facts)
        revisions.append(
            Revision.objects.create(
                stage=item.stage, old=old, new=item.new, reason=reason, sentence=sentence.strip(), made_at=now,
                made_by=by,
            )
        )  # fmt: skip
    return revisions


def is_late(stage: Stage, today: date) -> bool:
    """Tell whether the promised day has passed: then nothing else can be promised, only expected."""
    return stage.actual is None and stage.commitment is not None and stage.commitment < today


def why_not_moved(stage: Stage, today: date) -> list[Sentence]:
    """Return why this stage's day can't be chosen any more, or never could; empty where it can."""
    if stage.actual is not None:
        return [_("This stage is done.")]
    if stage.kind in BEFORE_THE_DEADLINE:
        return [_("This day follows from the deadline for bids: extend the deadline.")]
    if stage.kind == StageKind.STANDSTILL:
        return [_("The law counts the standstill from the notification: promise another day for the notification.")]
    if stage.commitment is None:
        return [_("No day was promised for this stage.")]
    if is_late(stage, today):
        return [_("The promised day has passed: the stage is late. Say when it is now expected.")]
    return []


def _against_the_day(stage: Stage, new: date, stages: list[Stage], *, is_working: bool) -> Iterator[Sentence | None]:
    before = [row.actual or row.commitment for row in stages if row.position < stage.position]
    latest = max((day for day in before if day), default=new)
    if new == stage.commitment:
        yield _("This is the day that is promised already.")
    if new < latest:
        yield _("The stage before ends on %(day)s: choose that day or a later one.") % {"day": date_format(latest)}
    if stage.earliest and new < stage.earliest:
        yield _("The law allows %(day)s at the earliest.") % {"day": date_format(stage.earliest)}
    if not is_working:
        yield _("Choose a working day.")


def _against_the_words(reason: str, sentence: str) -> Iterator[Sentence | None]:
    if reason not in Revision.Reason.values:
        yield _("Choose a reason from the list.")
    if not sentence.strip():
        yield _("Give a reason: it is published and kept.")
