"""A call appears at a set moment, not before the law allows it. Its notice on its way is in `dispatching.py`."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar.moments import to_local
from procurement.dates import date_format
from procurement.lifecycle import Refused, Sentence
from tenders.calls import emails
from tenders.calls.deadlines import moment_of
from tenders.calls.refusals import lock_for, refuse_if
from tenders.lifecycle.tender import TenderState
from tenders.models import Tender


@transaction.atomic
def plan_publication(tender: Tender, *, day: date, at: time, by: User, now: datetime) -> datetime:
    """Set the moment at which the approved call appears by itself, a local one of the buyer; return it in UTC.

    Raises:
        Refused: not approved, or the moment has passed, lies behind the deadline, or comes before the law allows it.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    moment = moment_of(day, at, locked.buyer.time_zone)
    refuse_if([*why_not_planned(locked), *_against_the_plan(locked, moment, now)])
    record("tender.plan_publication", locked, by=by, now=now, payload={"old": locked.publish_at, "new": moment})
    Tender.objects.filter(pk=locked.pk).update(publish_at=moment)
    tender.refresh_from_db()
    return moment


@transaction.atomic
def drop_plan(tender: Tender, *, by: User, now: datetime) -> None:
    """Take the planned moment back, before it comes."""
    locked = lock_for(tender, Role.OFFICER, by=by)
    if locked.publish_at is None or locked.state != TenderState.APPROVED:
        raise Refused(_("No moment is set.") if locked.by_invitation else _("No publication is planned."))
    _forget_plan(locked, [], by=by, now=now)
    tender.refresh_from_db()


@transaction.atomic
def mind_the_refusal(tender: Tender, *, now: datetime) -> None:
    """Say why the planned publication did not happen, and take the plan back; one that waits for the Journal stays."""
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    early = locked.publish_from is not None and locked.publish_from > now
    if locked.publish_at is None or early or locked.waits_for_the_journal():
        return
    reasons = emails.plan_refused(locked, now=now)
    _forget_plan(locked, reasons, by=None, now=now)


def why_not_planned(tender: Tender) -> list[Sentence]:
    """Return why no moment can be set for the publication; empty where one can."""
    return [] if tender.state == TenderState.APPROVED else [_("A moment can be set once the call is approved.")]


def _against_the_plan(tender: Tender, moment: datetime, now: datetime) -> Iterator[Sentence]:
    invites = tender.by_invitation
    if moment <= now:
        late = _("This moment has passed: publish the call now, or choose a later one.")
        yield _("This moment has passed: choose a later one, or send the invitations now.") if invites else late
    if (deadline := tender.deadline_at) and moment >= deadline:
        early = _("The call must appear before its deadline.")
        yield _("The invitations must be sent before the deadline.") if invites else early
    if tender.publish_from and moment < tender.publish_from:
        first = date_format(to_local(tender.publish_from, tender.buyer.time_zone), "DATETIME_FORMAT")
        yield _("The law allows %(moment)s at the earliest: the Official Journal comes first.") % {"moment": first}


def _forget_plan(tender: Tender, reasons: list[str], *, by: User | None, now: datetime) -> None:
    record("tender.drop_plan", tender, by=by, now=now, payload={"old": tender.publish_at, "reasons": reasons})
    Tender.objects.filter(pk=tender.pk).update(publish_at=None)
