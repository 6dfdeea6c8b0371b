"""The notices of a call on their way to the Official Journal: the first, and one for each change. What came back stays.

The notice of a call is number 1. Each amendment makes one more, and so does the cancellation of a public call.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from tenders.calls.refusals import lock_for, refuse_if
from tenders.calls.sending import notice_sender
from tenders.lifecycle.tender import TenderState
from tenders.models import Dispatch, Tender

FIRST = 1
KEPT_FACTS = ("sent_at", "sending", "confirmed_at", "journal_reference", "appeared_on")


@dataclass(frozen=True, slots=True)
class DispatchFacts:
    """What an officer knows of the notice on its way; moments in UTC."""

    sent_at: datetime
    sending: str
    confirmed_at: datetime | None = None
    journal_reference: str = ""
    appeared_on: date | None = None


def latest_notice(tender: Tender) -> int:
    """Return the number of the notice that tells the call as it stands."""
    cancelled = tender.published_at is not None and tender.state == TenderState.CANCELLED
    return FIRST + len(tender.amendments.all()) + cancelled


def told_before(tender: Tender, number: int) -> int:
    """Return the number of the notice that this one changes: the last before it that was sent, else the first.

    A change whose notice was never sent is told by the next one, together with what changed since.
    """
    return max((row.number for row in tender.dispatches.all() if row.number < number), default=FIRST)


def change_to_send(tender: Tender) -> int | None:
    """Return the number of the change notice that waits to be sent: the Journal told the call, and not its last change.

    None where nothing waits, or nothing is on record of the first notice: then nothing is known of any.
    """
    sent = {row.number for row in tender.dispatches.all()}
    last = latest_notice(tender)
    told = FIRST in sent or bool(tender.notice_identity)
    return last if told and last > FIRST and last not in sent and not tender.by_invitation else None


@transaction.atomic
def record_dispatch(tender: Tender, facts: DispatchFacts, *, number: int = FIRST, by: User, now: datetime) -> Dispatch:
    """Keep what is known of a notice on its way. The law's periods count from the day on which the first was sent.

    Raises:
        Refused: a moment that can't be, or the sending of the first would change after the publication.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    known = Dispatch.objects.filter(tender=locked, number=number).first()
    refuse_if([*why_not_recorded(locked), *_against_the_number(locked, number, facts)])
    refuse_if(_against_the_facts(locked, known or Dispatch(tender=locked, number=number), facts, now))
    old = model_to_dict(known, fields=KEPT_FACTS) if known else {}
    row = known or Dispatch(tender=locked, number=number)
    row.recorded_by = by
    for name in KEPT_FACTS:
        setattr(row, name, getattr(facts, name))
    row.save()
    if number == FIRST and locked.published_at is None:
        locked.sent_on, locked.publish_from = locked.local_day(row.sent_at), row.may_appear_from(locked.buyer.time_zone)
        locked.save(update_fields=["sent_on", "publish_from"])
    new = {name: value for name, value in model_to_dict(row, fields=KEPT_FACTS).items() if value != old.get(name)}
    payload = {"number": number, "old": {name: old.get(name) for name in new}, "new": new}
    record("tender.record_dispatch", locked, by=by, now=now, payload=payload)
    tender.refresh_from_db()
    return row


def send_notice(tender: Tender, notice: bytes, *, by: User, now: datetime) -> Dispatch:
    """Hand the notice that tells the call as it stands to the sender of this site; keep what its sending is called.

    Raises:
        Refused: there is no sender, or the notice was sent before, here or where it was read from.
    """
    sender, number = notice_sender(), latest_notice(tender)
    refuse_if([*why_not_recorded(tender), None if sender else _("This site sends no notices by itself: download it.")])
    if number == FIRST and tender.notice_identity:
        raise Refused(_("This call was taken over from its notice: the notice was sent already."))
    if Dispatch.objects.filter(tender=tender, number=number).exists():
        raise Refused(_("The notice was sent already."))
    assert sender is not None  # noqa: S101  refused above
    name = tender.reference if number == FIRST else f"{tender.reference}-{number}"
    sending = sender.send(notice, f"{name}.xml")
    return record_dispatch(tender, DispatchFacts(sent_at=now, sending=sending), number=number, by=by, now=now)


def why_not_recorded(tender: Tender) -> list[Sentence]:
    """Return why nothing can be recorded of the call's notices; empty where it can."""
    if tender.by_invitation:
        return [_("No notice is published of a call by invitation.")]
    if tender.published_at is None and tender.state != TenderState.APPROVED:
        return [_("The notice is sent once the call is approved.")]
    return []


def _against_the_number(tender: Tender, number: int, facts: DispatchFacts) -> Iterator[Sentence]:
    if not FIRST <= number <= latest_notice(tender):
        yield _("The call has no such notice.")
    others = {row.number: row.sent_at for row in tender.dispatches.all() if row.number != number}
    if any((other < number) != (sent <= facts.sent_at) for other, sent in others.items()):
        yield _("The notices of a call are sent one after the other: this moment does not fit to the others.")


def _against_the_facts(tender: Tender, known: Dispatch, facts: DispatchFacts, now: datetime) -> Iterator[Sentence]:
    if max(facts.sent_at, facts.confirmed_at or facts.sent_at) > now:
        yield _("What is recorded has happened: this moment lies ahead.")
    if facts.confirmed_at and facts.confirmed_at < facts.sent_at:
        yield _("The receipt can't be confirmed before the notice was sent.")
    if facts.appeared_on and not facts.journal_reference.strip():
        yield _("Give the number under which it was published in the Journal.")
    if facts.appeared_on and not tender.local_day(facts.sent_at) <= facts.appeared_on <= tender.local_day(now):
        yield _("The day of publication in the Journal lies between the sending and today.")
    if known.number == FIRST and tender.published_at and known.sent_at != facts.sent_at:
        yield _("The call is published: the moment of sending stays as it is.")
