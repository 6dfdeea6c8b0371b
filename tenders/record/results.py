"""What everyone may know of a result, and from when: the one place that asks the rule pack what is published.

Before the opening there is nothing to know. From then on the names, and after the notification of a lot's decision the
winner, the number of bids, the names and the points of the others, each as the rule pack says (art. 50, art. 55(3)).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from procurement.calendar.rulepacks import Option, RulePack
from suppliers.models import Supplier
from tenders.access import offers_for_the_record
from tenders.lifecycle.decision import DecisionState
from tenders.models import Decision, Lot, LotBid, Ranking, Tender

Points = Mapping[str, Decimal]  # of one lot, by bid number


@dataclass(frozen=True, slots=True)
class Tenderer:
    """A firm that bid for a lot, `name` with its group.

    `points` out of 100 and `price` (no VAT, in `currency`) where they are public.
    """

    supplier: Supplier
    name: str
    number: str
    currency: str
    points: Decimal | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LotResult:
    """A notified decision about a lot, as everyone may read it.

    `bids` and `small_firms` count the bids received, and those of small and medium-sized firms; None is not public.
    `tenderers` is empty where names are not public. `in_force` is False once another decision took its place.
    """

    lot: Lot
    decision: Decision
    in_force: bool
    winners: tuple[Tenderer, ...]
    bids: int | None = None
    small_firms: int | None = None
    tenderers: tuple[Tenderer, ...] = ()


def results_of(tender: Tender, now: datetime) -> list[LotResult]:
    """Return every decision that was notified by then, lot by lot, the newest of a lot last. A handful of queries.

    Of a call by invitation nothing, until its result is public: who was invited does not learn who else was.
    """
    if _is_kept_back(tender):
        return []
    decisions = _notified(tender, now)
    if not decisions:
        return []
    pack, offers = tender.rules(now), _offers_by_lot(tender, now)
    points = _points_by_lot(tender, now)
    return [_result(decision, pack, offers[decision.lot_id], points.get(decision.lot_id, {})) for decision in decisions]


def names_at_the_opening(tender: Tender, now: datetime) -> dict[int, list[Tenderer]]:
    """Return who bid, by lot, where the rule pack makes names public as soon as bids are open; otherwise nothing."""
    if _is_kept_back(tender) or not tender.rules(now).says(Option.OPENING_NAMES_TO_PUBLIC):
        return {}
    return {lot: [_named(offer) for offer in offers] for lot, offers in _offers_by_lot(tender, now).items()}


def _is_kept_back(tender: Tender) -> bool:
    return tender.by_invitation and tender.disclosed_at is None


def _notified(tender: Tender, now: datetime) -> list[Decision]:
    found = Decision.objects.filter(lot__tender=tender, notified_at__lte=now).select_related("lot")
    winners = Prefetch("winners", queryset=LotBid.objects.select_related("bid__supplier").order_by("bid__number"))
    return list(found.prefetch_related(winners).order_by("lot__position", "lot", "notified_at", "pk"))


def _offers_by_lot(tender: Tender, now: datetime) -> dict[int, list[LotBid]]:
    found: dict[int, list[LotBid]] = defaultdict(list)
    for offer in offers_for_the_record(tender, now):
        found[offer.lot_id].append(offer)
    return found


def _points_by_lot(tender: Tender, now: datetime) -> dict[int, Points]:
    """Return the totals of each lot's last ranking."""
    rankings = Ranking.objects.filter(lot__tender=tender, made_at__lte=now, undone_at=None).order_by("made_at", "pk")
    return {ranking.lot_id: _totals(ranking.result) for ranking in rankings}


def _totals(result: Mapping[str, Any]) -> Points:
    return {row["id"]: Decimal(row["total"]) for row in result["ranking"]}


def _result(decision: Decision, pack: RulePack, offers: list[LotBid], points: Points) -> LotResult:
    counted = pack.says(Option.PUBLIC_BID_COUNT)
    named = pack.says(Option.PUBLIC_BIDDER_NAMES)
    others = points if pack.says(Option.PUBLIC_LOSER_POINTS) else {}
    winners = [replace(_named(each, points), price=decision.price_of(each)) for each in decision.winners.all()]
    return LotResult(
        lot=decision.lot,
        decision=decision,
        in_force=decision.state == DecisionState.NOTIFIED,
        winners=tuple(winners),
        bids=len(offers) if counted else None,
        small_firms=sum(bool(offer.supplier.is_sme) for offer in offers) if counted else None,
        tenderers=tuple(_named(offer, others) for offer in offers) if named else (),
    )


def _named(offer: LotBid, points: Points | None = None) -> Tenderer:
    number = offer.bid.number
    return Tenderer(offer.supplier, offer.tenderer, number, offer.currency, (points or {}).get(number))
