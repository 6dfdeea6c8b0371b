"""One authority, one call's people, one firm: who is who in the tests."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from suppliers.models import Supplier
from tests.factories.people import BuyerFactory, SupplierFactory, UserFactory, employ, join

PASSPHRASE = "a phrase only its member knows"


@dataclass(frozen=True)
class Personas:
    """Everybody in one place."""

    buyer: Buyer
    officer: User
    approver: User
    signatory: User
    committee: tuple[User, User, User]
    chair: User
    evaluator: User
    auditor: User
    ombudsperson: User
    editor: User
    administrator: User
    supplier: Supplier
    owner: User
    contributor: User
    other_supplier: Supplier
    other_owner: User
    other_buyer: Buyer
    other_officer: User
    stranger: User


def moment(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant in UTC, from a day such as 2027-03-15."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=UTC)


@pytest.fixture
def personas(db: None) -> Personas:
    """Everybody who plays a part, and a few who must not."""
    buyer, other_buyer = BuyerFactory(), BuyerFactory(name="Commune de Hautepierre", country="FR")
    supplier, other_supplier = SupplierFactory(), SupplierFactory(language="nl")
    return Personas(
        buyer=buyer,
        officer=employ(buyer, Role.OFFICER, name="Odile Officier"),
        approver=employ(buyer, Role.APPROVER, name="Armand Visa"),
        signatory=employ(buyer, Role.SIGNATORY, name="Solange Signe"),
        committee=tuple(employ(buyer, Role.COMMITTEE, name=f"Comité {n}") for n in (1, 2, 3)),
        chair=employ(buyer, Role.EVALUATOR, name="Charles Présidence"),
        evaluator=employ(buyer, Role.EVALUATOR, name="Éva Note"),
        auditor=employ(buyer, Role.AUDITOR, name="Aude Audit"),
        ombudsperson=employ(buyer, Role.OMBUDSPERSON, name="Omer Médiation"),
        editor=employ(buyer, Role.EDITOR, name="Édith Page"),
        administrator=employ(buyer, Role.ADMINISTRATOR, name="Adam Comptes", is_staff=True),
        supplier=supplier,
        owner=join(supplier),
        contributor=join(supplier, Role.CONTRIBUTOR, email="contributor@example.org"),
        other_supplier=other_supplier,
        other_owner=join(other_supplier),
        other_buyer=other_buyer,
        other_officer=employ(other_buyer, Role.OFFICER, name="Autre Officier"),
        stranger=UserFactory(name="Sans Rôle"),
    )
