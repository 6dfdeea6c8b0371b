"""From a lot's rows to the published matrix that `scoring` ranks. Ids: criteria by their code, bids by their number."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tenders.lifecycle.bid import LotBidState
from tenders.models import AwardCriterion, Consensus, Lot, LotBid

ROUNDING = 2
IN_THE_RUNNING = [LotBidState.ADMITTED, LotBidState.RANKED]


def _plain(number: Decimal | None) -> str:
    return f"{number:f}" if number is not None else ""


def matrix_of(lot: Lot) -> dict[str, Any]:
    """Return the lot's matrix as JSON-able data: what is published, and what anyone can rank again.

    Ties are split by the heavier criterion first; weights that are equal keep the published order.
    """
    criteria = list(lot.criteria.order_by("position"))
    bids = list(lot.bids().filter(state__in=IN_THE_RUNNING))
    agreements = Consensus.objects.standing().filter(lot_bid__in=bids)
    agreed = {(row.lot_bid_id, row.criterion_id): row.value for row in agreements}
    return {**rules_of(criteria), "bids": [_bid(bid, criteria, agreed) for bid in bids]}


def rules_of(criteria: Sequence[AwardCriterion]) -> dict[str, Any]:
    """Return the published part of a lot's matrix: all but the bids. The criteria come in their published order."""
    heaviest_first = sorted(criteria, key=lambda criterion: -(criterion.weight or 0))
    return {
        "rounding": ROUNDING,
        "criteria": [_criterion(criterion) for criterion in criteria],
        "tie_break": [criterion.code for criterion in heaviest_first],
    }


def _criterion(criterion: AwardCriterion) -> dict[str, str]:
    fields = {"id": criterion.code, "kind": criterion.kind, "weight": _plain(criterion.weight)}
    if criterion.kind == AwardCriterion.Kind.PRICE:
        fields["formula"] = criterion.formula
        if criterion.formula == AwardCriterion.Formula.REFERENCE:
            fields["reference"] = _plain(criterion.reference)
        return fields
    fields["scale_max"] = _plain(criterion.scale_max)
    if criterion.threshold is not None:
        fields["threshold"] = _plain(criterion.threshold)
    return fields


def _bid(bid: LotBid, criteria: list[AwardCriterion], agreed: dict[tuple[int, int], Decimal]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": bid.bid.number}
    if any(criterion.kind == AwardCriterion.Kind.PRICE for criterion in criteria) and bid.price is not None:
        row["price"] = _plain(bid.price)
    scored = [criterion for criterion in criteria if (bid.pk, criterion.pk) in agreed]
    row["scores"] = {criterion.code: _plain(agreed[bid.pk, criterion.pk]) for criterion in scored}
    return row
