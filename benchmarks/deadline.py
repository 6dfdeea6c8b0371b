"""Is anything taken late, opened twice or received twice, when thousands submit across a deadline?

    DATABASE_URL=postgres://… python -m benchmarks.deadline [SUBMISSIONS]

On an empty PostgreSQL database (SQLite lets one writer in at a time), by the actions of the site, with its real clock:
processes hand in bid after bid without a pause; the deadline falls when a tenth of them are in; eight members of the
committee try to open from before it until after. Then fifty windows hand in one and the same bid at once. Prints
figures; ends with 1 when a promise is broken. Says nothing about seconds: they tell of the machine.
"""

import multiprocessing
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing.pool import Pool

import django
from django.core.management import call_command
from django.db import connection, connections, transaction

os.environ["DJANGO_SETTINGS_MODULE"] = "procurement.settings.test"  # a guess at a passphrase may be cheap
django.setup()

from procurement import clock  # noqa: E402  needs django.setup()
from procurement.accounts.models import User  # noqa: E402
from procurement.accounts.roles import Role  # noqa: E402
from procurement.audit.models import Event  # noqa: E402
from procurement.lifecycle import Refused  # noqa: E402
from tenders.bids import actions, receipts  # noqa: E402
from tenders.bids.opening import unlock  # noqa: E402
from tenders.models import Bid, Opening, Round, Tender  # noqa: E402
from tests.factories.calls import TenderFactory, place  # noqa: E402
from tests.factories.people import BuyerFactory, SupplierFactory, employ, join  # noqa: E402
from tests.factories.sealed import offer, started  # noqa: E402
from tests.personas import PASSPHRASE  # noqa: E402

SUBMISSIONS, FIRMS, OPENERS, WINDOWS = 20_000, 200, 8, 50
SUBMITTERS, IN_TIME = 6, 10  # one of ten is in when the deadline is set
LAST_MOMENTS = timedelta(seconds=2)
SWORN = {"sworn": True}

Draft = tuple[int, bytes, int]  # the bid, its draft's key, who hands it in


def call_with_a_committee() -> Tender:
    """Return a published call whose deadline is far off."""
    buyer, now = BuyerFactory(), clock.now()
    members = [employ(buyer, Role.COMMITTEE) for _member in range(OPENERS)]
    for member in members:
        actions.make_member_key(member, passphrase=PASSPHRASE, now=now)
    tender = TenderFactory(buyer=buyer, published_at=now)
    actions.prepare_envelope(tender, members=members, by=employ(buyer, Role.OFFICER), now=now)
    set_deadline(tender, timedelta(days=1))
    place(tender, "published")
    return tender


def set_deadline(tender: Tender, ahead: timedelta) -> datetime:
    """Move the deadline as an extension does: with the call's row in hand, for which one waits in a rush."""
    with transaction.atomic():
        Tender.objects.select_for_update().get(pk=tender.pk)
        moment = clock.now() + ahead
        Round.objects.filter(tender=tender).update(deadline_at=moment)
    return moment


def written(tender: Tender, count: int) -> list[Draft]:
    """Write a draft for each firm by the site's actions, and copy it until there are enough."""
    firms = [SupplierFactory() for _firm in range(min(FIRMS, count))]
    people = [join(firm) for firm in firms]
    first = []
    for firm, person in zip(firms, people, strict=True):
        bid, key = started(tender, firm, person, now=clock.now())
        actions.save_draft(bid, offers=[offer()], declaration=SWORN, draft_key=key, by=person, now=clock.now())
        first.append((bid, key, person.pk))
    copies = [first[number % len(first)] for number in range(len(first), count)]
    made = Bid.objects.bulk_create(
        [
            Bid(round=bid.round, supplier=bid.supplier, number=receipts.bid_number(), draft=bid.draft)
            for bid, _key, _person in copies
        ],
        batch_size=1_000,
    )
    mine = [(bid.pk, key, person) for bid, (_old, key, person) in zip(made, copies, strict=True)]
    return [*((bid.pk, key, person) for bid, key, person in first), *mine]


def hand_in(draft: Draft) -> bytes | None:
    """Return the receipt's signature; None when it came too late."""
    pk, key, person = draft
    try:
        bid = Bid.objects.select_related("round").get(pk=pk)
        return actions.submit_bid(bid, draft_key=key, by=User.objects.get(pk=person)).signature
    except Refused:
        return None


def hand_in_all(share: list[Draft]) -> list[bytes | None]:
    return [hand_in(draft) for draft in share]


def hand_in_at_once(drafts_: list[Draft]) -> list[bytes | None]:
    """Each from a thread and a connection of its own."""

    def from_a_window(draft: Draft) -> bytes | None:
        try:
            return hand_in(draft)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(drafts_)) as windows:
        return list(windows.map(from_a_window, drafts_))


def keep_opening(tender: int, person: int) -> Counter[str]:
    """Try to unlock until somebody has opened; count what became of the tries."""
    told: Counter[str] = Counter()
    call, member = Tender.objects.get(pk=tender), User.objects.get(pk=person)
    while not Opening.objects.exists():
        try:
            opened = unlock(call, passphrase=PASSPHRASE, by=member, now=clock.now())
            told["opened" if opened else "unlocked"] += 1
        except Refused:
            told["refused"] += 1
            time.sleep(0.2)
    return told


def rush(tender: Tender, count: int, pool: Pool) -> list[tuple[str, bool]]:
    """Let the deadline fall amid the submissions; return each promise, and whether it was kept."""
    ready = written(tender, count)
    shares = [ready[place::SUBMITTERS] for place in range(SUBMITTERS)]
    members = list(tender.committee.values_list("person", flat=True))
    began = time.perf_counter()
    runs = [pool.apply_async(hand_in_all, [share]) for share in shares]
    while Bid.objects.exclude(state="draft").count() < count // IN_TIME:
        for run in runs:
            if run.ready():
                run.get()  # something broke: say what
        time.sleep(0.2)
    openers = [pool.apply_async(keep_opening, [tender.pk, member]) for member in members]
    deadline = set_deadline(tender, LAST_MOMENTS)
    signed = [signature for run in runs for signature in run.get()]
    opens = sum((run.get() for run in openers), Counter[str]())
    seconds = time.perf_counter() - began
    taken = [signature for signature in signed if signature]
    print(f"{count} submissions of {len(shares)} processes: {len(taken)} taken, {count - len(taken)} refused as late")
    print(f"{len(members)} openers: {dict(opens)}; {seconds:.0f} s in all, {count / seconds:.0f} submissions a second")
    return list(promises(deadline, taken, count, opens["opened"]))


def promises(deadline: datetime, taken: list[bytes], count: int, opened: int) -> list[tuple[str, bool]]:
    """Ask the database what the callers were told."""
    accepted, opening = Bid.objects.exclude(state="draft"), Opening.objects.get()
    in_force = accepted.filter(state="opened")
    late = accepted.filter(submitted_at__gte=deadline).count()
    log = Event.objects.filter(verb="bid.submit")
    last = accepted.order_by("-submitted_at").values_list("submitted_at", flat=True)[0]
    print(f"the last was taken {(deadline - last).total_seconds() * 1000:.0f} ms before the deadline; late: {late}")
    return [
        ("none is taken late", late == log.filter(moment__gte=deadline).count() == 0),
        ("some came in time and some too late", 0 < len(taken) < count),
        ("who has a receipt has a bid, and nobody else", len(taken) == accepted.count() == log.count()),
        ("each receipt is another's", len(set(taken)) == len(taken)),
        ("there is one opening", opened == Opening.objects.count() == 1),
        ("nothing is opened before the deadline", opening.opened_at >= deadline),
        ("of each firm the last bid is opened", in_force.count() == in_force.values("supplier").distinct().count()),
        ("the opening counts them all", opening.bids_opened == in_force.count() == min(FIRMS, count)),
        ("none waits, none is spoilt", not accepted.filter(state="submitted").exists() and opening.defects == []),
    ]


def duplicates(pool: Pool) -> list[tuple[str, bool]]:
    """One bid, handed in from many windows at once, in several processes."""
    tender, before = call_with_a_committee(), Event.objects.filter(verb="bid.submit").count()
    firm = SupplierFactory()
    person = join(firm)
    bid, key = started(tender, firm, person, now=clock.now())
    actions.save_draft(bid, offers=[offer()], declaration=SWORN, draft_key=key, by=person, now=clock.now())
    share = [(bid.pk, key, person.pk)] * (WINDOWS // 5)
    signatures = [one for run in [pool.apply_async(hand_in_at_once, [share]) for _n in range(5)] for one in run.get()]
    bids = Bid.objects.filter(round__tender=tender).exclude(state="draft").count()
    events = Event.objects.filter(verb="bid.submit").count() - before
    print(f"{len(signatures)} duplicates at once: {bids} bid, {len(set(signatures))} receipt, {events} event")
    return [("a duplicate is the same bid and the same receipt", bids == len(set(signatures)) == events == 1)]


def main(count: int) -> int:
    if connection.vendor != "postgresql":
        print("This needs an empty PostgreSQL database: DATABASE_URL=postgres://…")
        return 2
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')")
        print(connection.vendor, dict(cursor.fetchall()))
    tender = call_with_a_committee()
    connections.close_all()  # the processes get connections of their own
    with multiprocessing.get_context("fork").Pool(SUBMITTERS + OPENERS) as pool:
        kept = [*rush(tender, count, pool), *duplicates(pool)]
    for promise, held in kept:
        print(f"{'kept  ' if held else 'BROKEN'} {promise}")
    return 0 if all(held for _promise, held in kept) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SUBMISSIONS))
