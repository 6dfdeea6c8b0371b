"""The canary once more, now in a member's score: until the scoring is closed nobody else finds it, at any address.

Later chair, officers and auditor do, and never another member of the panel.

A comment and an unusual mark, given by one member of the panel. Everybody asks for every address of the site while the
scoring is open, once it is closed, when it is opened again, and when everybody was told what was decided.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import resolve
from django.utils.translation import override
from django_tasks_db.management.commands import db_worker
from pypdf import PdfReader

from procurement.accounts.groups import ensure_groups
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.outbox.post import drain
from tenders.decisions import actions as decisions
from tenders.evaluation import actions
from tenders.models import LotBid, Paper, Tender
from tests.factories.bids import declare, opened_bid, seat_panel
from tests.factories.calls import TenderFactory
from tests.factories.people import employ
from tests.factories.published import publish
from tests.house.traces import holds, tables_with
from tests.house.visits import visit, visitable
from tests.personas import Personas, moment

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
NOW, DRAFTED, SIGNED, TOLD = (moment(f"2027-{day}") for day in ("03-20", "05-17", "05-18", "05-24"))
COMMENT = "Kiebitz-Röhricht-2741"
MARK = Decimal("761.37")
MARKS = [b"761.37", b"761,37"]
# Everything of this house; signing in and the admin's other pages know nothing of calls.
SITE = ("/fr/", "/admin/calls/")
ROOM = ("/fr/office/evaluation/",)
AT_LEAST = 20
PEOPLE = [
    "officer", "approver", "signatory", "chair", "evaluator", "auditor", "ombudsperson", "editor", "administrator",
    "owner", "other_owner", "other_officer",
]  # fmt: skip

SHEET, SPREAD, TALK = "evaluation:score", "evaluation:consensus", "evaluation:agree"
WHILE_OPEN = {"evaluator": {SHEET}}
# The spread names the marks, the talk also who gave them and why: the chair writes down there what all agreed on.
ONCE_CLOSED = {
    "evaluator": {SHEET, SPREAD},
    "chair": {SPREAD, TALK},
    **{name: {SPREAD} for name in ("officer", "auditor")},
}


@dataclass(frozen=True)
class World:
    """A call with a bid, its panel, and an external expert."""

    tender: Tender
    bid: LotBid
    people: dict[str, User | AnonymousUser]
    personas: Personas

    def finders(self, rooms: tuple[str, ...] = SITE) -> dict[str, set[str]]:
        """Return who finds the canary now, and at which addresses, by their names."""
        paths = [path for path in visitable(self.known()) if path.startswith(rooms)]
        assert len(paths) > AT_LEAST, "the addresses are not walked any more"
        found = {name: set(found_by(person, paths)) for name, person in self.people.items()}
        return {name: where for name, where in found.items() if where}

    def known(self) -> dict[str, list[object]]:
        """What an address may ask for by name."""
        lot, firm = self.bid.lot, self.bid.supplier.pk
        return {
            "reference": [self.tender.reference],
            "number": [self.bid.bid.number],
            "pk": sorted({lot.pk, firm, self.bid.pk}),
            "lot": [lot.pk],
            "firm": [firm],
            "criterion": [quality(lot).pk],
            "slug": [self.tender.buyer.slug],
            "code": list(Paper.objects.values_list("code", flat=True)) or ["1"],
            "name": ["close_scoring", "reopen_scoring", "prepare_decision"],
        }


def quality(lot):
    return lot.criteria.get(code="q1")


def found_by(person: User | AnonymousUser, paths: list[str]) -> Iterator[str]:
    for path, answer in visit(person, paths):
        text = spoken(answer)
        if holds(text, COMMENT) or any(mark in text for mark in MARKS):
            with override("fr"):
                yield resolve(path).view_name


def spoken(answer: bytes) -> bytes:
    """Return what an answer says; of a paper its words, and what is enclosed."""
    start = answer.find(b"%PDF-")
    if start < 0:
        return answer
    paper = PdfReader(io.BytesIO(answer[start:]))
    words = "\n".join(page.extract_text() for page in paper.pages).encode()
    return b"\n".join([words, *(content for contents in paper.attachments.values() for content in contents)])


@pytest.fixture
def run_tasks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run what waits in the queue, inside the test's transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return drain


@pytest.fixture
def world(personas: Personas, hands) -> World:
    """The evaluator's score stands; so does everybody else's."""
    ensure_groups()
    hands.at = NOW
    call = publish(TenderFactory(buyer=personas.buyer, author=personas.officer), state="admissibility")
    lot = call.lots.get()
    lot.criteria.filter(kind="quality").update(scale_max=999)
    seat_panel(lot, personas)
    expert = employ(personas.buyer, Role.EVALUATOR, name="Xavier Externe")
    call.panel.create(person=expert, external=True)
    declare(lot, expert, personas.officer, personas.approver, personas.signatory)
    bid = opened_bid(lot, "100.00", supplier=personas.supplier)
    actions.admit(bid, by=personas.officer, now=NOW)
    actions.start_evaluation(call, by=personas.officer, now=NOW)
    _score(bid, personas, expert)
    people = {name: getattr(personas, name) for name in PEOPLE} | {"expert": expert, "public": AnonymousUser()}
    return World(call, bid, people, personas)


def _score(bid: LotBid, personas: Personas, expert: User) -> None:
    how = {"criterion": quality(bid.lot), "now": NOW}
    actions.give_score(bid, value=MARK, reason=f"It is clear. {COMMENT}.", by=personas.evaluator, **how)
    for person in (personas.chair, expert):
        actions.give_score(bid, value=Decimal(500), reason="Half of it is there.", by=person, **how)


def close(world: World) -> None:
    actions.close_scoring(world.tender, by=world.personas.chair, now=NOW)


def test_while_the_scoring_is_open_only_its_author_finds_it(world: World) -> None:
    assert world.finders() == WHILE_OPEN


def test_once_it_is_closed_chair_officers_and_auditor_find_the_mark_and_the_chair_the_comment(world: World) -> None:
    close(world)
    assert world.finders(ROOM) == ONCE_CLOSED


def test_opened_again_it_hides_again_though_the_panel_had_agreed(world: World) -> None:
    close(world)
    agree(world)
    actions.reopen_scoring(world.tender, reason="One plan was overlooked.", by=world.personas.chair, now=NOW)
    assert world.finders(ROOM) == WHILE_OPEN


def test_whoever_has_a_conflict_finds_nothing(world: World) -> None:
    close(world)
    conflict = {"has_conflict": True, "statement": "My brother works there."}
    for name in ("officer", "expert", "evaluator"):
        actions.declare_interests(world.tender, by=world.people[name], now=NOW, **conflict)
    assert world.finders(ROOM) == {name: ONCE_CLOSED[name] for name in ("chair", "auditor")}


def test_decided_and_told_it_is_found_by_nobody_more_and_lies_nowhere_else(world: World, hands, run_tasks) -> None:
    close(world)
    agree(world)
    decide(world)
    hands.at = TOLD
    run_tasks()
    assert {paper.kind for paper in Paper.objects.all()} == {"evaluation_report", "decision", "letter"}
    assert world.finders() == ONCE_CLOSED
    assert tables_with(COMMENT) == ["tenders_score"]
    assert not any(mark in str(event.payload).encode() for event in Event.objects.all() for mark in MARKS)


def agree(world: World) -> None:
    said = {"value": Decimal(600), "reason": "The panel agreed on this.", "by": world.personas.chair, "now": NOW}
    actions.agree(world.bid, quality(world.bid.lot), **said)


def decide(world: World) -> None:
    lot, personas = world.bid.lot, world.personas
    actions.rank_lot(lot, by=personas.chair, now=NOW)
    actions.prepare_decision(world.tender, by=personas.chair, now=NOW)
    reasons = {"grounds": "The best by the published criteria.", "advantages": "It names every site."}
    winners = {"winners": [world.bid], "by": personas.officer, "now": DRAFTED}
    lot.refresh_from_db()
    draft = decisions.draft_decision(lot, outcome="award", **reasons, **winners)
    decisions.approve_decision(draft, by=personas.approver, now=SIGNED)
    decisions.sign_decision(draft, by=personas.signatory, now=SIGNED)
    decisions.notify(world.tender, decisions=[draft], by=personas.officer, now=TOLD)
