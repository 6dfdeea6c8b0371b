"""What the members gave and what the panel agreed on, bid by bid."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from procurement.accounts.models import User
from tenders import access
from tenders.evaluation.exact import half_up
from tenders.evaluation.sheet import quality_of
from tenders.models import AwardCriterion, Consensus, LotBid, Score, Tender


@dataclass(frozen=True, slots=True)
class Talk:
    """One bid on one criterion: the single scores that the reader may see, and the agreement."""

    lot_bid: LotBid
    criterion: AwardCriterion
    scores: Sequence[Score]
    agreed: Consensus | None

    @property
    def lowest(self) -> Decimal | None:
        """The lowest score given."""
        return min((score.value for score in self.scores), default=None)

    @property
    def highest(self) -> Decimal | None:
        """The highest score given."""
        return max((score.value for score in self.scores), default=None)

    @property
    def mean(self) -> Decimal | None:
        """The mean of the scores, rounded to two decimals, half up: where a talk starts, never what it ends with."""
        if not self.scores:
            return None
        return half_up(sum((Fraction(score.value) for score in self.scores), Fraction(0)) / len(self.scores), 2)


@dataclass(frozen=True, slots=True)
class BidTalk:
    """A bid with all that the panel has to agree on."""

    lot_bid: LotBid
    talks: Sequence[Talk]


def talks_on(tender: Tender, bids: Iterable[LotBid], *, reader: User, now: datetime) -> list[BidTalk]:
    """Return the spread and the agreement for each of these bids, in a fixed number of queries."""
    bids = list(bids)
    scores: dict[tuple[int, int], list[Score]] = defaultdict(list)
    for score in access.scores_readable_by(reader, tender, now).filter(lot_bid__in=bids):
        scores[score.lot_bid_id, score.criterion_id].append(score)
    agreements = access.agreements_readable_by(reader, tender, now).filter(lot_bid__in=bids)
    agreed = {(row.lot_bid_id, row.criterion_id): row for row in agreements}
    quality = quality_of(tender)
    return [
        BidTalk(bid, [_talk(bid, criterion, scores, agreed) for criterion in quality.get(bid.lot_id, ())])
        for bid in bids
    ]


def _talk(
    bid: LotBid,
    criterion: AwardCriterion,
    scores: dict[tuple[int, int], list[Score]],
    agreed: dict[tuple[int, int], Consensus],
) -> Talk:
    place = bid.pk, criterion.pk
    return Talk(bid, criterion, scores.get(place, ()), agreed.get(place))
