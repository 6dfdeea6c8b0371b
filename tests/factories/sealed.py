"""Calls that take sealed bids, and bids handed in by the very actions of the site."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from procurement.accounts.models import User
from suppliers.models import Supplier
from tenders.bids import actions, drafts
from tenders.bids.manifest import FileEntry, LotOffer
from tenders.bids.opening import unlock
from tenders.bids.receipts import SignedReceipt
from tenders.models import Bid, Opening, Tender
from tests.factories.calls import DEADLINE, TenderFactory, add_lot, place
from tests.factories.people import SupplierFactory, join
from tests.personas import PASSPHRASE, Personas, moment

BEFORE = moment("2027-03-01")
AFTER = DEADLINE.replace(minute=5)


@dataclass(frozen=True)
class Handed:
    """A bid that was handed in, and what its firm holds."""

    bid: Bid
    key: bytes
    receipt: SignedReceipt
    entry: FileEntry


def keyed_call(personas: Personas, *, lots: int = 1, **fields: object) -> Tender:
    """Return a draft call with its committee's keys and envelope."""
    tender = TenderFactory(buyer=personas.buyer, **fields)
    for _more in range(lots - 1):
        add_lot(tender)
    for member in personas.committee:
        if not hasattr(member, "member_key"):
            actions.make_member_key(member, passphrase=PASSPHRASE, now=moment("2027-02-01"))
    actions.prepare_envelope(tender, members=personas.committee, by=personas.officer, now=moment("2027-02-01"))
    return tender


def open_call(personas: Personas, *, lots: int = 1, **fields: object) -> Tender:
    """Return a published call that takes bids until `DEADLINE`."""
    tender = keyed_call(personas, lots=lots, published_at=moment("2027-02-02"), **fields)
    place(tender, "published")
    return tender


def started(
    tender: Tender, supplier: Supplier, by: User, *, now: datetime = BEFORE, practises: bool = False
) -> tuple[Bid, bytes]:
    """Return a draft, or a practice, and the key that its firm's browser holds."""
    bid = actions.start_bid(tender, supplier=supplier, by=by, now=now, practises=practises)
    return bid, drafts.new_draft_key()


def offer(lot: str = "LOT-0001", price: str | None = "1000.00", mark: str = "") -> LotOffer:
    """Return an offer for one lot."""
    amount = Decimal(price) if price else None
    return LotOffer(lot, amount, "EUR", price_comment=f"all in {mark}".strip(), answers={"method": f"by hand {mark}"})


def hand_in(
    tender: Tender,
    supplier: Supplier,
    by: User,
    *,
    price: str = "1000.00",
    mark: str = "",
    lots: slice = slice(None),
    practises: bool = False,
) -> Handed:
    """Hand in a bid for the lots, all of them or some, with one file; or only practise it.

    `mark` stands in its content, its name, an answer and a comment.
    """
    bid, key = started(tender, supplier, by, practises=practises)
    file = {"name": f"offer {mark}.txt", "chunks": [b"How we do it. ", mark.encode()], "lot": None, "purpose": "offer"}
    entry = actions.add_file(bid, **file, draft_key=key, by=by, now=BEFORE)
    offers = [offer(lot.identifier, price, mark) for lot in tender.lots.all()[lots]]
    actions.save_draft(bid, offers=offers, declaration={"sworn": True}, draft_key=key, by=by, now=BEFORE)
    receipt = actions.submit_bid(bid, draft_key=key, by=by)
    return Handed(bid, key, receipt, entry)


def another_bid(tender: Tender, **how: str) -> Handed:
    """Hand in a bid of one more firm."""
    supplier = SupplierFactory()
    return hand_in(tender, supplier, join(supplier), **how)


def open_together(tender: Tender, personas: Personas, *, now: datetime = AFTER) -> Opening:
    """Let two of the three members unlock. The clock must stand after the deadline."""
    first, second, _third = personas.committee
    assert unlock(tender, passphrase=PASSPHRASE, by=first, now=now) is None
    opening = unlock(tender, passphrase=PASSPHRASE, by=second, now=now)
    assert opening
    return opening
