"""The evaluation's pages as people use them, and bids that the panel has judged so far, as rows."""

from decimal import Decimal

from procurement.accounts.models import User
from tenders.models import AwardCriterion, Consensus, Lot, LotBid, Score, Tender
from tests.factories.bids import opened_bid
from tests.personas import moment

NOW = moment("2027-03-20")


def room(tender: Tender, page: str = "") -> str:
    """Return an address of the evaluation of this call."""
    return f"/en/office/evaluation/{tender.reference}/{page}"


def get(client, who: User, address: str, status: int = 200) -> str:
    """Open a page as this person."""
    client.force_login(who)
    response = client.get(address)
    assert response.status_code == status
    page = response.content.decode()
    assert page.count('method="post"') == page.count('name="csrfmiddlewaretoken"')
    return page


def post(client, who: User, address: str, data: dict[str, object] | None = None, status: int = 302) -> str:
    """Send a form as this person; returns the page, or where it leads."""
    client.force_login(who)
    response = client.post(address, data or {})
    assert response.status_code == status
    return response.content.decode() or response.get("Location", "")


def named(lot: Lot, name: str, price: str | None = "100.00", state: str = "opened") -> LotBid:
    """Return an opened bid of a firm with this name."""
    bid = opened_bid(lot, price, state=state)
    bid.supplier.name = name
    bid.supplier.save()
    return bid


def quality(lot: Lot) -> AwardCriterion:
    """Return the lot's quality criterion."""
    return lot.criteria.get(code="q1")


def scored(bid: LotBid, *people: User, value: str = "7") -> None:
    """Let these people give a score, each with its own reason."""
    for person in people:
        said = {"value": Decimal(value), "reason": f"Why {person} thinks so.", "scored_at": NOW}
        Score.objects.create(lot_bid=bid, criterion=quality(bid.lot), evaluator=person, **said)


def agreed(bid: LotBid, by: User, value: str = "7") -> None:
    """Let the panel agree on a score."""
    said = {"value": Decimal(value), "reason": "What all agreed on.", "agreed_at": NOW, "agreed_by": by}
    Consensus.objects.create(lot_bid=bid, criterion=quality(bid.lot), **said)
