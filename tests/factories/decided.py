"""Calls whose bids are opened and ranked, as rows: a starting point for decisions, without living through the rest."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from suppliers.models import Supplier
from tenders.models import Bid, ConflictDeclaration, Consensus, Lot, LotBid, Ranking, Stage, Tender
from tenders.timetable.kinds import StageKind
from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.people import SupplierFactory
from tests.personas import Personas

OPENED = datetime(2027, 3, 15, 9, 30, tzinfo=UTC)
PRICES = [Decimal("100000.00"), Decimal("120000.00"), Decimal("150000.00"), Decimal("160000.00")]


def call_in_decision(personas: Personas, *, lots: int = 1, **facts: object) -> Tender:
    """Make a call in state decision, above the thresholds, whose people have declared no conflict."""
    usual = {"buyer": personas.buyer, "author": personas.officer, "value": Decimal("500000.00")}
    tender = TenderFactory(**{**usual, **facts})
    for _more in range(lots - 1):
        add_lot(tender)
    for person in (personas.officer, personas.approver, personas.signatory):
        ConflictDeclaration.objects.create(tender=tender, person=person, has_conflict=False, declared_at=OPENED)
    Stage.objects.bulk_create(Stage(tender=tender, kind=kind, position=n) for n, kind in enumerate(StageKind))
    place(tender, "decision")
    return tender


def open_bid(tender: Tender, supplier: Supplier) -> Bid:
    """Make a bid as the opening leaves it."""
    number = f"B-{tender.pk}-{supplier.pk}"
    bid = Bid.objects.create(round=tender.round, supplier=supplier, number=number)
    place(bid, "opened")
    return bid


def offer(lot: Lot, supplier: Supplier, *, state: str = "ranked", price: Decimal = PRICES[0]) -> LotBid:
    """Make one supplier's opened offer for a lot, with its consensus reason where it is compared."""
    bid = Bid.objects.filter(round=lot.tender.round, supplier=supplier).first() or open_bid(lot.tender, supplier)
    lot_bid = LotBid.objects.create(bid=bid, lot=lot, price=price, submitted_price=price)
    if state == "rejected":
        lot_bid.rejection_rule, lot_bid.rejection_facts = "Point 3.1: signed by a director", "An employee signed it."
        lot_bid.save()
    place(lot_bid, state)
    if state != "rejected":
        agree(lot_bid)
    return lot_bid


def agree(lot_bid: LotBid, reason: str = "") -> None:
    """Let the panel agree on the quality of an offer."""
    quality = lot_bid.lot.criteria.get(kind="quality")
    said = {"value": 8, "reason": reason or f"The plan of {lot_bid.supplier} names every site.", "agreed_at": OPENED}
    Consensus.objects.update_or_create(
        lot_bid=lot_bid, criterion=quality, defaults={**said, "agreed_by": lot_bid.lot.tender.author}
    )


def rank(lot: Lot, lot_bids: Sequence[LotBid], *, ranks: Sequence[int] = ()) -> Ranking:
    """Rank offers in this order: the first has 92 points, each next one 7 fewer."""
    rows = [
        {
            "id": lot_bid.bid.number,
            "rank": ranks[place_] if ranks else place_ + 1,
            "total": f"{92 - 7 * place_}.00",
            "points": {"price": f"{60 - 5 * place_}.00", "q1": f"{32 - 2 * place_}.00"},
            "tied": False,
        }
        for place_, lot_bid in enumerate(lot_bids)
    ]
    result = {"ranking": rows, "excluded": []}
    return Ranking.objects.create(lot=lot, matrix={}, result=result, made_at=OPENED, made_by=lot.tender.author)


def ranked_lot(lot: Lot, suppliers: Sequence[Supplier]) -> list[LotBid]:
    """Make an offer of each supplier for a lot, and rank them in this order."""
    lot_bids = [offer(lot, supplier, price=price) for supplier, price in zip(suppliers, PRICES, strict=False)]
    rank(lot, lot_bids)
    return lot_bids


def firms(count: int) -> list[Supplier]:
    """Make firms that speak French, Dutch, German and English in turn."""
    return [SupplierFactory(language=["fr", "nl", "de", "en"][n % 4]) for n in range(count)]
