"""A pause stops the clocks of a procedure, on a legal ground, and is published at once. It is not a state."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar.policies import working_days_between
from procurement.dates import date_format
from procurement.lifecycle import Refused, Sentence
from tenders.calls import emails, queries
from tenders.calls.promises import move_promises
from tenders.calls.refusals import lock_for, refuse_if
from tenders.following.telling import tell_followers
from tenders.models import News, Pause, Revision, Tender
from tenders.timetable.kinds import AFTER_THE_DEADLINE
from tenders.timetable.moving import Delay, moved_stages
from tenders.timetable.status import FIRST_AHEAD, is_paused


@transaction.atomic
def pause(tender: Tender, *, kind: str, legal_basis: str, by: User, now: datetime) -> Pause:
    """Stop the clocks. Only a suspensive act does so (`Pause.Kind`); a complaint to the authority does not.

    The deadline for bids stands all the same: it moves only by `extend_deadline`.

    Raises:
        Refused: not published or ended, paused already, or without a legal ground.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    refuse_if([*why_not_paused(locked, now), *_against_the_ground(kind, legal_basis)])
    row = Pause.objects.create(tender=locked, kind=kind, legal_basis=legal_basis.strip(), starts_at=now)
    record("tender.pause", locked, by=by, now=now, payload={"kind": kind, "legal_basis": row.legal_basis})
    emails.call_paused(row, now=now)
    tell_followers(locked, News.PAUSED, now=now)
    return row


@transaction.atomic
def resume(pause: Pause, *, by: User, now: datetime) -> None:
    """Let the clocks run again. What is promised after the deadline moves by the pause's own working days.

    A day that had passed when the pause began stays: that stage was late. Working days before the deadline for bids
    move nothing, because then only the deadline runs, and it stood.
    """
    tender = lock_for(pause.tender, Role.OFFICER, by=by)
    row = Pause.objects.select_for_update().get(pk=pause.pk)
    if row.ends_at is not None:
        raise Refused(_("This pause has ended already."))
    row.ends_at = now
    row.save(update_fields=["ends_at"])
    record("tender.resume", tender, by=by, now=now, payload={"kind": row.kind, "legal_basis": row.legal_basis})
    _move_promises(tender, row, by=by, now=now)
    emails.call_paused(row, now=now)
    tell_followers(tender, News.RESUMED, now=now)
    pause.refresh_from_db()


def why_not_paused(tender: Tender, now: datetime) -> list[Sentence]:
    """Return why a call can't be paused at this instant; empty where it can."""
    if tender.state not in FIRST_AHEAD:
        return [_("Only a call that is published and has not ended can be paused.")]
    return [_("The procedure is paused already.")] if is_paused(tender, now) else []


def _against_the_ground(kind: str, legal_basis: str) -> Iterator[Sentence]:
    if kind not in Pause.Kind.values:
        yield _("Choose what pauses the procedure from the list.")
    if not legal_basis.strip():
        yield _("Name the legal ground: it is published and kept.")


def _move_promises(tender: Tender, row: Pause, *, by: User, now: datetime) -> None:
    holidays, began, ended = queries.holidays_of(tender), tender.local_day(row.starts_at), tender.local_day(now)
    standing = working_days_between(max(began, min(tender.deadline_day, ended)), ended, holidays)
    stages = list(tender.stages.all())
    kinds = [
        stage.kind
        for stage in stages
        if stage.kind in AFTER_THE_DEADLINE and stage.commitment and stage.commitment >= began
    ]
    delay = Delay(to={}, kinds=kinds, working_days=standing)
    if not standing:
        return
    standstill = queries.planned_standstill(tender, now)
    moved = moved_stages(stages, delay, holidays=holidays, standstill=standstill)
    move_promises(moved, reason=Revision.Reason.EXTERNAL, sentence=_sentence(tender, row, now), by=by, now=now)


def _sentence(tender: Tender, row: Pause, now: datetime) -> str:
    """Say it in the call's language: the sentence is published."""
    with override(tender.language):
        facts = {
            "first": date_format(tender.local_day(row.starts_at)),
            "last": date_format(tender.local_day(now)),
            "ground": row.legal_basis.rstrip("."),
        }
        return _("The procedure was paused from %(first)s to %(last)s: %(ground)s.") % facts
