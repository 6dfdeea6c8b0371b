"""The opening: M members, after the deadline, in one act; every attempt logged."""

from datetime import timedelta

import pytest
from django.conf import settings

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.bids import custodian, opening
from tenders.bids.actions import withdraw_bid
from tenders.bids.files import opened_path, sealed_path
from tenders.bids.opening import AlreadyOpened, unlock
from tenders.models import Bid, Envelope, LotBid, Opening, Tender, Unlock
from tests.factories.calls import DEADLINE, place
from tests.factories.sealed import AFTER, BEFORE, another_bid, hand_in, open_call, open_together
from tests.personas import PASSPHRASE


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas, lots=2)


def refusals() -> list[str]:
    events = Event.objects.filter(verb="tender.unlock_refused").order_by("pk")
    return [sentence for event in events for sentence in event.payload["sentences"]]


def test_the_second_of_two_needed_unlocks_opens_everything(call, personas, hands):
    bids = [hand_in(call, personas.supplier, personas.owner, price="1200.50").bid, another_bid(call).bid]
    hands.at = AFTER
    act = open_together(call, personas)
    assert (act.bids_opened, act.defects, act.opened_at) == (2, [], AFTER)
    assert set(act.members.all()) == set(personas.committee[:2])
    assert call.state == "opened"
    for bid in bids:
        bid.refresh_from_db()
        assert bid.state == "opened"
        assert bytes(bid.panel_manifest).startswith(b"age-encryption.org/v1")
    rows = LotBid.objects.filter(bid=bids[0]).order_by("lot__position")
    assert [(row.lot.identifier, str(row.price), row.currency, row.state) for row in rows] == [
        ("LOT-0001", "1200.50", "EUR", "opened"),
        ("LOT-0002", "1200.50", "EUR", "opened"),
    ]
    assert all(row.submitted_price == row.price for row in rows)


def test_one_unlock_alone_opens_nothing(call, personas, hands):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    hands.at = AFTER
    assert unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER) is None
    assert unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER) is None  # twice counts once
    bid.refresh_from_db()
    assert (bid.state, Unlock.objects.count(), Opening.objects.count()) == ("submitted", 1, 0)
    assert Event.objects.filter(verb="tender.unlock").count() == 1
    assert PASSPHRASE.encode() not in bytes(Unlock.objects.get().pieces)


@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (0, 2), (2, 1)])
def test_any_two_of_the_three_open(call, personas, hands, pair):
    another_bid(call)
    hands.at = AFTER
    first, second = (personas.committee[place] for place in pair)
    unlock(call, passphrase=PASSPHRASE, by=first, now=AFTER)
    act = unlock(call, passphrase=PASSPHRASE, by=second, now=AFTER)
    assert (act.bids_opened, act.defects) == (1, [])


def test_the_deadline_itself_closes_the_call_and_lets_the_committee_open(call, personas, hands):
    hands.at = DEADLINE
    assert open_together(call, personas, now=DEADLINE).bids_opened == 0
    closed = Event.objects.get(verb="tender.close")
    assert closed.actor_id is None  # the clock's own move


@pytest.mark.parametrize("early", [timedelta(microseconds=1), timedelta(days=10)])
def test_before_the_deadline_nobody_unlocks_and_the_attempt_is_logged(call, personas, hands, early):
    another_bid(call)
    hands.at = DEADLINE - early
    for member in personas.committee:
        with pytest.raises(Refused, match="has not passed yet"):
            unlock(call, passphrase=PASSPHRASE, by=member, now=hands.at)
    assert refusals() == ["The deadline for bids has not passed yet."] * 3
    assert not Unlock.objects.exists()
    assert Tender.objects.get().state == "published"


def test_the_custodian_asks_the_clock_itself(call, personas, hands):
    another_bid(call)
    hands.at = DEADLINE - timedelta(seconds=1)
    unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER)  # a web process with a wrong clock
    with pytest.raises(Refused, match="custodian keeps its part"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[1], now=AFTER)
    assert not Opening.objects.exists()
    assert Bid.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["officer", "approver", "auditor", "administrator", "owner", "stranger", "evaluator"])
def test_nobody_else_unlocks_and_the_attempt_is_logged(call, personas, hands, name):
    hands.at = AFTER
    person = getattr(personas, name)
    with pytest.raises(Refused, match="Only the members of this call's opening committee"):
        unlock(call, passphrase=PASSPHRASE, by=person, now=AFTER)
    assert Event.objects.get(verb="tender.unlock_refused").actor_id == person.pk


def test_a_wrong_passphrase_is_a_sentence_and_is_logged(call, personas, hands):
    hands.at = AFTER
    with pytest.raises(Refused, match="does not open your key"):
        unlock(call, passphrase="not this phrase at all", by=personas.committee[0], now=AFTER)
    assert refusals() == ["This passphrase does not open your key. The attempt is logged."]
    assert "not this phrase" not in str(list(Event.objects.values()))
    assert not Unlock.objects.exists()


def test_who_comes_second_is_told_who_opened_and_when(call, personas, hands):
    hands.at = AFTER
    open_together(call, personas)
    for member in personas.committee:
        with pytest.raises(AlreadyOpened, match=r"2027, 10:05 by Comité 1, Comité 2"):
            unlock(call, passphrase=PASSPHRASE, by=member, now=AFTER + timedelta(minutes=1))
    assert Opening.objects.count() == 1
    assert refusals() == []


@pytest.mark.parametrize("state", ["cancelled", "draft"])
def test_only_a_closed_call_is_opened(call, personas, hands, state):
    hands.at = AFTER
    place(call, state)
    with pytest.raises(Refused, match="Not possible while the state"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER)


def test_a_call_without_bids_is_opened_too(call, personas, hands):
    hands.at = AFTER
    act = open_together(call, personas)
    assert (act.bids_opened, LotBid.objects.count(), call.state) == (0, 0, "opened")


def test_withdrawn_replaced_and_unfinished_bids_stay_sealed(call, personas, hands):
    replaced = hand_in(call, personas.supplier, personas.owner).bid
    hand_in(call, personas.supplier, personas.owner)
    withdrawn = hand_in(call, personas.other_supplier, personas.other_owner).bid
    withdraw_bid(withdrawn, by=personas.other_owner)
    hands.at = AFTER
    assert open_together(call, personas).bids_opened == 1
    for bid, state in [(replaced, "replaced"), (withdrawn, "withdrawn")]:
        bid.refresh_from_db()
        assert (bid.state, bytes(bid.panel_manifest)) == (state, b"")


def test_the_pieces_go_once_the_bids_are_open(call, personas, hands):
    hands.at = AFTER
    open_together(call, personas)
    assert [bytes(row.pieces) for row in Unlock.objects.all()] == [b"", b""]


def test_sealed_files_stay_and_the_panels_lie_beside_them(call, personas, hands):
    entry = hand_in(call, personas.supplier, personas.owner, mark="OPENED").entry
    before = sealed_path(entry.stored_as).read_bytes()
    hands.at = AFTER
    open_together(call, personas)
    assert sealed_path(entry.stored_as).read_bytes() == before
    after = opened_path(entry.stored_as).read_bytes()
    assert after != before
    assert b"OPENED" not in after


def test_what_a_crash_left_behind_does_not_hinder_the_next_try(call, personas, hands, monkeypatch):
    entry = hand_in(call, personas.supplier, personas.owner).entry
    hands.at = AFTER
    unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER)

    def fail(*_args, **_kwargs):
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(opening.emails, "bid_opened", fail)
        with pytest.raises(OSError, match="full"):
            unlock(call, passphrase=PASSPHRASE, by=personas.committee[1], now=AFTER)
    assert opened_path(entry.stored_as).exists()  # sealed for the panel, and known to nobody
    assert (Opening.objects.count(), LotBid.objects.count(), Bid.objects.get().state) == (0, 0, "submitted")
    act = unlock(call, passphrase=PASSPHRASE, by=personas.committee[1], now=AFTER)
    assert (act.bids_opened, act.defects) == (1, [])


def test_a_changed_custodians_part_is_refused_and_logged(call, personas, hands):
    Envelope.objects.update(custodian_part=b"something else")
    hands.at = AFTER
    unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER)
    with pytest.raises(Refused):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[1], now=AFTER)
    assert len(refusals()) == 1
    assert Tender.objects.get().state == "closed"


def test_a_changed_piece_of_one_member_is_refused_and_logged(call, personas, hands):
    Envelope.objects.get().pieces.filter(holder=personas.committee[0]).update(sealed=b"x" * 122)
    hands.at = AFTER
    with pytest.raises(Refused, match="made for another person, or it was changed"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER)
    assert len(refusals()) == 1
    third = [personas.committee[1], personas.committee[2]]  # the others are enough
    unlock(call, passphrase=PASSPHRASE, by=third[0], now=AFTER)
    assert unlock(call, passphrase=PASSPHRASE, by=third[1], now=AFTER)


def test_a_member_without_a_piece_unlocks_nothing(call, personas):
    with pytest.raises(Refused, match="no piece"):
        custodian.keep_unlock(Envelope.objects.get(), bytes(32), by=personas.officer, now=AFTER)


def test_where_the_custodians_key_is_elsewhere_this_process_opens_nothing(call, personas, hands):
    another_bid(call)
    (settings.KEYS_ROOT / "custodian.key").rename(settings.KEYS_ROOT / "elsewhere")
    hands.at = AFTER
    unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER)
    with pytest.raises(Refused, match="not on this machine"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[1], now=AFTER)
    assert Bid.objects.get().state == "submitted"


def test_the_log_and_the_mails_tell_the_act_to_each_bidder_alone(call, personas, hands):
    own = hand_in(call, personas.supplier, personas.owner).bid
    other = hand_in(call, personas.other_supplier, personas.other_owner).bid
    Mail.objects.all().delete()
    hands.at = AFTER
    open_together(call, personas)
    assert Event.objects.get(verb="tender.open").payload["bids"] == 2
    assert set(Event.objects.filter(verb="bid.open").values_list("object_id", flat=True)) == {
        str(own.pk),
        str(other.pk),
    }
    mails = {mail.to: mail for mail in Mail.objects.exclude(person__in=personas.committee)}
    assert set(mails) == {personas.owner.email, personas.contributor.email, personas.other_owner.email}
    assert own.number in mails[personas.owner.email].subject
    assert other.number not in mails[personas.owner.email].text
