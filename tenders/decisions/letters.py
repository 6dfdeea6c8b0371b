"""Fills the letter to one supplier: all its lots decided together, in its language.

It tells a firm its own points and reasons and the winner's, never those of another loser (France: code de la commande
publique L2132-1).
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _

from procurement.calendar.moments import local_day
from procurement.calendar.rules import RulePack
from procurement.dates import date_format
from procurement.paper import Replaces
from tenders.decisions import standstill
from tenders.decisions.contents import (
    channels_in_words,
    money_of,
    reason_in_words,
    remedies_in,
    signatory,
    winners_among,
)
from tenders.decisions.papers import LetterOutcome, LetterPaper, LotLetter, OwnScore
from tenders.decisions.queries import bids_told_of
from tenders.decisions.together import combination_in_words, own_discounts_in_words
from tenders.evaluation.facts import RankedBid, RejectedBid, Standstill, Winner
from tenders.evaluation.queries import price_of, ranking_of, rejected_of, timetable_of
from tenders.issuing import firm, frame, lot_on_paper
from tenders.models import Decision, Letter, Lot, LotBid, Notification

REMEDIES_AGAINST = {"no_award": "no-award", "cancellation": "cancelled"}


def letter_on_paper(letter: Letter, *, code: str) -> LetterPaper:
    """Return the letter as it is printed, in the active language."""
    notification = letter.notification
    tender = notification.tender
    pack = tender.rules(notification.sent_at)
    told, only = bids_told_of(letter), tender.lots.count() == 1
    decisions = _decisions_about([bid.lot for bid in told], notification)
    return LetterPaper(
        **frame(tender, language=letter.language, now=notification.sent_at, code=code),
        replaces=_replaces(letter),
        recipient=firm(letter.supplier),
        channel=channels_in_words(pack),
        lots=tuple(_about(bid, decisions.get(bid.lot_id), letter, pack, only=only) for bid in told),
        timetable=timetable_of(tender),
        contact=tender.buyer.email,
        signatory=signatory(
            notification.sent_by, notification.role, tender, notification.sent_at, absent=notification.sent_for
        ),
        rule_pack=notification.rule_pack,
    )


def _decisions_about(lots: Iterable[Lot], notification: Notification) -> dict[int, Decision]:
    """Return what was decided by lot, each decision with the copy of its lot that was read already."""
    found = {decision.lot_id: decision for decision in notification.decisions.prefetch_related("winners__bid")}
    for lot in lots:
        if lot.pk in found:
            found[lot.pk].lot = lot
    return found


def _about(bid: LotBid, decision: Decision | None, letter: Letter, pack: RulePack, *, only: bool) -> LotLetter:
    """Return what the firm is told about one lot."""
    lot, notification = bid.lot, letter.notification
    named: dict[str, Any] = {"lot": lot_on_paper(lot, only=only)}
    if decision is None:  # the call as a whole was cancelled
        remedies = remedies_in(pack, "cancelled", letter.language)
        return LotLetter(**named, outcome="cancellation", remedies=remedies, grounds=notification.reason)
    rejection = next((row for row in rejected_of(lot) if row.bid_number == bid.bid.number), None)
    if decision.outcome != Decision.Outcome.AWARD:
        remedies = remedies_in(pack, REMEDIES_AGAINST[decision.outcome], letter.language)
        return LotLetter(
            **named,
            outcome=cast("LetterOutcome", decision.outcome),
            remedies=remedies,
            reason=reason_in_words(decision),
            grounds=decision.grounds,
            rejection=rejection,
        )
    kept = notification.standstills.get(lot.identifier)
    named["standstill"] = standstill.from_json(kept) if kept else None
    if rejection:
        return _rejected(rejection, decision, pack, letter.language, **named)
    return _compared(bid, decision, pack, letter.language, **named)


def _rejected(rejection: RejectedBid, decision: Decision, pack: RulePack, language: str, **named: Any) -> LotLetter:
    """The rule and the facts; of the winner its name and advantages, no points: the bids were not compared."""
    kind = "abnormally-low" if rejection.abnormally_low else "rejected"
    chosen = winners_among(decision, ranking_of(decision.lot))
    return LotLetter(
        **named,
        outcome="rejected",
        remedies=remedies_in(pack, kind, language),
        rejection=rejection,
        winners=tuple(Winner(winner.supplier) for winner in chosen),
        advantages=decision.advantages,
        together=_together(decision),
    )


def _compared(bid: LotBid, decision: Decision, pack: RulePack, language: str, **named: Any) -> LotLetter:
    """Own points, rank and reasons; for a loser those of the winner beside them, for a winner what follows."""
    ranking = ranking_of(bid.lot)
    own = next(row for row in ranking if row.bid_number == bid.bid.number)
    chosen = {winner.bid.number for winner in decision.winners.all()}
    won = own.bid_number in chosen
    best = next((row for row in ranking if row.bid_number in chosen), None) if not won else None
    return LotLetter(
        **named,
        outcome="winner" if won else "loser",
        remedies=remedies_in(pack, "winner" if won else "loser", language),
        rank=own.rank,
        ranked=len(ranking),
        total=own.total,
        winner_total=best.total if best else None,
        maximum=sum((score.maximum for score in own.scores), Decimal(0)),
        price=money_of(decision.price_of(bid), bid.currency) if won else price_of(bid),
        scores=_own_scores(own, best),
        winners=() if won else winners_among(decision, ranking),
        advantages=decision.advantages,
        together=(*_together(decision), *([] if won else own_discounts_in_words(bid))),
        follows=_what_follows(named["standstill"]) if won else (),
    )


def _together(decision: Decision) -> tuple[str, ...]:
    said = combination_in_words(decision)
    return (said,) if said else ()


def _own_scores(own: RankedBid, best: RankedBid | None) -> tuple[OwnScore, ...]:
    """Return the points with their reasons, beside the best winner's."""
    beside = [score.points for score in best.scores] if best else [None] * len(own.scores)
    return tuple(OwnScore(score, points) for score, points in zip(own.scores, beside, strict=True))


def _what_follows(wait: Standstill | None) -> tuple[str, ...]:
    day = date_format(wait.earliest_signature) if wait else ""
    return (
        _("The contract may be signed from %(day)s, unless a review suspends the procedure.") % {"day": day}
        if wait
        else _("No standstill applies: the contract may be signed at once."),
        _("This letter is no contract yet: nothing is ordered before both sides have signed."),
    )


def _replaces(letter: Letter) -> Replaces | None:
    """Return the firm's letter about a decision that was superseded by one told here."""
    told = letter.notification.decisions.values("supersedes")
    earlier = Letter.objects.filter(
        supplier=letter.supplier, notification__decisions__in=told, paper__isnull=False
    ).select_related("paper", "notification__tender__buyer")
    last = earlier.order_by("notification__sent_at").last()
    if last is None or last.paper is None:
        return None
    return Replaces(last.paper.code, local_day(last.paper.made_at, letter.notification.tender.buyer.time_zone))
