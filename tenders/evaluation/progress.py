"""How far the evaluation is: what is examined, scored, agreed on and ranked, counted in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from procurement.accounts.models import User
from tenders.evaluation.queries import offers_to_judge
from tenders.lifecycle.bid import LotBidState
from tenders.models import AwardCriterion, Consensus, PanelMember, Ranking, Score, Tender

STILL_IN = [LotBidState.ADMITTED, LotBidState.RANKED, LotBidState.SELECTED, LotBidState.NOT_SELECTED]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    done: int
    of: int

    @property
    def kind(self) -> str:
        """The shape that shows it."""
        if self.done >= self.of:
            return "done" if self.of else "not-planned"
        return "in-progress" if self.done else "not-planned"


@dataclass(frozen=True, slots=True)
class MemberCount:
    """A member of the panel, and how many of its scores are given; never which."""

    seat: PanelMember
    share: Share


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole evaluation of the running round."""

    examined: Share
    members: tuple[MemberCount, ...]
    agreed: Share
    ranked: Share

    def own(self, person: User) -> Share | None:
        """Return the person's own part of the scoring, if it has one."""
        return next((member.share for member in self.members if member.seat.person_id == person.pk), None)


def progress_of(tender: Tender, reader: User, now: datetime) -> Progress:
    """Count what this person may know of."""
    offers = offers_to_judge(reader, tender, now)
    states = Counter(dict(offers.order_by().values_list("state").annotate(Count("pk"))))
    running = offers.filter(state__in=STILL_IN)
    per_lot = dict(running.order_by().values_list("lot").annotate(Count("pk")))
    cells, pks = _cells(tender, per_lot), running.values("pk")
    count = sum(cells.values())
    ranked = Ranking.objects.filter(lot__in=per_lot, undone_at=None).values("lot").distinct().count()
    return Progress(
        examined=Share(states.total() - states[LotBidState.OPENED], states.total()),
        members=tuple(_members(tender, Score.objects.filter(lot_bid__in=pks), cells)),
        agreed=Share(Consensus.objects.standing().filter(lot_bid__in=pks).count(), count),
        ranked=Share(ranked, len(per_lot)),
    )


def _cells(tender: Tender, per_lot: dict[int, int]) -> dict[int, int]:
    """Return how many pairs of a bid and a quality criterion there are in each lot."""
    quality = Count("criteria", filter=Q(criteria__kind=AwardCriterion.Kind.QUALITY))
    return {lot: per_lot.get(lot, 0) * count for lot, count in tender.lots.annotate(q=quality).values_list("pk", "q")}


def _members(tender: Tender, scores: QuerySet[Score], cells: dict[int, int]) -> Iterator[MemberCount]:
    given = Counter(scores.values_list("evaluator", flat=True))
    seats = tender.panel.select_related("person").prefetch_related("lots").order_by("role", "person__name", "pk")
    for seat in seats:
        yield MemberCount(seat, Share(given[seat.person_id], sum(cells[lot] for lot in _charge(seat, cells))))


def _charge(seat: PanelMember, cells: dict[int, int]) -> Iterable[int]:
    """Return the lots that a member scores."""
    return {lot.pk for lot in seat.lots.all()} or cells
