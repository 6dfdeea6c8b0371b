"""How an invented panel examines, scores and agrees."""

from decimal import Decimal
from random import Random

from django.utils.formats import number_format
from django.utils.translation import override

from procurement.accounts.models import User
from tenders.evaluation import actions as evaluation
from tenders.models import AwardCriterion, LotBid, Score, Tender
from tenders.rehearsal.cast import Cast
from tenders.rehearsal.hands import Hands
from tenders.rehearsal.words import Words

ENOUGH_TO_REJECT_ONE = 4
HALF = Decimal("0.5")


def examine_all(tender: Tender, cast: Cast, *, words: Words, hands: Hands, chance: Random) -> None:
    """Admit every bid; where there are enough, one firm's file lacks something, on all its lots."""
    lot_bids = [lot_bid for lot in tender.lots.all() for lot_bid in lot.bids().order_by("bid__supplier")]
    firms = sorted({lot_bid.supplier.pk for lot_bid in lot_bids})
    lacking = chance.choice(firms) if len(firms) >= ENOUGH_TO_REJECT_ONE else None
    for lot_bid in lot_bids:
        if lot_bid.supplier.pk == lacking:
            facts = words.facts.format(firm=lot_bid.supplier.name)
            evaluation.reject(lot_bid, rule=words.rule, facts=facts, by=cast.officer, now=hands())
        else:
            evaluation.admit(lot_bid, by=cast.officer, now=hands())


def admitted(tender: Tender) -> list[LotBid]:
    """Return the bids in the running, by lot and firm: numbers are random, and the dice must not follow them."""
    return [
        lot_bid
        for lot in tender.lots.all()
        for lot_bid in lot.bids().filter(state="admitted").order_by("bid__supplier")
    ]


def score_all(tender: Tender, members: list[User], *, words: Words, hands: Hands, chance: Random) -> None:
    """Let every member score every bid on every quality criterion, each with a reason."""
    for lot_bid in admitted(tender):
        for criterion in _quality(lot_bid):
            usual = chance.randint(8, 19)  # halves of a tenth of the scale, so that members differ a little
            for member in members:
                tenth = Decimal(min(20, max(0, usual + chance.randint(-1, 1)))) / 20
                value = _on_scale(criterion, criterion.scale_max * tenth)
                reason = _why(words, lot_bid, criterion, value)
                evaluation.give_score(lot_bid, criterion, value=value, reason=reason, by=member, now=hands())


def agree_all(tender: Tender, cast: Cast, *, words: Words, hands: Hands) -> None:
    """Agree on the mean of the members' scores, with a common reason."""
    for lot_bid in admitted(tender):
        for criterion in _quality(lot_bid):
            values = Score.objects.filter(lot_bid=lot_bid, criterion=criterion).values_list("value", flat=True)
            value = _on_scale(criterion, sum(values, Decimal(0)) / len(values))
            why = _why(words, lot_bid, criterion, value)
            with override(tender.language):
                said = {"value": _plain(value), "scale": _plain(criterion.scale_max), "why": why}
            reason = words.agreed.format(firm=lot_bid.supplier.name, **said)
            evaluation.agree(lot_bid, criterion, value=value, reason=reason, by=cast.chair, now=hands())


def _quality(lot_bid: LotBid) -> list[AwardCriterion]:
    return list(lot_bid.lot.criteria.filter(kind=AwardCriterion.Kind.QUALITY))


def _plain(value: Decimal) -> str:
    """Return a score as the active language writes it, without zeros that say nothing."""
    return number_format(f"{value.normalize():f}", use_l10n=True)


def _on_scale(criterion: AwardCriterion, value: Decimal) -> Decimal:
    """Return the nearest published level; where none are described, the nearest half."""
    if criterion.scale:
        return min((level.points for level in criterion.scale), key=lambda points: abs(points - value))
    return (value / HALF).quantize(Decimal(1)) * HALF


def _why(words: Words, lot_bid: LotBid, criterion: AwardCriterion, value: Decimal) -> str:
    band = min(2, int(3 * value / criterion.scale_max))
    return words.score[band].format(firm=lot_bid.supplier.name, criterion=criterion.full_name)
