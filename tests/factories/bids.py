"""Bids as they stand after an opening, as rows, for tests that begin there."""

from decimal import Decimal

from procurement.accounts.models import User
from suppliers.models import Supplier
from tenders.models import Bid, Lot, LotBid, PanelMember
from tests.factories.people import SupplierFactory, join
from tests.personas import Personas, moment

SUBMITTED = moment("2027-03-14")


def opened_bid(lot: Lot, price: str | None, *, supplier: Supplier | None = None, state: str = "opened") -> LotBid:
    """Return a bid for one lot as the opening leaves it (or further on)."""
    supplier = supplier or SupplierFactory()
    owner = join(supplier, email=f"owner{supplier.pk}@example.org")
    number = f"B-{supplier.pk:04}"
    facts = {"number": number, "submitted_at": SUBMITTED, "submitted_by": owner, "state": "opened"}
    bid, _made = Bid.objects.get_or_create(round=lot.tender.round, supplier=supplier, defaults=facts)
    amount = Decimal(price) if price else None
    return LotBid.objects.create(bid=bid, lot=lot, submitted_price=amount, price=amount, state=state)


def seat_panel(lot: Lot, personas: Personas) -> list[User]:
    """Seat the chair and one evaluator, both without conflict."""
    people = [personas.chair, personas.evaluator]
    for person, role in zip(people, ["chair", "evaluator"], strict=True):
        PanelMember.objects.create(tender=lot.tender, person=person, role=role)
    declare(lot, *people)
    return people


def declare(lot: Lot, *people: User) -> None:
    """Declare that these people have no conflict of interest."""
    for person in people:
        lot.tender.declarations.create(person=person, has_conflict=False, declared_at=SUBMITTED)
