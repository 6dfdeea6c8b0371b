"""Many firms submit across the deadline while the committee opens: none is taken late, and there is one opening.

The real clock, real threads, a database where deeds commit.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import sleep

import pytest
from django.conf import settings
from django.db import connection, transaction

from procurement import clock
from procurement.accounts.models import User
from procurement.audit.models import Event
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from tenders.bids import actions, queries, receipts
from tenders.bids.opening import unlock
from tenders.models import Bid, Opening, Round, Tender
from tests.factories.people import SupplierFactory, join
from tests.factories.sealed import offer, open_call, started
from tests.personas import PASSPHRASE

FIRMS = 6
BEFORE_DEADLINE = timedelta(seconds=3)
AFTER_DEADLINE = timedelta(seconds=1)
A_LITTLE = timedelta(milliseconds=200)


@pytest.fixture
def db(own_database: Path) -> Path:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: only PostgreSQL can show a race for the row")
    return own_database


def between(start: datetime, end: datetime, deed: Callable[[], bool]) -> list[bool]:
    """Do it again and again from one instant to the other; returns which tries were taken."""
    taken = []
    try:
        sleep(max(0, (start - clock.now()).total_seconds()))
        while clock.now() < end:
            taken.append(deed())
    finally:
        connection.close()
    return taken


def bid_again(tender: Tender, owner: User) -> bool:
    supplier = owner.memberships.get().supplier
    try:
        bid, key = started(tender, supplier, owner, now=clock.now())
        actions.save_draft(bid, offers=[offer()], declaration={"sworn": True}, draft_key=key, by=owner, now=clock.now())
        actions.submit_bid(bid, draft_key=key, by=owner)
    except Refused:
        return False
    return True


def open_again(tender: Tender, member: User) -> bool:
    try:
        return unlock(tender, passphrase=PASSPHRASE, by=member, now=clock.now()) is not None
    except Refused:
        return False


def rush(personas) -> tuple[datetime, list[bool], list[bool]]:
    """Return the deadline, and which tries to bid and to open were taken."""
    tender = open_call(personas)
    owners = [join(SupplierFactory()) for _firm in range(FIRMS)]
    deadline = clock.now() + BEFORE_DEADLINE
    Round.objects.update(deadline_at=deadline)
    start, early, end = clock.now(), deadline - A_LITTLE, deadline + AFTER_DEADLINE
    with ThreadPoolExecutor(FIRMS + 3) as pool:
        bids = [pool.submit(between, start, end, partial(bid_again, tender, owner)) for owner in owners]
        opens = [pool.submit(between, early, end, partial(open_again, tender, who)) for who in personas.committee]
        tried = [[taken for run in runs for taken in run.result()] for runs in (bids, opens)]
    return deadline, *tried


def test_none_is_taken_late_and_there_is_exactly_one_opening(personas):
    deadline, bids, opens = rush(personas)
    opening = Opening.objects.get()
    accepted = Bid.objects.exclude(state="draft")
    assert sum(bids) == accepted.count() > FIRMS
    assert sum(opens) == 1
    assert not all(bids)  # some did come too late
    assert accepted.filter(submitted_at__gte=deadline).count() == 0
    assert Event.objects.filter(verb="bid.submit", moment__gte=deadline).count() == 0
    assert opening.opened_at >= deadline
    in_force = accepted.filter(state="opened")
    assert opening.bids_opened == in_force.count() == in_force.values("supplier").distinct().count() == FIRMS
    assert opening.defects == []
    assert not accepted.filter(state="submitted").exists()
    portal = bytes(Keyring(Path(settings.KEYS_ROOT)).portal_public)
    assert all(receipts.verify(queries.receipt_of(bid), portal) for bid in accepted)


def test_who_waits_for_the_row_until_after_the_deadline_is_late(personas):
    tender = open_call(personas)
    bid, key = started(tender, personas.supplier, personas.owner, now=clock.now())
    sworn = {"sworn": True}
    actions.save_draft(bid, offers=[offer()], declaration=sworn, draft_key=key, by=personas.owner, now=clock.now())
    deadline = clock.now() + AFTER_DEADLINE
    Round.objects.update(deadline_at=deadline)

    def submit() -> bool:
        try:
            return bool(actions.submit_bid(bid, draft_key=key, by=personas.owner))
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Tender.objects.select_for_update().get(pk=tender.pk)  # somebody holds the row over the deadline
            waiting = pool.submit(submit)
            sleep(max(0, (deadline + A_LITTLE - clock.now()).total_seconds()))
            assert not waiting.done()
        assert waiting.result() is False
    assert Bid.objects.get().state == "draft"


def test_one_draft_submitted_from_many_windows_at_once_gives_one_receipt(personas):
    tender = open_call(personas)
    Round.objects.update(deadline_at=clock.now() + timedelta(hours=1))
    bid, key = started(tender, personas.supplier, personas.owner, now=clock.now())
    sworn = {"sworn": True}
    actions.save_draft(bid, offers=[offer()], declaration=sworn, draft_key=key, by=personas.owner, now=clock.now())

    def submit() -> bytes:
        try:
            return actions.submit_bid(Bid.objects.get(pk=bid.pk), draft_key=key, by=personas.owner).signature
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        signatures = {run.result() for run in [pool.submit(submit) for _window in range(8)]}
    assert len(signatures) == 1
    assert Event.objects.filter(verb="bid.submit").count() == 1
