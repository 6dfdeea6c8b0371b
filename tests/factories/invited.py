"""Calls by invitation: written, and sent to their firms by the very deeds of the site."""

from datetime import date, time
from decimal import Decimal

from suppliers.models import Supplier
from tenders.calls import actions
from tenders.calls.by_invitation import Ground
from tenders.calls.drafting import CallFacts
from tenders.calls.inviting import Address
from tenders.models import Tender
from tests.factories.calls import place
from tests.factories.sealed import keyed_call
from tests.personas import Personas, moment

WRITTEN = moment("2027-02-01")
SENT = moment("2027-02-02")
FACTS = CallFacts(
    title="Repeindre la salle des fêtes",
    description="Deux couches, murs et plafond.",
    language="fr",
    procedure="",
    nature="works",
    cpv="45442100",
    nuts="BE352",
    value=Decimal(20_000),
    value_is_public=False,
    day=date(2027, 3, 15),
    at=time(10),
)
WHY = "Works in the town."


def draft_by_invitation(personas: Personas, *firms: Supplier, **fields: object) -> Tender:
    """Return a draft with its committee's key, that names these firms."""
    facts = {"by_invitation": True, "ground": "low-value", "procedure": "neg-wo-call", "value": Decimal(20_000)}
    tender = keyed_call(personas, **{**facts, "sent_on": None, "author": personas.officer, **fields})
    for firm in firms:
        actions.name_firm(tender, firm, reason=WHY, by=personas.officer, now=WRITTEN)
    return tender


def begun(personas: Personas, ground: str = "low-value", **facts: object) -> Tender:
    """Return a draft as its officer begins it."""
    written = CallFacts(**{**{name: getattr(FACTS, name) for name in FACTS.__slots__}, **facts})
    return actions.begin_invitation(personas.buyer, written, Ground(ground), by=personas.officer, now=WRITTEN)


def name_newcomer(tender: Tender, personas: Personas, email: str = "new@example.org") -> None:
    """Name the address of a firm that is not on the portal."""
    address = Address(email, "Peinture Neuve SRL", "nl")
    actions.name_address(tender, address, reason=WHY, by=personas.officer, now=WRITTEN)


def sent_call(personas: Personas, *firms: Supplier, **fields: object) -> Tender:
    """Return a call whose invitations are sent; it takes bids until `DEADLINE`."""
    return send(draft_by_invitation(personas, *firms, **fields), personas)


def send(tender: Tender, personas: Personas) -> Tender:
    """Send the invitations of a draft that somebody approved."""
    place(tender, "approved")
    actions.publish(tender, by=personas.officer, now=SENT)
    return tender
