"""Published calls with their timetable, and what becomes of them, as rows and by the deeds of the last room."""

from collections.abc import Sequence
from datetime import date, datetime

from tenders.decisions import actions
from tenders.models import Decision, Lot, LotBid, Stage, Tender
from tenders.timetable.kinds import StageKind
from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.decided import call_in_decision, firms, ranked_lot
from tests.personas import Personas, moment
from tests.timetables import ACTORS, COMMITTED

PUBLISHED = moment("2027-02-01")
DRAFTED, SIGNED, NOTIFIED = (moment(f"2027-05-{day}") for day in (17, 18, 24))


def publish(tender: Tender, *, state: str = "published") -> Tender:
    """Let a call stand in a public state, with what its timetable promised."""
    tender.stages.all().delete()
    Stage.objects.bulk_create(
        Stage(
            tender=tender,
            kind=kind,
            position=position,
            who=ACTORS[kind],
            first_commitment=date.fromisoformat(COMMITTED[kind]),
            commitment=date.fromisoformat(COMMITTED[kind]),
        )
        for position, kind in enumerate(StageKind)
    )
    type(tender).objects.filter(pk=tender.pk).update(published_at=PUBLISHED)
    place(tender, state)
    return tender


def published_call(*, state: str = "published", lots: int = 1, **facts: object) -> Tender:
    """Make a published call with this many lots."""
    tender = TenderFactory(**facts)
    for _more in range(lots - 1):
        add_lot(tender)
    return publish(tender, state=state)


def judged_call(people: Personas, *, lots: int = 1, **facts: object) -> Tender:
    """Make a published call in state decision; three firms are ranked in each lot."""
    tender = call_in_decision(people, lots=lots, **facts)
    bidders = firms(3)
    for lot in tender.lots.all():
        ranked_lot(lot, bidders)
    return publish(tender, state="decision")


def offers(lot: Lot) -> Sequence[LotBid]:
    """Return a lot's offers, the best one first."""
    return list(lot.bids().order_by("price"))


def notify_award(people: Personas, *lots: Lot, now: datetime = NOTIFIED) -> list[Decision]:
    """Award each lot to its cheapest bid, and tell everybody."""
    return notify(people, [award(people, lot) for lot in lots], now=now)


def award(people: Personas, lot: Lot, *, supersedes: Decision | None = None, place_: int = 0) -> Decision:
    """Draft, approve and sign an award."""
    reasons = {"grounds": "The best by the published criteria.", "advantages": "It names every site."}
    winners = offers(lot)[place_ : place_ + 1]
    decision = actions.draft_decision(
        lot, outcome="award", **reasons, winners=winners, supersedes=supersedes, by=people.officer, now=DRAFTED
    )
    return _sign(people, decision)


def no_award(people: Personas, lot: Lot) -> Decision:
    """Draft, approve and sign a decision not to award."""
    decision = actions.draft_decision(
        lot,
        outcome="no_award",
        grounds="The need has changed.",
        reason_code="chan-need",
        by=people.officer,
        now=DRAFTED,
    )
    return _sign(people, decision)


def notify(people: Personas, decisions: list[Decision], *, now: datetime = NOTIFIED) -> list[Decision]:
    """Tell everybody at the same moment."""
    actions.notify(decisions[0].lot.tender, decisions=decisions, by=people.officer, now=now)
    return decisions


def _sign(people: Personas, decision: Decision) -> Decision:
    actions.approve_decision(decision, by=people.approver, now=SIGNED)
    actions.sign_decision(decision, by=people.signatory, now=SIGNED)
    return decision
