"""How an invented firm makes its bid: files first, prices and answers, then submit."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from tenders.bids.actions import submit_bid
from tenders.bids.draft_files import add_file
from tenders.bids.drafting import save_draft, start_bid
from tenders.bids.drafts import new_draft_key
from tenders.bids.manifest import LotOffer
from tenders.models import Lot, Tender
from tenders.rehearsal.cast import Bidder, declare
from tenders.rehearsal.hands import Hands
from tenders.rehearsal.together import team_of
from tenders.rehearsal.words import Words

USUAL_PRICE = Decimal(100_000)
LAST_DAY = 24 * 60  # minutes before the deadline within which firms bid


def bid_all(tender: Tender, bidders: list[Bidder], *, words: Words, hands: Hands, chance: Random, canary: str) -> None:
    """Let every firm bid in the last day before the deadline; in calls with many lots not everyone bids for all."""
    lots = list(tender.lots.all())
    for index, bidder in enumerate(bidders):
        minutes = LAST_DAY * (len(bidders) - index) // (len(bidders) + 1) + 5
        hands.to(tender.round.deadline_at - timedelta(minutes=minutes))
        chosen = [lot for lot in lots if len(lots) == 1 or index == 0 or chance.random() < 0.8]  # noqa: PLR2004
        offer = Offer(bidder, chosen or lots[:1], words, chance, canary)
        offer.make(tender, hands)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one firm offers, and for which lots."""

    bidder: Bidder
    lots: list[Lot]
    words: Words
    chance: Random
    canary: str

    def make(self, tender: Tender, hands: Hands) -> None:
        """Upload, fill in, submit."""
        by, key = self.bidder.owner, new_draft_key()
        bid = start_bid(tender, supplier=self.bidder.supplier, by=by, now=hands())
        for name, text in self._files().items():
            content = text.encode()
            add_file(bid, name=name, chunks=[content], lot=None, purpose="offer", draft_key=key, by=by, now=hands())
        offers = [self._for_lot(lot, tender.currency) for lot in self.lots]
        declare(self.bidder, now=hands())
        sworn = {"sworn": True, "kept": True, **team_of(tender, self.bidder, now=hands())}
        save_draft(bid, offers=offers, declaration=sworn, draft_key=key, by=by, now=hands())
        submit_bid(bid, draft_key=key, by=by)

    def _files(self) -> dict[str, str]:
        text = self.words.bid_text.format(firm=self.bidder.supplier.name)
        return {f"offer {self.canary}.txt".replace(" .", "."): f"{text}\n{self.canary}\n"}

    def _for_lot(self, lot: Lot, currency: str) -> LotOffer:
        usual = lot.value or USUAL_PRICE
        price = (usual * Decimal(self.chance.randint(820, 1180)) / 1000).quantize(Decimal("0.01"))
        return LotOffer(
            lot=lot.identifier,
            price=price,
            currency=currency,
            price_comment=f"{self.words.price_comment} {self.canary}".strip(),
            answers={"method": f"{self.words.bid_text.format(firm=self.bidder.supplier.name)} {self.canary}".strip()},
        )
