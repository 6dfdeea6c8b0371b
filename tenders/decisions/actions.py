"""What is decided about a lot: drafted by one, approved by another, signed by a third, notified, carried out.

A signed decision is never edited: another one takes its place. Notifications and cancellations are in `notifying.py`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.dates import date_format
from procurement.lifecycle import Refused, Sentence, perform
from tenders.decisions.documents import make_decision_paper
from tenders.decisions.drafting import fingerprint, objections
from tenders.decisions.notifying import cancel_call, notify
from tenders.decisions.parts import require, take_back_places
from tenders.decisions.together import combination_for
from tenders.lifecycle.decision import DecisionState
from tenders.models import Decision, Lot, LotBid

__all__ = [
    "approve_decision",
    "award_lot",
    "cancel_call",
    "draft_decision",
    "notify",
    "record_contract",
    "redraft_decision",
    "send_back_decision",
    "sign_decision",
    "supersede_decision",
]


@transaction.atomic
def draft_decision(  # noqa: PLR0913  a decision is all of this, and every part has its name
    lot: Lot,
    *,
    outcome: str,
    grounds: str,
    by: User,
    now: datetime,
    winners: Sequence[LotBid] = (),
    advantages: str = "",
    reason_code: str = "",
    supersedes: Decision | None = None,
) -> Decision:
    """Draft a decision about one lot; `supersedes` names the one in force whose place it takes once it is signed.

    Args:
        lot: the lot; its call is in decision, or, for a cancellation, anywhere after the opening.
        outcome: "award", "no_award" or "cancellation".
        grounds: why, in more than one word; everybody concerned reads it.
        by: an officer who declared no conflict of interest. It neither approves nor signs.
        now: the moment.
        winners: for an award, ranked bids of this lot; several for a framework.
        advantages: for an award, the winner's characteristics and relative advantages, for the losers to read.
        reason_code: otherwise, a code of `Decision.Reason`.
        supersedes: the decision in force, signed or notified.

    Raises:
        Refused: with every sentence that speaks against it.
    """
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    draft = Decision(lot=lot, outcome=outcome, supersedes=supersedes, author=by, drafted_at=now)
    draft.grounds, draft.advantages, draft.reason_code = grounds.strip(), advantages.strip(), reason_code
    return _keep(draft, winners, "decision.draft", by=by, now=now)


@transaction.atomic
def redraft_decision(
    decision: Decision,
    *,
    grounds: str,
    by: User,
    now: datetime,
    winners: Sequence[LotBid] = (),
    advantages: str = "",
    reason_code: str = "",
) -> Decision:
    """Write a draft anew, after it was sent back: its author only, and the outcome stays.

    Raises:
        Refused: as `draft_decision`, or it is no draft any more, or somebody else wrote it.
    """
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.state != DecisionState.DRAFT:
        raise Refused(_("Only a draft can be changed. After signing, another decision takes its place."))
    if decision.author_id != by.pk:
        raise Refused(_("Only its author changes a draft."))
    decision.grounds, decision.advantages, decision.reason_code = grounds.strip(), advantages.strip(), reason_code
    return _keep(decision, winners, "decision.redraft", by=by, now=now)


def _keep(draft: Decision, winners: Sequence[LotBid], verb: str, *, by: User, now: datetime) -> Decision:
    """Store a draft that nothing speaks against, and log it without a word of what it says."""
    require(draft.lot.tender, Role.OFFICER, by)
    if not draft.has_declared_no_conflict(by):
        raise Refused(_("Declare first that you have no conflict of interest with the bidders."))
    if sentences := objections(draft, winners):
        raise Refused(*sentences)
    draft.combination = combination_for(draft, winners)
    draft.save()
    draft.winners.set(winners)
    if missing := draft.missing_parts():
        raise Refused(_("Still missing: %(parts)s.") % {"parts": ", ".join(map(str, missing))})
    facts = {"lot": draft.lot.identifier, "outcome": draft.outcome, "supersedes": draft.supersedes_id}
    record(verb, draft, by=by, now=now, payload=facts)
    return draft


@transaction.atomic
def approve_decision(decision: Decision, *, by: User, now: datetime, seen: str = "") -> None:
    """Approve what another person wrote; `seen` is the fingerprint of the words that were read, where a page told them.

    Raises:
        Refused: the rules say no, or the draft was written anew since it was read.
    """
    _require_as_seen(decision, seen)
    perform(decision, "approve", by=by, now=now)


def send_back_decision(decision: Decision, *, reason: str, by: User, now: datetime) -> None:
    """Send an approved decision back to its author, with a reason."""
    perform(decision, "send_back", by=by, now=now, reason=reason)


@transaction.atomic
def sign_decision(decision: Decision, *, by: User, now: datetime, seen: str = "") -> None:
    """Sign: the lot is decided, and the signed PDF is made. One that supersedes takes the old one's place at once.

    `seen` as for `approve_decision`.
    """
    _require_as_seen(decision, seen)
    perform(decision, "sign", by=by, now=now)
    if decision.supersedes:
        supersede_decision(decision.supersedes, by=by, now=now)
    perform(decision.lot, "decide", by=by, now=now)
    make_decision_paper.enqueue(decision.pk)


def _require_as_seen(decision: Decision, seen: str) -> None:
    """Refuse to approve or sign other words than those that were read. The row is locked until the deed is done."""
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if seen and seen != fingerprint(locked):
        raise Refused(_("The decision was written anew since you read it. Read it again."))


@transaction.atomic
def supersede_decision(old: Decision, *, by: User, now: datetime) -> None:
    """Take a decision out of force once its successor is signed; `sign_decision` does it in the same breath.

    Its lot is undecided again, its bids are ranked again, its letters stay. Another notification starts another
    standstill.
    """
    perform(old, "supersede", by=by, now=now)
    perform(old.lot, "reconsider", by=by, now=now)
    take_back_places(old.lot, by=by, now=now)


def award_lot(lot: Lot, *, by: User, now: datetime) -> None:
    """Award a lot once its standstill is over and nothing suspends it."""
    perform(lot, "award", by=by, now=now)


@transaction.atomic
def record_contract(lot: Lot, *, signed_on: date, value: Decimal, by: User, now: datetime) -> None:
    """Record the contract of an awarded lot: the buyer's local day of its signature, its value without VAT.

    Raises:
        Refused: the lot is not awarded, or the day lies ahead, before the notification or within the standstill.
    """
    lot_now = Lot.objects.select_for_update().get(pk=lot.pk)
    require(lot_now.tender, Role.SIGNATORY, by)
    if sentences := _against_contract(lot_now, signed_on, value, now):
        raise Refused(*sentences)
    Lot.objects.filter(pk=lot.pk).update(contracted_on=signed_on, contract_value=value)
    perform(lot, "contract", by=by, now=now, facts={"signed_on": signed_on})


def _against_contract(lot: Lot, signed_on: date, value: Decimal, now: datetime) -> list[Sentence]:
    decision = lot.notified_decision()
    told = lot.local_day(decision.notified_at) if decision and decision.notified_at else None
    first = lot.earliest_signature or told
    sentences: list[Sentence] = []
    if signed_on > lot.local_day(now):
        sentences.append(_("A contract is recorded once it is signed: this day lies ahead."))
    if first and signed_on < first:
        sentences.append(_("The contract could not be signed before %(day)s.") % {"day": date_format(first)})
    if value < 0:
        sentences.append(_("The value of a contract is not below zero."))
    return sentences
