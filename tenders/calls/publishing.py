"""A call appears at a set moment; its notice goes to the Official Journal first, and what came back is on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.forms.models import model_to_dict
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
from tenders.calls.sending import notice_sender
from tenders.lifecycle.tender import UNFINISHED, TenderState
from tenders.models import Dispatch, Tender

KEPT_FACTS = ("sent_at", "sending", "confirmed_at", "journal_reference", "appeared_on")


@dataclass(frozen=True, slots=True)
class DispatchFacts:
    """What an officer knows of the notice on its way; moments in UTC."""

    sent_at: datetime
    sending: str
    confirmed_at: datetime | None = None
    journal_reference: str = ""
    appeared_on: date | None = None


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
        raise Refused(_("No publication is planned."))
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


@transaction.atomic
def record_dispatch(tender: Tender, facts: DispatchFacts, *, by: User, now: datetime) -> Dispatch:
    """Keep what is known of the notice on its way. The law's periods count from the day on which it was sent.

    Raises:
        Refused: a moment that can't be, or the sending would change after the publication.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    known = Dispatch.objects.filter(tender=locked).first()
    refuse_if([*why_not_recorded(locked), *_against_the_facts(locked, known, facts, now)])
    old = model_to_dict(known, fields=KEPT_FACTS) if known else {}
    row = known or Dispatch(tender=locked)
    row.recorded_by = by
    for name in KEPT_FACTS:
        setattr(row, name, getattr(facts, name))
    row.save()
    if locked.published_at is None:
        locked.sent_on, locked.publish_from = locked.local_day(row.sent_at), row.may_appear_from(locked.buyer.time_zone)
        locked.save(update_fields=["sent_on", "publish_from"])
    new = {name: value for name, value in model_to_dict(row, fields=KEPT_FACTS).items() if value != old.get(name)}
    record("tender.record_dispatch", locked, by=by, now=now, payload={"old": {n: old.get(n) for n in new}, "new": new})
    tender.refresh_from_db()
    return row


def send_notice(tender: Tender, notice: bytes, *, by: User, now: datetime) -> Dispatch:
    """Hand the notice to the sender of this site, and keep what its sending is called.

    Raises:
        Refused: there is no sender, or the notice was sent before.
    """
    sender = notice_sender()
    refuse_if([*why_not_recorded(tender), None if sender else _("This site sends no notices by itself: download it.")])
    if Dispatch.objects.filter(tender=tender).exists():
        raise Refused(_("The notice was sent already."))
    assert sender is not None  # noqa: S101  refused above
    sending = sender.send(notice, f"{tender.reference}.xml")
    return record_dispatch(tender, DispatchFacts(sent_at=now, sending=sending), by=by, now=now)


def why_not_recorded(tender: Tender) -> list[Sentence]:
    """Return why nothing can be recorded of the notice; empty where it can."""
    if tender.by_invitation:
        return [_("No notice is published of a call by invitation.")]
    if tender.state in {TenderState.DRAFT, TenderState.IN_REVIEW} or tender.state not in UNFINISHED:
        return [_("The notice is sent once the call is approved.")]
    return []


def _against_the_plan(tender: Tender, moment: datetime, now: datetime) -> Iterator[Sentence]:
    if moment <= now:
        yield _("This moment has passed: publish the call now, or choose a later one.")
    if (deadline := tender.deadline_at) and moment >= deadline:
        yield _("The call must appear before its deadline.")
    if tender.publish_from and moment < tender.publish_from:
        first = date_format(to_local(tender.publish_from, tender.buyer.time_zone), "DATETIME_FORMAT")
        yield _("The law allows %(moment)s at the earliest: the Official Journal comes first.") % {"moment": first}


def _against_the_facts(
    tender: Tender, known: Dispatch | None, facts: DispatchFacts, now: datetime
) -> Iterator[Sentence]:
    if max(facts.sent_at, facts.confirmed_at or facts.sent_at) > now:
        yield _("What is recorded has happened: this moment lies ahead.")
    if facts.confirmed_at and facts.confirmed_at < facts.sent_at:
        yield _("The receipt can't be confirmed before the notice was sent.")
    if facts.appeared_on and not facts.journal_reference.strip():
        yield _("Give the number under which it was published in the Journal.")
    if facts.appeared_on and not tender.local_day(facts.sent_at) <= facts.appeared_on <= tender.local_day(now):
        yield _("The day of publication in the Journal lies between the sending and today.")
    if tender.published_at and (known is None or known.sent_at != facts.sent_at):
        yield _("The call is published: the moment of sending stays as it is.")


def _forget_plan(tender: Tender, reasons: list[str], *, by: User | None, now: datetime) -> None:
    record("tender.drop_plan", tender, by=by, now=now, payload={"old": tender.publish_at, "reasons": reasons})
    Tender.objects.filter(pk=tender.pk).update(publish_at=None)
