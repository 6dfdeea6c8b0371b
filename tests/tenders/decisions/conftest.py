"""A decided call and the people who decide on it; sentences in English; a worker inside the test's transaction."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.management.commands import db_worker

from procurement.lifecycle import Refused
from procurement.outbox.post import drain
from suppliers.models import Supplier
from tenders.decisions import actions
from tenders.models import Decision, Lot, LotBid, Notification, Tender
from tests.factories.decided import call_in_decision, firms, ranked_lot
from tests.personas import Personas, moment

DRAFTED, SIGNED, NOTIFIED = (moment(f"2027-04-{day}") for day in (20, 21, 22))
GROUNDS = "The bid is the best by the published criteria."
ADVANTAGES = "It names every site and costs a sixth less."
AFTER = moment("2027-05-20")
OF_A_LOT = {"lot", "draft", "check_winner", "approve", "send_back", "sign", "award", "contract"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def run_tasks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run what waits in the queue. A worker drops old connections; here that would end the test's transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return drain


def refusal(deed: Callable, *args: object, **kwargs: object) -> list[str]:
    """Return the sentences with which a deed is refused; it fails the test when it is not."""
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return [str(sentence) for sentence in refused.value.sentences]


@dataclass
class Room:
    """One call in decision: its people, its firms, its lots, and short ways through the deeds."""

    people: Personas
    tender: Tender
    firms: list[Supplier]
    offers: dict[str, list[LotBid]] = field(default_factory=dict)

    @property
    def lot(self) -> Lot:
        return self.tender.lots.first()

    def draft(self, lot: Lot | None = None, *, now: datetime = DRAFTED, **facts: object) -> Decision:
        lot = lot or self.lot
        award = {"outcome": "award", "advantages": ADVANTAGES}
        if facts.get("outcome", "award") == "award":
            award["winners"] = self.offers[lot.identifier][:1]
        usual = {**award, "grounds": GROUNDS, "by": self.people.officer}
        if facts.get("outcome", "award") != "award":
            usual.update(advantages="", reason_code="chan-need")
        return actions.draft_decision(lot, **{**usual, **facts}, now=now)

    def sign(self, decision: Decision, *, now: datetime = SIGNED) -> Decision:
        actions.approve_decision(decision, by=self.people.approver, now=now)
        actions.sign_decision(decision, by=self.people.signatory, now=now)
        return decision

    def signed(self, lot: Lot | None = None, **facts: object) -> Decision:
        return self.sign(self.draft(lot, **facts))

    def notify(self, *decisions: Decision, now: datetime = NOTIFIED) -> Notification:
        return actions.notify(self.tender, decisions=decisions, by=self.people.officer, now=now)


@pytest.fixture
def room(personas: Personas) -> Room:
    """One lot, three ranked firms: French, Dutch, German."""
    tender = call_in_decision(personas)
    found = Room(personas, tender, firms(3))
    found.offers = {lot.identifier: ranked_lot(lot, found.firms) for lot in tender.lots.all()}
    return found


@pytest.fixture
def be(client, room, hands):
    """Sign in as somebody of the call, and set the clock."""
    hands.at = DRAFTED

    def become(name: str, *, at=None):
        client.force_login(getattr(room.people, name))
        hands.at = at or hands.at
        return client

    return become


def address(room, name: str, lot: Lot | None = None) -> str:
    lot = lot or room.lot
    return reverse(f"decisions:{name}", args=[room.tender.reference, *([lot.pk] if name in OF_A_LOT else [])])


def buttons(page: str) -> dict[str, bool]:
    """Return the words of every step on a page, and whether it can be taken."""
    page = page[page.index("<main") :]
    open_ = re.findall(r'class="govuk-button[^"]*"[^>]*(?:href|type="submit")[^>]*>([^<]+)<', page)
    shut = re.findall(r'aria-disabled="true"[^>]*>([^<]+)<', page)
    return dict.fromkeys(open_, True) | dict.fromkeys(shut, False)


def seen(page: str) -> str:
    """Return the fingerprint that a page sends along."""
    return re.search(r'name="seen" value="(\w*)"', page)[1]
