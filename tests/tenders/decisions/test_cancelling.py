"""The signatory cancels a whole call: letters after the opening, mails before it, and no trace of bids in between."""

import pytest

from procurement.audit.models import Event
from procurement.outbox.models import Mail
from tenders.decisions import actions
from tenders.models import Bid, Letter, LotBid, Notification
from tests.factories.calls import TenderFactory, place
from tests.factories.decided import firms, ranked_lot
from tests.personas import moment
from tests.tenders.decisions.conftest import Room, refusal

NOW = moment("2027-04-25")
REASON = "The need has changed."


def cancel(room, **facts) -> Notification | None:
    return actions.cancel_call(room.tender, **{"reason": REASON, "by": room.people.signatory, "now": NOW, **facts})


@pytest.fixture
def sealed(personas):
    """A published call with a sealed bid of each of two firms, a draft of a third, a withdrawn one of a fourth."""
    tender = TenderFactory(buyer=personas.buyer)
    room = Room(personas, tender, firms(4))
    place(tender, "published")
    for firm, state in zip(room.firms, ["submitted", "submitted", "draft", "withdrawn"], strict=True):
        place(Bid.objects.create(round=tender.round, supplier=firm, number=f"S-{firm.pk}"), state)
    return room


def test_after_the_opening_every_bidder_gets_a_letter(room):
    notification = cancel(room)
    assert (room.tender.state, room.lot.state) == ("cancelled", "cancelled")
    assert set(notification.letters.values_list("supplier", flat=True)) == {firm.pk for firm in room.firms}
    assert (notification.reason, notification.sent_by) == (REASON, room.people.signatory)
    assert set(notification.lots.all()) == {room.lot}


@pytest.mark.parametrize("notified", [False, True])
def test_a_decision_in_force_is_superseded_by_the_cancellation(room, notified):
    decision = room.signed()
    if notified:
        room.notify(decision)
    cancel(room)
    decision.refresh_from_db()
    assert (decision.state, room.lot.state, room.lot.decision_in_force()) == ("superseded", "cancelled", None)
    assert set(room.lot.bids().values_list("state", flat=True)) == {"ranked"}


def test_before_the_opening_who_submitted_is_told_by_mail_and_nothing_else_shows(sealed):
    assert cancel(sealed) is None
    assert (sealed.tender.state, sealed.lot.state) == ("cancelled", "cancelled")
    assert {mail.to for mail in Mail.objects.all()} == {firm.email for firm in sealed.firms[:2]}
    assert all(REASON in mail.text for mail in Mail.objects.all())
    assert (Notification.objects.count(), Letter.objects.count(), LotBid.objects.count()) == (0, 0, 0)


def test_with_and_without_bids_the_log_is_the_same(sealed, personas):
    def told(tender) -> list:
        of_call = Event.objects.filter(object_type__in=["tender", "lot", "notification"])
        ids = {str(tender.pk), *map(str, tender.lots.values_list("pk", flat=True))}
        return [(event.verb, event.payload) for event in of_call.filter(object_id__in=ids).order_by("pk")]

    empty = TenderFactory(buyer=personas.buyer)
    place(empty, "published")
    cancel(sealed)
    actions.cancel_call(empty, reason=REASON, by=personas.signatory, now=NOW)
    assert told(sealed.tender) == told(empty)


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "published", "closed"])
def test_any_unfinished_call_can_be_cancelled(personas, state):
    tender = TenderFactory(buyer=personas.buyer)
    place(tender, state)
    assert actions.cancel_call(tender, reason=REASON, by=personas.signatory, now=NOW) is None
    assert tender.state == "cancelled"


@pytest.mark.parametrize("reason", ["", "  ", "Budget"])
def test_the_reason_is_a_sentence(room, reason):
    assert refusal(cancel, room, reason=reason) == [
        "Give the reason in a sentence: it is published, and every bidder reads it."
    ]


@pytest.mark.parametrize("person", ["officer", "approver", "chair", "owner", "other_officer"])
def test_only_the_signatory_cancels(room, person):
    sentences = refusal(cancel, room, by=getattr(room.people, person))
    assert sentences == ["Only this role may do it: signatory of decisions."]
    assert room.tender.state == "decision"


@pytest.mark.parametrize("state", ["awarded", "contracted"])
def test_what_is_awarded_is_not_cancelled_with_the_call(room, state):
    place(room.lot, state)
    assert refusal(cancel, room) == ["Lot 1 is awarded: cancel the others one by one."]


def test_an_ended_call_stays_ended(room):
    cancel(room)
    assert refusal(cancel, room) == ["Not possible while the state is “cancelled”."]


def test_one_cancelled_lot_does_not_hold_the_others_up(personas, room):
    other = room.tender.lots.create(identifier="LOT-0002", position=2, title="Two")
    other.criteria.create(code="price", position=1, kind="price", name="Prix", weight=60)
    other.criteria.create(code="q1", position=2, kind="quality", name="Qualité", weight=40)
    room.offers["LOT-0002"] = ranked_lot(other, room.firms)
    for lot_bid in room.offers["LOT-0001"]:
        place(lot_bid, "opened")
    place(room.tender, "admissibility")
    assert room.tender.bids_to_examine() == 3
    room.notify(room.signed(room.lot, outcome="cancellation"))
    assert room.tender.bids_to_examine() == 0
    assert set(room.tender.lots.values_list("state", flat=True)) == {"cancelled", "undecided"}
