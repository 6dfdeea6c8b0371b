"""More time after an outage: proposed by the portal to every call due in it, accepted or declined by an officer."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.availability.actions import beat, is_measuring
from procurement.availability.models import Outage
from procurement.lifecycle import Sentence, perform
from tenders.calls.extending import give_more_time
from tenders.calls.queries import holidays_of
from tenders.calls.refusals import lock_for, refuse_if
from tenders.lifecycle.tender import TenderState
from tenders.models import Amendment, ProposedExtension, Tender
from tenders.outages import due, emails, queries

logger = logging.getLogger(__name__)


def propose_what_is_due(*, now: datetime) -> int:
    """Propose more time for every outage that was not considered yet; return to how many calls.

    One that fails holds up no other and nothing else that the worker does. It is tried again the next minute.
    """
    waiting = Outage.objects.filter(considered_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_consider_safely(pk, now) for pk in list(waiting))


def notice_outages(tender: Tender, *, now: datetime) -> None:
    """Before a member unlocks: that the portal answers ends an outage, and what it asks for is proposed at once.

    A rehearsal has a clock of its own, and tells nothing of the portal.
    """
    if tender.rehearsal:
        return
    if is_measuring():
        beat(now=now)
    propose_what_is_due(now=now)


def every_outage_is_considered(tender: Tender) -> Sentence | None:
    """Nothing is opened while an outage in which bids were due has yet to be looked at."""
    after = timedelta(minutes=settings.OUTAGE_AFTER_MINUTES)
    if tender.rehearsal or not queries.unconsidered_at(tender.round.deadline_at, after).exists():
        return None
    return _("The portal could not be reached when bids were due, and more time is not proposed yet: try again later.")


def _consider_safely(pk: int, now: datetime) -> int:
    try:
        return _consider(pk, now)
    except Exception as error:  # noqa: BLE001  a fault in one must not end the others, nor the worker
        logger.error("Outage %s could not be considered: %s", pk, type(error).__name__)  # noqa: TRY400
        return 0


@transaction.atomic
def _consider(pk: int, now: datetime) -> int:
    outage = Outage.objects.select_for_update().filter(considered_at=None, pk=pk).first()
    if outage is None:  # another worker was quicker
        return 0
    after = timedelta(minutes=settings.OUTAGE_AFTER_MINUTES)
    calls = queries.calls_perhaps_due_in(outage.gap, after)
    proposed = [_propose(tender, outage, after, now) for tender in calls]
    outage.considered_at = now
    outage.save(update_fields=["considered_at"])
    return sum(proposed)


def _propose(call: Tender, outage: Outage, after: timedelta, now: datetime) -> bool:
    """Propose it to one call, its row locked: an opening that began meanwhile is seen."""
    tender = Tender.objects.select_for_update().get(pk=call.pk)
    round_ = tender.round
    what = due.due_in(tender, round_, outage.gap, after)
    if what is None or tender.state not in queries.STILL_SEALED or tender.opening_has_begun():
        return False
    proposal = ProposedExtension.objects.create(
        tender=tender, round=round_, outage=outage, due=what, old=round_.deadline_at,
        day=due.new_day(round_, outage.gap, holidays_of(tender), now), time=round_.deadline_time,
        reason=due.reason_for(tender, outage.gap, what), proposed_at=now,
    )  # fmt: skip
    facts = {"outage": outage.pk, "due": what, "day": proposal.day, "reason": proposal.reason}
    record("tender.propose_extension", tender, by=None, now=now, payload=facts)
    emails.more_time_proposed(proposal, now=now)
    return True


@transaction.atomic
def accept_extension(proposal: ProposedExtension, *, by: User, now: datetime) -> Amendment:
    """Give the time that was proposed; a call that closed meanwhile takes bids again. The reason is published.

    Raises:
        Refused: not an officer, who recorded the outage, answered already, or the opening has begun.
    """
    tender, row = _locked(proposal, by=by)
    refuse_if(why_not_accepted(row, tender, by=by))
    row.day = due.new_day(tender.round, row.outage.gap, holidays_of(tender), now)
    if tender.state == TenderState.CLOSED:
        perform(tender, "take_bids_again", by=by, now=now, facts={"outage": row.outage_id})
    amendment = give_more_time(
        tender, day=row.day, time=row.time, reason=row.reason, by=by, now=now, after_outage=row.outage.began_at
    )
    row.answered_at, row.answered_by, row.amendment = now, by, amendment
    row.save()
    record("tender.accept_extension", tender, by=by, now=now, payload={"outage": row.outage_id})
    return amendment


@transaction.atomic
def decline_extension(proposal: ProposedExtension, *, reason: str, by: User, now: datetime) -> None:
    """Let the deadline stand. The reason is kept in the log. Raises Refused."""
    tender, row = _locked(proposal, by=by)
    refuse_if([*_answered(row), None if reason.strip() else _("Give a reason: it is kept in the log.")])
    row.answered_at, row.answered_by, row.declined_because = now, by, reason.strip()
    row.save()
    payload = {"outage": row.outage_id, "reason": reason.strip()}
    record("tender.decline_extension", tender, by=by, now=now, payload=payload)


def why_not_accepted(proposal: ProposedExtension, tender: Tender, *, by: User) -> list[Sentence]:
    """Return why a person can't accept the proposal; empty where it can."""
    return list(_against(proposal, tender, by))


def _against(proposal: ProposedExtension, tender: Tender, by: User) -> Iterator[Sentence]:
    yield from _answered(proposal)
    if proposal.outage.recorded_by_id == by.pk:
        yield _("You recorded this outage: somebody else decides whether it gives more time.")
    if tender.round.pk != proposal.round_id or tender.round.deadline_at != proposal.old:
        yield _("The deadline was moved since: this proposal is void.")
    if tender.state not in queries.STILL_SEALED or tender.opening_has_begun():
        yield _("The opening has begun: the deadline can't be extended any more.")


def _answered(proposal: ProposedExtension) -> list[Sentence]:
    return [_("This proposal has its answer already.")] if proposal.answered_at else []


def _locked(proposal: ProposedExtension, *, by: User) -> tuple[Tender, ProposedExtension]:
    tender = lock_for(proposal.tender, Role.OFFICER, by=by)
    return tender, ProposedExtension.objects.select_for_update().get(pk=proposal.pk, tender=tender)
