"""Fills the motivated decision about one lot (*décision motivée*) from what was decided."""

from typing import cast

from procurement.accounts.roles import Role
from procurement.calendar.moments import local_day
from procurement.paper import Money, Replaces
from tenders.decisions.contents import (
    legal_ground,
    reason_in_words,
    remedies_in,
    rules_in_words,
    signatory,
    winners_among,
)
from tenders.decisions.papers import DecisionOutcome, DecisionPaper
from tenders.decisions.together import combination_in_words
from tenders.evaluation.facts import Candidate
from tenders.evaluation.queries import criteria_of, ranking_of, rejected_of, timetable_of
from tenders.issuing import bidder, frame, lot_on_paper
from tenders.lifecycle.bid import LotBidState
from tenders.models import Decision, Lot, Paper

REMEDIES_AGAINST = {"award": "winner", "no_award": "no-award", "cancellation": "cancelled"}


def motivated_decision(decision: Decision, *, code: str) -> DecisionPaper:
    """Return the decision as it is printed, in the active language.

    Raises:
        ValueError: the decision is not signed.
    """
    if decision.signed_at is None:
        raise ValueError("Only a signed decision is printed.")
    lot = decision.lot
    tender = lot.tender
    language, pack = tender.buyer.language, tender.rules(decision.signed_at)
    ranking = ranking_of(lot)
    return DecisionPaper(
        **frame(tender, language=language, now=decision.signed_at, code=code),
        replaces=_replaces(decision),
        lot=lot_on_paper(lot, only=tender.lots.count() == 1),
        outcome=cast("DecisionOutcome", decision.outcome),
        subject=tender.title,
        value=_value(lot),
        procedure=str(tender.get_procedure_display()),
        legal_ground=legal_ground(tender, pack),
        notice=tender.notice_identity,
        bids_received=lot.bids().filter(bid__round__number=tender.round_number).count(),
        candidates=_candidates(lot),
        criteria=criteria_of(lot),
        ranking=ranking,
        rejected=rejected_of(lot),
        winners=winners_among(decision, ranking),
        advantages=decision.advantages,
        grounds=decision.grounds,
        together=combination_in_words(decision),
        reason=reason_in_words(decision),
        reason_code=decision.reason_code,
        timetable=timetable_of(tender),
        remedies=remedies_in(pack, REMEDIES_AGAINST[decision.outcome], language),
        signatory=signatory(decision.signed_by, Role.SIGNATORY, tender, decision.signed_at, absent=decision.signed_for),
        rule_pack=rules_in_words(pack),
    )


def _value(lot: Lot) -> Money | None:
    """Return the lot's estimate, or the call's where it has one lot only."""
    alone = lot.tender.lots.count() == 1
    value = lot.value if lot.value is not None else lot.tender.value if alone else None
    return Money(value, lot.tender.currency) if value is not None else None


def _candidates(lot: Lot) -> tuple[Candidate, ...]:
    """Return who asked to take part in the rounds before the last, selected or not and why."""
    earlier = lot.bids().filter(bid__round__number__lt=lot.tender.round_number)
    return tuple(
        Candidate(
            bidder(bid.bid),
            selected=bid.state != LotBidState.REJECTED,
            rule=bid.rejection_rule,
            facts=bid.rejection_facts,
        )
        for bid in earlier
    )


def _replaces(decision: Decision) -> Replaces | None:
    """Return the paper of the decision whose place this one takes."""
    if decision.supersedes is None:
        return None
    old = Paper.objects.filter(decision=decision.supersedes, kind=Paper.Kind.DECISION).first()
    return Replaces(old.code, local_day(old.made_at, decision.lot.tender.buyer.time_zone)) if old else None
