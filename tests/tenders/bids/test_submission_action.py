"""The gate: what is received before the deadline is taken, at the deadline no more, and each bid gets one receipt."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from procurement.audit.models import Event
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.bids import actions, queries, receipts
from tenders.bids.files import sealed_path
from tenders.models import Bid
from tests.factories.calls import DEADLINE, place
from tests.factories.people import join
from tests.factories.sealed import BEFORE, hand_in, offer, open_call, started

INSTANT = timedelta(microseconds=1)
LATE = "The call takes no bids any more"


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas, lots=2)


@pytest.fixture
def ready(call, personas):
    """A complete draft, and its key."""
    return complete(call, personas)


def complete(call, personas, *offers):
    bid, key = started(call, personas.supplier, personas.owner)
    offers = offers or (offer(),)
    actions.save_draft(bid, offers=offers, declaration={"sworn": True}, draft_key=key, by=personas.owner, now=BEFORE)
    return bid, key


def portal_key() -> bytes:
    return bytes(Keyring(Path(settings.KEYS_ROOT)).portal_public)


def test_the_receipt_says_what_and_when_and_the_portal_signed_it(call, personas, hands):
    hands.at = BEFORE.replace(minute=33, second=7, microsecond=123456)
    handed = hand_in(call, personas.supplier, personas.owner)
    bid, receipt = Bid.objects.get(pk=handed.bid.pk), handed.receipt.receipt
    assert receipts.verify(handed.receipt, portal_key())
    assert receipt.manifest_sha256 == hashlib.sha256(bytes(bid.sealed_manifest)).hexdigest() == bid.sealed_sha256
    assert receipt.file_sha256s == (handed.entry.sealed_sha256,)
    assert (receipt.tender, receipt.round, receipt.bid_number) == (call.reference, "1", bid.number)
    assert receipt.submitted_at == bid.submitted_at == hands.at
    assert receipt.first_upload_at == BEFORE
    assert queries.receipt_of(bid) == handed.receipt


def test_the_receipt_carries_the_digest_of_its_log_event(call, personas):
    handed = hand_in(call, personas.supplier, personas.owner)
    event = Event.objects.get(verb="bid.submit")
    assert handed.receipt.receipt.log_digest == event.digest
    assert event.payload == {"from": "draft", "to": "submitted", "sealed_sha256": handed.bid.sealed_sha256}


def test_after_submitting_only_ciphertext_is_left(ready, personas):
    bid, key = ready
    actions.submit_bid(bid, draft_key=key, by=personas.owner)
    row = Bid.objects.get(pk=bid.pk)
    assert bytes(row.draft) == b""
    assert bytes(row.sealed_manifest).startswith(b"age-encryption.org/v1")
    assert bytes(row.panel_manifest) == b""


def test_one_microsecond_before_the_deadline_is_in_time(ready, personas, hands):
    bid, key = ready
    hands.at = DEADLINE - INSTANT
    assert actions.submit_bid(bid, draft_key=key, by=personas.owner).receipt.submitted_at == DEADLINE - INSTANT


@pytest.mark.parametrize("late_by", [timedelta(0), INSTANT, timedelta(days=1)])
def test_at_the_deadline_it_is_too_late(ready, personas, hands, late_by):
    bid, key = ready
    hands.at = DEADLINE + late_by
    with pytest.raises(Refused, match=LATE):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
    row = Bid.objects.get(pk=bid.pk)
    assert (row.state, bytes(row.sealed_manifest), row.receipt) == ("draft", b"", None)
    assert not Mail.objects.exists()


def test_the_clock_is_asked_after_the_row_is_locked(ready, personas, hands, monkeypatch):
    bid, key = ready
    locked = []
    inner = actions.Tender.objects.select_for_update

    def lock_and_let_time_pass(*args, **kwargs):
        locked.append(hands.at)
        hands.at = DEADLINE  # somebody else held the row until then
        return inner(*args, **kwargs)

    monkeypatch.setattr(actions.Tender.objects, "select_for_update", lock_and_let_time_pass, raising=False)
    with pytest.raises(Refused, match=LATE):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
    assert locked == [BEFORE]


@pytest.mark.parametrize("state", ["closed", "cancelled", "opened"])
def test_a_call_that_is_over_takes_nothing_whatever_the_time(call, ready, personas, state):
    bid, key = ready
    place(call, state)
    with pytest.raises(Refused, match=LATE):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)


def test_submitting_again_gives_the_same_receipt_and_no_second_mail(ready, personas, hands):
    bid, key = ready
    first = actions.submit_bid(bid, draft_key=key, by=personas.owner)
    mails, events = Mail.objects.count(), Event.objects.count()
    hands.at = DEADLINE + INSTANT  # even when the answer to the first was lost until after the deadline
    again = actions.submit_bid(Bid.objects.get(pk=bid.pk), draft_key=key, by=personas.contributor)
    assert again == first
    assert (Mail.objects.count(), Event.objects.count()) == (mails, events)


def test_a_contributor_writes_but_does_not_submit(ready, personas):
    bid, key = ready
    with pytest.raises(Refused, match="Only this role may do it"):
        actions.submit_bid(bid, draft_key=key, by=personas.contributor)
    signatory = join(personas.supplier, "bid_signatory", email="signs@example.org")
    assert actions.submit_bid(bid, draft_key=key, by=signatory)


def test_a_new_submission_takes_the_place_of_the_old_one_whose_receipt_stays(call, personas):
    old = hand_in(call, personas.supplier, personas.owner, price="2000.00")
    new = hand_in(call, personas.supplier, personas.owner, price="1000.00")
    old.bid.refresh_from_db()
    assert (old.bid.state, new.bid.state) == ("replaced", "submitted")
    assert queries.receipt_of(old.bid) == old.receipt
    assert receipts.verify(old.receipt, portal_key())
    assert actions.submit_bid(old.bid, draft_key=old.key, by=personas.owner) == old.receipt


def test_a_replacement_that_is_refused_leaves_the_old_bid_in_force(call, personas):
    old = hand_in(call, personas.supplier, personas.owner)
    bid, key = started(call, personas.supplier, personas.owner)
    with pytest.raises(Refused, match="at least one lot"):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
    old.bid.refresh_from_db()
    assert old.bid.state == "submitted"


@pytest.mark.parametrize(
    ("offers", "sentence"),
    [
        ([offer("LOT-0009")], "The call has no lot 9."),
        ([offer(price=None)], "The price for lot 1 is missing."),
        ([replace(offer(), currency="USD")], "Give the price for lot 1 in EUR."),
        ([offer(price="10.005")], "Give the price for lot 1 with at most two decimals."),
    ],
)
def test_what_is_missing_is_said_while_it_can_be_mended(call, personas, offers, sentence):
    bid, key = complete(call, personas, *offers)
    with pytest.raises(Refused, match=sentence):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
    assert Bid.objects.get(pk=bid.pk).state == "draft"


def test_everything_missing_is_said_at_once(call, personas):
    bid, key = complete(call, personas, offer(price=None), offer("LOT-0002", price=None))
    with pytest.raises(Refused) as refused:
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
    assert len(refused.value.sentences) == 2


def test_trailing_zeros_are_no_third_decimal(call, personas):
    bid, key = complete(call, personas, replace(offer(), price=Decimal("10.5000")))
    assert actions.submit_bid(bid, draft_key=key, by=personas.owner)


def test_a_price_may_be_left_out_where_none_is_asked(call, personas):
    call.lots.get(identifier="LOT-0001").criteria.filter(kind="price").delete()
    bid, key = complete(call, personas, replace(offer(price=None), currency=""))
    assert actions.submit_bid(bid, draft_key=key, by=personas.owner)


def test_a_file_that_vanished_from_the_disk_is_asked_for_again(call, personas):
    bid, key = complete(call, personas)
    file = {"name": "plan.txt", "chunks": b"green", "lot": None, "purpose": ""}
    entry = actions.add_file(bid, **file, draft_key=key, by=personas.owner, now=BEFORE)
    sealed_path(entry.stored_as).unlink()
    with pytest.raises(Refused, match="Upload it again"):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)


def test_another_browser_cannot_submit(ready, personas):
    bid, _key = ready
    with pytest.raises(Refused, match="does not hold the key"):
        actions.submit_bid(bid, draft_key=bytes(32), by=personas.owner)


def test_a_withdrawn_bid_stays_sealed_and_keeps_its_receipt(call, personas, hands):
    handed = hand_in(call, personas.supplier, personas.owner)
    hands.at = DEADLINE - INSTANT
    actions.withdraw_bid(handed.bid, by=personas.owner)
    bid = Bid.objects.get(pk=handed.bid.pk)
    assert (bid.state, bid.withdrawn_at) == ("withdrawn", DEADLINE - INSTANT)
    assert queries.receipt_of(bid) == handed.receipt
    assert sealed_path(handed.entry.stored_as).exists()
    with pytest.raises(Refused, match="This bid is handed in"):
        actions.submit_bid(bid, draft_key=handed.key, by=personas.owner)


def test_after_a_withdrawal_the_firm_may_bid_anew(call, personas):
    actions.withdraw_bid(hand_in(call, personas.supplier, personas.owner).bid, by=personas.owner)
    assert hand_in(call, personas.supplier, personas.owner).bid.state == "submitted"


def test_nothing_is_withdrawn_from_the_deadline_on(call, personas, hands):
    handed = hand_in(call, personas.supplier, personas.owner)
    hands.at = DEADLINE
    with pytest.raises(Refused, match=LATE):
        actions.withdraw_bid(handed.bid, by=personas.owner)
    assert Bid.objects.get().state == "submitted"


@pytest.mark.parametrize("name", ["contributor", "other_owner", "officer", "stranger"])
def test_only_who_may_submit_may_withdraw(call, personas, name):
    handed = hand_in(call, personas.supplier, personas.owner)
    with pytest.raises(Refused, match="Only this role may do it"):
        actions.withdraw_bid(handed.bid, by=getattr(personas, name))
