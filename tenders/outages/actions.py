"""More time after an outage: proposed by the portal to every call due in it, accepted or declined by an officer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.availability.models import Outage
from procurement.lifecycle import Sentence, perform
from tenders.calls.extending import give_more_time
from tenders.calls.queries import holidays_of
from tenders.calls.refusals import lock_for, refuse_if
from tenders.lifecycle.tender import TenderState
from tenders.models import Amendment, ProposedExtension, Tender
from tenders.outages import due, emails, queries


def propose_what_is_due(*, now: datetime) -> int:
    """Propose more time for every outage that was not considered yet; return to how many calls."""
    waiting = Outage.objects.filter(considered_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_consider(pk, now) for pk in list(waiting))


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
    days = due.days_for(outage.gap, settings.OUTAGE_DAYS)
    proposal = ProposedExtension.objects.create(
        tender=tender, round=round_, outage=outage, due=what, old=round_.deadline_at,
        day=due.later(round_.deadline_date, days, holidays_of(tender)), time=round_.deadline_time,
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
        Refused: not an officer, answered already, the opening has begun, or the new deadline has passed as well.
    """
    tender, row = _locked(proposal, by=by)
    refuse_if(why_not_accepted(row, tender))
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


def why_not_accepted(proposal: ProposedExtension, tender: Tender) -> list[Sentence]:
    """Return why the proposal can't be accepted any more; empty where it can."""
    return list(_against(proposal, tender))


def _against(proposal: ProposedExtension, tender: Tender) -> Iterator[Sentence]:
    yield from _answered(proposal)
    if tender.round.pk != proposal.round_id or tender.round.deadline_at != proposal.old:
        yield _("The deadline was moved since: this proposal is void.")
    if tender.state not in queries.STILL_SEALED or tender.opening_has_begun():
        yield _("The opening has begun: the deadline can't be extended any more.")


def _answered(proposal: ProposedExtension) -> list[Sentence]:
    return [_("This proposal has its answer already.")] if proposal.answered_at else []


def _locked(proposal: ProposedExtension, *, by: User) -> tuple[Tender, ProposedExtension]:
    tender = lock_for(proposal.tender, Role.OFFICER, by=by)
    return tender, ProposedExtension.objects.select_for_update().get(pk=proposal.pk, tender=tender)
