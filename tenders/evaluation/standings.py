"""The ranking of each lot as a page shows it: places with their points, and who fell out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence
from tenders import access
from tenders.evaluation.earned import Earned
from tenders.evaluation.progress import STILL_IN
from tenders.evaluation.queries import offers_to_judge
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.tender import TenderState
from tenders.models import AwardCriterion, Lot, LotBid, Ranking, Tender

RANKERS = {Role.CHAIR, Role.OFFICER}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ranking. `points` stand in the order of the lot's criteria."""

    rank: int
    lot_bid: LotBid
    points: Sequence[Earned]
    total: Decimal
    tied: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A lot: its ranking that counts, who is out and why, and what keeps it from being ranked."""

    lot: Lot
    criteria: Sequence[AwardCriterion]
    ranking: Ranking | None
    places: Sequence[Place]
    out: Sequence[LotBid]
    running: int
    reasons: Sequence[Sentence]
    may_rank: bool

    @property
    def has_ties(self) -> bool:
        """Tell whether bids share a place."""
        return any(place.tied for place in self.places)


def standings_of(tender: Tender, reader: User, now: datetime, lots: Iterable[Lot]) -> list[Standing]:
    """Return where these lots stand (of those that `access.lots_read_by` the reader), in a fixed number of queries."""
    shown = [lot.pk for lot in lots]
    by_lot: dict[int, list[LotBid]] = defaultdict(list)
    for offer in offers_to_judge(reader, tender, now).filter(lot__in=shown):
        by_lot[offer.lot_id].append(offer)
    agreed = Counter(access.agreements_readable_by(reader, tender, now).standing().values_list("lot_bid", flat=True))
    may_rank = bool(tender.roles_of(reader) & RANKERS)
    found = access.lots_read_by(reader, tender).filter(pk__in=shown)
    found = found.prefetch_related(
        "criteria", Prefetch("rankings", Ranking.objects.filter(undone_at=None), to_attr="every_ranking")
    )
    return [_standing(tender, lot, by_lot[lot.pk], agreed, may_rank=may_rank) for lot in found]


def _standing(tender: Tender, lot: Lot, offers: list[LotBid], agreed: Counter[int], *, may_rank: bool) -> Standing:
    criteria, rankings = list(lot.criteria.all()), lot.every_ranking  # type: ignore[attr-defined]  # prefetched
    ranking = rankings[-1] if rankings else None
    running = [offer for offer in offers if offer.state in STILL_IN]
    return Standing(
        lot=lot,
        criteria=criteria,
        ranking=ranking,
        places=_places(ranking.result["ranking"], offers, criteria) if ranking else [],
        out=[offer for offer in offers if offer.state == LotBidState.REJECTED],
        running=len(running),
        reasons=_reasons(tender, running, criteria, agreed),
        may_rank=may_rank,
    )


def _places(rows: list[dict[str, Any]], offers: list[LotBid], criteria: list[AwardCriterion]) -> list[Place]:
    by_number = {offer.bid.number: offer for offer in offers}
    return [
        Place(
            rank=row["rank"],
            lot_bid=by_number[row["id"]],
            points=[Earned(criterion, Decimal(row["points"][criterion.code])) for criterion in criteria],
            total=Decimal(row["total"]),
            tied=row["tied"],
        )
        for row in rows
        if row["id"] in by_number
    ]


def _reasons(
    tender: Tender, running: list[LotBid], criteria: list[AwardCriterion], agreed: Counter[int]
) -> list[Sentence]:
    """Return what keeps a lot from being ranked; the deed asks again."""
    if tender.state != TenderState.CONSENSUS:
        return [_("A lot is ranked once the panel has agreed.")]
    if not running:
        return [_("No bid of this lot is in the running.")]
    found: list[Sentence] = []
    quality = sum(criterion.kind == AwardCriterion.Kind.QUALITY for criterion in criteria)
    if missing := sum(max(0, quality - agreed[offer.pk]) for offer in running):
        sentence = ngettext(
            "The panel has not agreed on %(count)s score.", "The panel has not agreed on %(count)s scores.", missing
        )
        found.append(sentence % {"count": missing})
    if quality < len(criteria):
        nameless = [offer.tenderer for offer in running if offer.price is None]
        found += [_("%(firm)s has given no price.") % {"firm": name} for name in nameless]
    return found
