"""How the invented officers decide on each lot, from the ranking."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import override

from tenders.decisions import actions as decisions
from tenders.models import Decision, Lot, Tender
from tenders.rehearsal.cast import Cast
from tenders.rehearsal.hands import Hands
from tenders.rehearsal.words import Words

R = Decision.Reason


def decide_all(tender: Tender, cast: Cast, *, words: Words, hands: Hands) -> None:
    """Draft, approve and sign one decision for each lot."""
    for lot in tender.lots.all():
        decision = _award(lot, cast, words, hands) or _no_award(lot, cast, words, hands)
        decisions.approve_decision(decision, by=cast.approver, now=hands())
        decisions.sign_decision(decision, by=cast.signatory, now=hands.tick())


def _award(lot: Lot, cast: Cast, words: Words, hands: Hands) -> Decision | None:
    ranking = lot.ranking()
    first = ranking.result["ranking"][:1] if ranking else []
    if not first:
        return None
    winner = lot.bids().get(bid__number=first[0]["id"])
    firm = winner.supplier.name
    with override(lot.tender.language):
        total = number_format(Decimal(first[0]["total"]), use_l10n=True)
    return decisions.draft_decision(
        lot,
        outcome=Decision.Outcome.AWARD,
        grounds=words.grounds.format(firm=firm),
        advantages=words.advantages.format(firm=firm, total=total),
        winners=[winner],
        by=cast.officer,
        now=hands(),
    )


def _no_award(lot: Lot, cast: Cast, words: Words, hands: Hands) -> Decision:
    received = lot.bids().exists()
    return decisions.draft_decision(
        lot,
        outcome=Decision.Outcome.NO_AWARD,
        grounds=words.nothing_admitted if received else words.nothing_received,
        reason_code=R.ALL_REJECTED if received else R.NONE_RECEIVED,
        by=cast.officer,
        now=hands(),
    )


def conclude_all(tender: Tender, cast: Cast, *, hands: Hands) -> None:
    """After each standstill: award, and record the contract."""
    for lot in tender.lots.filter(state="standstill"):
        if lot.earliest_signature:
            hands.to_day(lot.earliest_signature)
        decisions.award_lot(lot, by=cast.officer, now=hands.tick())
        decision = lot.notified_decision()
        prices = [decision.price_of(winner) for winner in decision.winners.all()] if decision else []
        day = tender.local_day(hands.tick())
        total = sum((price for price in prices if price is not None), Decimal(0))
        decisions.record_contract(lot, signed_on=day, value=total, by=cast.signatory, now=hands())
