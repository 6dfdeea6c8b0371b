"""Does every receipt that was shown survive killed web servers, a killed database and a full disk?

    python -m benchmarks.crashes [KILLS] [RESTARTS]

Starts the real site under gunicorn, on a PostgreSQL of its own, or on SQLite where there is none (or with --sqlite).
Firms send files in parts and hand in bids, one after the other, while the web server is killed (SIGKILL, 20 times) and
PostgreSQL is stopped as by a power cut (`pg_ctl -m immediate`, 5 times). Whoever gets no answer asks again, as the
page's script does. Then the web server may write no large files any more, as on a full disk.

Exit 1: a receipt that a firm saw is not there any more, tells something else, or names a file that is not whole.
"""

import sys
import tempfile
import time
from pathlib import Path
from random import Random
from threading import Event, Thread

SCRATCH = tempfile.TemporaryDirectory()
PLACE = Path(SCRATCH.name)
PLACE.chmod(0o755)

from benchmarks.crashing.machines import PATIENCE, Postgres, Site, settle  # noqa: E402  needs no Django

POSTGRES = Postgres(PLACE) if Postgres.is_there() else None
settle(PLACE, POSTGRES.url if POSTGRES else f"sqlite:///{PLACE / 'db.sqlite3'}")

import django  # noqa: E402  needs its settings

django.setup()

from benchmarks.crashing.checks import lost_receipts, remains  # noqa: E402  needs django.setup()
from benchmarks.crashing.firms import Firm, open_world  # noqa: E402  needs django.setup()

KILLS, RESTARTS, FIRMS, SEED = 20, 5, 4, 20261128
SMALL = 200_000  # bytes: no file may become larger when the disk is full


def shown(firms: list[Firm]) -> int:
    """Return how many receipts were shown so far."""
    return sum(len(firm.receipts) for firm in firms)


def crash(site: Site, firms: list[Firm], kills: int, restarts: int) -> int:
    """Kill and restart in a random order, at random moments; returns how often somebody was writing then."""
    random, busy = Random(SEED), 0  # noqa: S311  moments, no secrets
    deeds = ["web"] * kills + ["database"] * (restarts if POSTGRES else 0)
    random.shuffle(deeds)
    for number, deed in enumerate(deeds, 1):
        seen, patience = shown(firms), time.monotonic() + PATIENCE
        while shown(firms) == seen and time.monotonic() < patience:
            time.sleep(0.05)  # else a web server that is still starting would be killed again and again
        time.sleep(random.uniform(0, 2))
        busy += Firm.waiting > 0
        began = time.monotonic()
        if deed == "web":
            site.kill()
            site.start()
        elif POSTGRES:
            POSTGRES.crash()
        print(f"{number:3} {deed:8} back after {time.monotonic() - began:4.1f} s", flush=True)
    return busy


def full_disk(site: Site, firm: Firm) -> list[str]:
    """Let the web server write small files only: the large one is refused in a sentence, and goes on later."""
    site.kill()
    site.start(largest=SMALL)
    before, wrong = remains(), []
    bid = firm.begin_bid()
    status, sentences = firm.send_once(bid, 500_000)
    plain, page = firm.send_plain(bid, 500_000)
    after = remains()
    if (status, plain) != (507, 422) or not sentences or sentences not in page:
        wrong.append(f"a full disk was answered with {status} and {plain}")
    if after.rows != before.rows or after.torn != before.torn:
        wrong.append(f"a full disk left something: {before} became {after}")
    site.kill()
    site.start()
    if not firm.send(bid, 500_000):
        wrong.append("after the disk had room again, the file did not go on")
    print(f"disk full: {status} in parts, {plain} in the form; with room again {wrong or 'it went on'}")
    return wrong


def told(kills: int, restarts: int, busy: int, firms: list[Firm]) -> int:
    """Print what happened; returns how many receipts were shown."""
    left, count = remains(), shown(firms)
    print(f"{'PostgreSQL' if POSTGRES else 'SQLite'}: {kills} kills, {restarts if POSTGRES else 0} restarts,")
    print(f"{busy} of them while a request was under way; {sum(firm.retries for firm in firms)} requests asked again")
    print(f"{count} receipts shown, {left.rows} sealed files; on the disk beside them, and counting for nothing:")
    print(f"{left.torn} torn while written, {left.orphans} sealed whose row was not written any more")
    return count


def main() -> int:
    kills, restarts = (int(word) for word in [*filter(str.isdecimal, sys.argv[1:]), KILLS, RESTARTS][:2])
    site = Site(PLACE)
    try:
        firms = open_world(FIRMS, site)
        site.start()
        ended = Event()
        threads = [Thread(target=firm.bid_until, args=(ended,), daemon=True) for firm in firms]
        for thread in threads:
            thread.start()
        busy = crash(site, firms, kills, restarts)
        ended.set()
        for thread in threads:
            thread.join()
        lost = lost_receipts(firms)
        count = told(kills, restarts, busy, firms)
        lost += full_disk(site, firms[0])
    finally:
        site.kill()
        if POSTGRES:
            POSTGRES.stop()
    for sentence in lost:
        print(f"LOST: {sentence}")
    print("Every receipt is there." if count and not lost else f"{len(lost)} lost.")
    return 1 if lost or not count else 0


if __name__ == "__main__":
    sys.exit(main())
