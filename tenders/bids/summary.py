"""The whole bid once more, before it is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import time_format

from procurement.accounts.models import User
from procurement.lifecycle import Refused, Sentence
from procurement.paper import Money, in_fours
from tenders.bids.arriving import on_their_way
from tenders.bids.checklist import Reason, reasons_against
from tenders.bids.complete import missing_in
from tenders.bids.countdown import time_left, until
from tenders.bids.discounts import read_back
from tenders.bids.forms import WholeForm
from tenders.bids.manifest import LotOffer, Manifest
from tenders.bids.team import Mate, mates_in
from tenders.bids.workspace import declaring_in
from tenders.models import Bid, Lot, Tender
from tenders.models.discounts import LotsDiscount
from tenders.practice import earlier_than


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered for one lot, read back; `price` is None where none is asked."""

    lot: Lot
    price: Money | None
    comment: str
    answers: Sequence[tuple[str, str]]  # criterion and text


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file with the hash of what was sent, to be compared with the firm's own copy."""

    name: str
    fours: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The page that asks before a bid is handed in."""

    bid: Bid
    tender: Tender
    offers: Sequence[Offered]
    left_out: Sequence[Lot]
    discounts: Sequence[LotsDiscount]
    files: Sequence[SentFile]
    team: Sequence[Mate]
    declaration: WholeForm  # what of it goes along
    waiting: Sequence[str]  # files that are on their way, and not part of it
    kept: int  # files whose names only the envelope knows
    replaces: bool
    reasons: Sequence[Sentence | Reason]
    left: str
    as_of: str
    until: str


def summary_of(
    bid: Bid, draft: Manifest, *, key: bytes, by: User, now: datetime, refusal: Refused | None = None
) -> Summary:
    """Return the bid read back from its draft, and what stands in its way: what was answered just now, or the rules."""
    tender, round_ = bid.round.tender, bid.round
    lots = {lot.identifier: lot for lot in tender.lots.prefetch_related("criteria")}
    offered = {offer.lot for offer in draft.lots}
    return Summary(
        bid=bid,
        tender=tender,
        offers=[_read_back(offer, lots[offer.lot]) for offer in draft.lots if offer.lot in lots],
        left_out=[lot for name, lot in lots.items() if name not in offered],
        discounts=read_back(draft),
        files=[SentFile(entry.name, in_fours(entry.sha256)) for entry in draft.files],
        team=mates_in(draft.declaration, bid.supplier, round_),
        declaration=WholeForm(initial=dict(draft.declaration), **declaring_in(bid)),
        waiting=[each.announced.name for each in on_their_way(bid, key)],
        kept=len(draft.kept),
        replaces=earlier_than(bid).exists(),
        reasons=list(refusal.sentences) if refusal else _reasons(bid, draft, by=by, now=now),
        left=time_left(now, round_.deadline_at),
        as_of=time_format(now.astimezone(ZoneInfo(round_.time_zone))),
        until=until(round_.deadline_at, round_.time_zone),
    )


def _reasons(bid: Bid, draft: Manifest, *, by: User, now: datetime) -> list[Reason]:
    page = reverse("bids:bid", args=[bid.number])
    anchors = {"discount": page, "team": page, "declaration": page, "file": page}
    return list(reasons_against(bid, missing_in(draft, bid.round.tender, alone=bid.practice), anchors, by=by, now=now))


def _read_back(offer: LotOffer, lot: Lot) -> Offered:
    names = {criterion.code: criterion.full_name for criterion in lot.criteria.all()}
    answers = [(names.get(code, code), text) for code, text in offer.answers.items()]
    price = None if offer.price is None else Money(offer.price, offer.currency)
    return Offered(lot, price, offer.price_comment, answers)
