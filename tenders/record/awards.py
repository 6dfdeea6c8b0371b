"""Results in open data: an award per notified decision, a contract once signed, and what is told of the bids."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tenders.lifecycle.lot import LotState
from tenders.models import Decision, Lot, Tender
from tenders.record.encoding import Object, filled, instant, money, start_of
from tenders.record.parties import reference
from tenders.record.results import LotResult, Tenderer

AWARDED = {LotState.AWARDED, LotState.CONTRACTED}
Ids = Mapping[int, str]  # of awards, by the decision's key


def award_ids(tender: Tender, results: Sequence[LotResult]) -> Ids:
    """Return an identifier for each decision: the lot's, and which decision about it this is."""
    seen: Counter[int] = Counter()
    ids = {}
    for result in results:
        seen[result.lot.pk] += 1
        ids[result.decision.pk] = f"{tender.ocid}-{result.lot.identifier}-award-{seen[result.lot.pk]}"
    return ids


def awards_of(tender: Tender, results: Sequence[LotResult]) -> list[Object]:
    """Return an award per notified decision; one that was superseded stays, as cancelled."""
    ids = award_ids(tender, results)
    return [
        filled(
            id=ids[result.decision.pk],
            title=result.lot.title,
            description=_description(result),
            status=_status(result),
            date=instant(result.decision.notified_at),
            value=_value(result),
            suppliers=[reference(winner.supplier) for winner in result.winners],
            relatedLots=[result.lot.identifier],
        )
        for result in results
    ]


def contracts_of(tender: Tender, results: Sequence[LotResult], now: datetime) -> list[Object]:
    """Return the contracts that are signed."""
    ids = award_ids(tender, results)
    return [
        filled(
            id=f"{tender.ocid}-{result.lot.identifier}-contract",
            awardID=ids[result.decision.pk],
            title=result.lot.title,
            status="active",
            value=money(result.lot.contract_value, tender.currency),
            dateSigned=start_of(result.lot.contracted_on, tender.buyer.time_zone),
        )
        for result in results
        if result.in_force and is_signed(result.lot, tender, now)
    ]


def is_signed(lot: Lot, tender: Tender, now: datetime) -> bool:
    """Tell whether the lot's contract was signed by then."""
    return lot.contracted_on is not None and lot.contracted_on <= tender.local_day(now)


def bids_of(results: Sequence[LotResult], named: Mapping[Lot, Sequence[Tenderer]]) -> Object:
    """Return counts and names as far as they are public; nothing at all where nothing is."""
    in_force = [result for result in results if result.in_force]
    told = {**named, **{result.lot: result.tenderers for result in in_force if result.tenderers}}
    details = [_detail(lot, tenderer) for lot, tenderers in told.items() for tenderer in tenderers]
    return filled(statistics=[row for result in in_force for row in _statistics(result)], details=details)


def _statistics(result: LotResult) -> Iterator[Object]:
    for measure, count in (("bids", result.bids), ("smeBids", result.small_firms)):
        if count is not None:
            lot = result.lot.identifier
            yield {"id": f"{lot}-{measure}", "measure": measure, "value": count, "relatedLot": lot}


def _detail(lot: Lot, tenderer: Tenderer) -> Object:
    return filled(
        id=f"{tenderer.number}-{lot.identifier}",
        description=_points(tenderer),
        tenderers=[reference(tenderer.supplier)],
        relatedLots=[lot.identifier],
    )


def _status(result: LotResult) -> str:
    outcome = Decision.Outcome(result.decision.outcome)
    if not result.in_force or outcome is Decision.Outcome.CANCELLATION:
        return "cancelled"
    if outcome is Decision.Outcome.NO_AWARD:
        return "unsuccessful"
    return "active" if result.lot.state in AWARDED else "pending"


def _value(result: LotResult) -> Object | None:
    """Return the winner's price; several winners share a framework, whose value is not the sum of their prices."""
    alone = result.winners[0] if len(result.winners) == 1 else None
    return money(alone.price, alone.currency) if alone else None


def _description(result: LotResult) -> str:
    if result.decision.outcome != Decision.Outcome.AWARD:
        return str(Decision.Reason(result.decision.reason_code).label) if result.decision.reason_code else ""
    return " ".join(f"{winner.supplier.name}: {_points(winner)}" for winner in result.winners if _points(winner))


def _points(tenderer: Tenderer) -> str:
    if tenderer.points is None:
        return ""
    return _("%(points)s points out of 100.") % {"points": number_format(tenderer.points)}
