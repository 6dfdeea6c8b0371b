"""What speaks against a draft of a decision, in sentences. Asked while its author can still mend it.

And the fingerprint of what it says.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Sentence
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.decision import DecisionState
from tenders.lifecycle.lot import LotState
from tenders.lifecycle.tender import TenderState
from tenders.models import Decision, LotBid
from tenders.models.limits import Beyond, wins_beyond

OPENED = {
    TenderState.OPENED,
    TenderState.ADMISSIBILITY,
    TenderState.EVALUATION,
    TenderState.CONSENSUS,
    TenderState.DECISION,
}
IN_PREPARATION = [DecisionState.DRAFT, DecisionState.APPROVED]
TO_BE_REPLACED = {LotState.DECIDED, LotState.STANDSTILL}
# What a notified decision made of the ranked bids: a new one takes it back before it decides.
COMPARED = [LotBidState.RANKED, LotBidState.SELECTED, LotBidState.NOT_SELECTED]
Outcome, Reason = Decision.Outcome, Decision.Reason


def objections(draft: Decision, winners: Sequence[LotBid]) -> list[Sentence]:
    """Return what speaks against this draft, which may not be stored yet; empty means go."""
    return [*_timing(draft), *_place(draft), *_winners(draft, winners), *_reason(draft)]


def _timing(draft: Decision) -> Iterator[Sentence]:
    state = draft.lot.tender.state
    if draft.outcome == Outcome.CANCELLATION:
        if state not in OPENED:
            yield _("A lot can be cancelled by itself once the bids are opened.")
    elif state != TenderState.DECISION:
        yield _("Decide once the evaluation is closed.")


def _place(draft: Decision) -> Iterator[Sentence]:
    """One decision per lot: the first, or one that takes the place of the one in force."""
    lot, old = draft.lot, draft.supersedes
    if Decision.objects.filter(lot=lot, state__in=IN_PREPARATION).exclude(pk=draft.pk).exists():
        yield _("Another decision about this lot is being prepared.")
    if old is None:
        if lot.state != LotState.UNDECIDED:
            yield _("This lot is decided: say which decision the new one takes the place of.")
    elif old != lot.decision_in_force() or lot.state not in TO_BE_REPLACED:
        yield _("Only the decision in force can be replaced, and only before the lot is awarded.")


def _winners(draft: Decision, winners: Sequence[LotBid]) -> Iterator[Sentence]:
    if draft.outcome != Outcome.AWARD:
        if winners:
            yield _("Only an award names a winner.")
        return
    states = COMPARED if draft.supersedes else [LotBidState.RANKED]
    allowed = set(draft.lot.bids().filter(state__in=states).values_list("pk", flat=True))
    if not {winner.pk for winner in winners} <= allowed:
        yield _("Only a bid that is ranked in this lot can win it.")
    yield from map(beyond_in_words, wins_beyond(draft, winners))


def beyond_in_words(beyond: Beyond) -> Sentence:
    """Say who would win too much, and by which published rule it gets fewer lots."""
    said = _("%(firm)s would win %(lots)s lots of this call; one firm may win %(limit)s. The published rule: %(rule)s")
    rule = beyond.preference or "–"
    return said % {"firm": beyond.firm, "lots": beyond.lots, "limit": beyond.limit, "rule": rule}


def _reason(draft: Decision) -> Iterator[Sentence]:
    """The code must fit what happened: it is published."""
    bids = draft.lot.concerned()
    ranked = sum(bid.state in COMPARED for bid in bids)
    if draft.outcome == Outcome.AWARD and draft.reason_code:
        yield _("A reason code belongs to a lot that is not awarded.")
    elif draft.reason_code and draft.reason_code not in Reason.values:
        yield _("This reason code is not known.")
    elif draft.reason_code == Reason.NONE_RECEIVED and bids:
        yield _("Bids were received: choose another reason.")
    elif draft.reason_code == Reason.ALL_REJECTED and (ranked or not bids):
        yield _("Not all bids were rejected: choose another reason.")
    elif draft.reason_code == Reason.ONE_ADMISSIBLE and ranked != 1:
        yield _("Not exactly one bid is admissible: choose another reason.")


def fingerprint(decision: Decision) -> str:
    """Return a hash of what a decision says: whoever approves or signs it does so to the words that it read."""
    winners = sorted(decision.winners.values_list("pk", flat=True))
    said = [decision.pk, decision.outcome, decision.reason_code, decision.grounds, decision.advantages, winners]
    said.append(decision.combination)
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
