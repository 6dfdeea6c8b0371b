"""How many lots one firm may win, and who would win more (Directive 2014/24/EU art. 46(2))."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenders.lifecycle.decision import DecisionState
from tenders.models.bid import LotBid
from tenders.models.terms import CallTerms

if TYPE_CHECKING:
    from tenders.models.decision import Decision


@dataclass(frozen=True, slots=True)
class Beyond:
    """A firm that would win `lots` lots where one may win `limit`; `preference` is the published rule."""

    firm: str
    lots: int
    limit: int
    preference: str


def wins_beyond(decision: "Decision", winners: Iterable[LotBid]) -> list[Beyond]:
    """Return the winners that would win more lots of the call than one firm may, drafts of other lots included."""
    call = decision.lot.tender_id
    terms = CallTerms.objects.filter(tender=call, most_wins__isnull=False).first()
    if decision.outcome != "award" or terms is None or terms.most_wins is None:
        return []
    others = type(decision).objects.filter(lot__tender=call, outcome="award").exclude(lot=decision.lot_id)
    won = set(others.exclude(state=DecisionState.SUPERSEDED).values_list("lot", "winners__bid__supplier"))
    firms = {winner.bid.supplier_id: winner.bid.supplier for winner in winners}
    counts = {firm: 1 + sum(other == firm for _lot, other in won) for firm in firms}
    return [
        Beyond(str(firms[firm]), count, terms.most_wins, terms.preference)
        for firm, count in counts.items()
        if count > terms.most_wins
    ]
