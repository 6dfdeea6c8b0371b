"""What does each page of a call with 300 lots cost: questions to the database, seconds, kilobytes?

    python -m benchmarks.many_lots [LOTS]

The references, in the same run: the same page of a call with 1 lot and with 3. All three calls live the same life, by
the actions of the site; firms bid for most of the lots. Asserts nothing. With DATABASE_URL it uses that (empty)
database; else SQLite. Each row: questions with 1, 3 and so many lots; milliseconds of this process's own (those of
others on a busy machine are not in it) with 3 and with so many, and how many times as much that is; kilobytes.
"""

import itertools
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client

FOLDER = tempfile.TemporaryDirectory()
FILE = Path(FOLDER.name) / "db.sqlite3"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FILE}")
os.environ["DJANGO_SETTINGS_MODULE"] = "procurement.settings.test"  # its clock may be set
django.setup()

from benchmarks.costs import HEAD, Cost, row  # noqa: E402  needs django.setup()
from procurement import clock  # noqa: E402  needs django.setup()
from procurement.accounts.groups import ensure_groups  # noqa: E402  needs django.setup()
from procurement.accounts.models import Buyer, User  # noqa: E402  needs django.setup()
from tenders.access import own_bids  # noqa: E402  needs django.setup()
from tenders.bids.lot_pages import ROWS as LOTS_ON_A_PAGE  # noqa: E402  needs django.setup()
from tenders.calls import actions as calls  # noqa: E402  needs django.setup()
from tenders.following.actions import follow_as, make_private_addresses  # noqa: E402  needs django.setup()
from tenders.models import (  # noqa: E402
    AwardCriterion,
    CallTerms,
    Decision,
    Letter,
    Lot,
    LotBid,
    Round,
    Tender,
)
from tenders.record.releasing import keep_release  # noqa: E402  needs django.setup()
from tenders.rehearsal import deciding  # noqa: E402  needs django.setup()
from tenders.rehearsal.cast import declare, hire, invite_firms  # noqa: E402  needs django.setup()
from tenders.rehearsal.hands import Hands  # noqa: E402  needs django.setup()
from tenders.rehearsal.life import Life  # noqa: E402  needs django.setup()
from tenders.rehearsal.template import migrated_template  # noqa: E402  needs django.setup()
from tenders.wanted import Wanted  # noqa: E402  needs django.setup()

ONE, FEW, MANY, FIRMS = 1, 3, 300, 3
SENT = datetime(2027, 2, 1, 8, tzinfo=UTC)
DEADLINE = datetime(2027, 3, 29, 8, tzinfo=UTC)
OPEN_DATA = ["record.json", "notice.xml", "espd-request.xml", "dates.ics"]


@dataclass
class Walk:
    """A call with so many lots, and what its pages cost by name; told at once `beside` what those of others did.

    `warm`: the first visit of a page is not counted.
    """

    lots: int
    warm: bool = False
    beside: tuple[dict[str, Cost], dict[str, Cost]] | None = None
    found: dict[str, Cost] = field(default_factory=dict)

    def see(self, name: str, client: Client, address: str, data: dict[str, object] | None = None) -> None:
        """Open a page, or send a form, and keep what it cost."""
        with clock.set_to(self.life.hands):
            if self.warm and data is None:
                client.get(address)
            self.measure(name, lambda: client.get(address) if data is None else client.post(address, data))

    def measure(self, name: str, work: Callable[[], object]) -> None:
        """Do it once, and keep what it cost."""
        asked = itertools.count()

        def counted(execute: Callable[..., object], *of: object) -> object:
            next(asked)
            return execute(*of)

        with connection.execute_wrapper(counted):
            began, worked = time.perf_counter(), time.process_time()
            answer = work()
            seconds, own = time.perf_counter() - began, time.process_time() - worked
        size = 0
        if hasattr(answer, "status_code"):
            assert answer.status_code in {200, 202, 302}, (name, answer.status_code)
            size = len(b"".join(answer) if answer.streaming else answer.content)
        self.found[name] = Cost(next(asked), seconds, own, size)
        if self.beside:
            print(row(name, *(found[name] for found in self.beside), self.found[name]), flush=True)

    def live(self) -> None:
        """Write the call, and let it live until its letters are sent; look at every page on the way."""
        self.life = self._call()
        with clock.set_to(self.life.hands):
            for part in (self.written, self.published, self.bidden, self.opened, self.judged, self.decided):
                part()

    def _call(self) -> Life:
        buyer = Buyer.objects.create(
            name=f"Ville aux {self.lots} lots", slug=f"ville-{self.lots}", country="BE", nuts="BE352",
            identifier=f"L-{self.lots}", email="m@example.org", address="Place 1, 5000 Valbrume",
        )  # fmt: skip
        hands = Hands(SENT, "Europe/Brussels")
        cast = hire(buyer, mark=f"Bench {self.lots}", now=SENT)
        ensure_groups()
        call = Tender.objects.create(
            buyer=buyer, author=cast.officer, reference=f"LOTS-{self.lots}", ocid=f"ocds-lots-{self.lots}",
            title="Denrées alimentaires pour les écoles", description="Par produit et par école. " * 20,
            cpv="15000000", nuts="BE352", value=Decimal(500_000), sent_on=SENT.date(),
        )  # fmt: skip
        at = {"deadline_date": DEADLINE.date(), "deadline_time": DEADLINE.time(), "time_zone": "UTC"}
        Round.objects.create(tender=call, deadline_at=DEADLINE, **at)
        CallTerms.objects.create(tender=call, validity_days=120)
        for number in range(1, self.lots + 1):
            _lot(call, number)
        bidders = invite_firms(FIRMS + 1, mark=f"{self.lots} Bench", country="BE")
        return Life(call, cast, bidders, hands, Random(7))  # noqa: S311  dice of a play

    @property
    def call(self) -> Tender:
        return self.life.tender

    @property
    def lot(self) -> Lot:
        return self.call.lots.all()[self.lots // 2]

    def office(self, room: str, page: str = "") -> str:
        return f"/fr/office/{room}/{self.call.reference}/{page}"

    def written(self) -> None:
        """The pages on which the call is written, in the admin and beside it."""
        officer = _browser(self.life.cast.officer)
        admin = f"/admin/calls/{self.call.reference}/"
        self.see("admin: the call", officer, admin)
        self.see("admin: a lot", officer, f"{admin}lots/{self.lot.pk}/")
        self.see("admin: selection", officer, f"{admin}selection/")
        self.see("admin: terms", officer, f"{admin}terms/")
        self.see("admin: terms of a lot", officer, f"{admin}lots/{self.lot.pk}/terms/")
        self.see("admin: pieces", officer, f"{admin}lots/{self.lot.pk}/pieces/")
        self.see("admin: send", officer, f"{admin}send/")
        self.see("writing: the call", officer, self.office("calls", "edit/"))
        self.see("writing: a lot", officer, self.office("calls", f"lots/{self.lot.pk}/"))
        self.see("writing: selection", officer, self.office("calls", "selection/"))
        self.see("writing: terms", officer, self.office("calls", "terms/"))
        self.see("writing: terms of a lot", officer, self.office("calls", f"lots/{self.lot.pk}/terms/"))
        self.see("writing: pieces", officer, self.office("calls", f"lots/{self.lot.pk}/pieces/"))
        self.see("desk of the draft", officer, self.office("calls"))
        self.see("preview", officer, self.office("calls", "preview/"))
        self.see("desk: calls", officer, "/fr/office/calls/")
        self.life.send_for_approval()
        self.call.refresh_from_db()
        approver = _browser(self.life.cast.approver)
        self.see("desk of the approver", approver, self.office("calls"))
        self.see("reading", approver, self.office("calls", "reading/"))
        self.measure("deed: approve", self.life.approve)
        self.see("publication", officer, self.office("calls", "publication/"))
        self.see("office notice.xml", officer, self.office("calls", "notice.xml"))
        self.measure("deed: publish", self.life.publish)

    def _public(self, when: str = "") -> None:
        public = _browser()
        for language in ("fr", "nl", "de", "en"):
            self.see(f"call in {language}{when}", public, f"/{language}/calls/{self.call.reference}/")
        self.see(f"print view{when}", public, f"/fr/calls/{self.call.reference}/print/")
        self.see(f"call.pdf, asked{when}", public, f"/fr/calls/{self.call.reference}/call.pdf")
        if not when:
            self.see("points", public, f"/fr/calls/{self.call.reference}/lots/{self.lot.identifier}/points/")
        for name in [*OPEN_DATA, *(["award-notice.xml"] if when else [])]:
            self.see(f"{name}{when}", public, f"/fr/calls/{self.call.reference}/{name}")
        self.see(f"buyer{when}", public, f"/fr/buyers/{self.call.buyer.slug}/")
        self.see(f"calls{when}", public, "/fr/calls/")
        reader = self._reader()
        self.see(f"feed{when}", public, f"/fr/alerts/private/{reader}/calls.atom")
        self.see(f"calendar of alerts{when}", public, f"/fr/alerts/private/{reader}/dates.ics")
        self.see(f"results{when}", public, "/fr/results/")

    def _reader(self) -> str:
        """Who follows the call, and looks for others; returns what its private addresses hold."""
        who, now = self.life.cast.officer, self.life.hands()
        reader = [follow_as(what, by=who, now=now).reader for what in (self.call, Wanted())][-1]
        make_private_addresses(reader)
        reader.refresh_from_db()
        return reader.feed_token

    def published(self) -> None:
        """The public pages, and those of the amendment."""
        self.call.refresh_from_db()
        keep_release(self.call, now=self.life.hands())
        self._public()
        officer = _browser(self.life.cast.officer)
        self.see("desk of the call", officer, self.office("calls"))
        self.see("deadline", officer, self.office("calls", "deadline/"))
        self.see("amendment", officer, self.office("calls", "amendment/"))
        self.see("amendment: a lot", officer, self.office("calls", f"amendment/{self.lot.identifier}/"))
        self.see("amendment: what is asked", officer, self.office("calls", "amendment/asked/"))
        changes = {f"lot:{lot.identifier}:description": "Livré chaque jour." for lot in self.call.lots.all()}
        by = {"by": self.life.cast.officer, "now": self.life.hands()}
        self.measure("deed: prepare changes", lambda: calls.draft_changes(self.call, changes, **by))
        self.see("amendment, of every lot", officer, self.office("calls", "amendment/"))
        sent = {"reason": "Les écoles ouvrent chaque jour.", "bids": "stays"}
        self.see("deed: amend", officer, self.office("calls", "amendment/"), sent)
        self.see("call, amended", _browser(), f"/fr/calls/{self.call.reference}/")
        self.see("questions", officer, self.office("calls", "questions/"))

    def bidden(self) -> None:
        """A firm's workspace: empty, full, and handed in. The others bid by the actions alone."""
        bidder = self.life.bidders.pop()
        firm = _browser(bidder.owner)
        declare(bidder, now=self.life.hands())
        self.see("bid: start", firm, f"/fr/bids/start/{self.call.reference}/")
        firm.post(f"/fr/bids/start/{self.call.reference}/")
        bid = own_bids(bidder.owner).first()
        page = f"/fr/bids/{bid.number}/"
        self.see("workspace, empty", firm, page)
        for number in range(1, self.lots // LOTS_ON_A_PAGE + 2):
            self.see("deed: save the bid", firm, f"{page}?page={number}", _typed(self.call, number))
        self.see("workspace, full", firm, page)
        self.see("bid: check and submit", firm, f"{page}submit/")
        self.see("deed: submit the bid", firm, f"{page}submit/", {})
        self.see("receipt", firm, f"{page}receipt/")
        self.see("bids of the firm", firm, "/fr/bids/")
        self.life.take_bids()
        self.life.close()

    def opened(self) -> None:
        """The opening room, and the examination."""
        cast = self.life.cast
        self.see("committee", _browser(cast.officer), f"/fr/calls/{self.call.reference}/opening/committee/")
        self.see("opening room", _browser(cast.committee[0]), f"/fr/calls/{self.call.reference}/opening/")
        self.measure("deed: open", self.life.open)
        self.see("opened room", _browser(cast.committee[0]), f"/fr/calls/{self.call.reference}/opening/")
        self.life.examine()
        self.call.refresh_from_db()
        officer, offer = _browser(cast.officer), LotBid.objects.filter(lot=self.lot).first()
        self.see("evaluation", officer, self.office("evaluation"))
        self.see("admissibility: bids", officer, self.office("evaluation", "bids/"))
        self.see("admissibility: a bid", officer, self.office("evaluation", f"bids/{offer.pk}/"))
        self.see("declaration of interests", officer, self.office("evaluation", "declaration/"))
        self.see("panel", officer, self.office("evaluation", "panel/"))
        self.life.admit()
        self.life.start_evaluation()

    def judged(self) -> None:
        """Score sheets, consensus, ranking."""
        chair, offer = _browser(self.life.cast.chair), LotBid.objects.filter(lot=self.lot, state="admitted").first()
        cell = f"{offer.pk}/{self.lot.criteria.filter(kind='quality').first().pk}/"
        self.call.refresh_from_db()
        self.see("score sheet", chair, self.office("evaluation", "scores/"))
        self.see("a score", chair, self.office("evaluation", f"scores/{cell}"))
        self.life.score()
        self.call.refresh_from_db()
        self.see("consensus", chair, self.office("evaluation", "consensus/"))
        self.see("a consensus", chair, self.office("evaluation", f"consensus/{cell}"))
        self.see("ranking", chair, self.office("evaluation", "ranking/"))
        self.see("rank a lot", chair, self.office("evaluation", f"ranking/{self.lot.pk}/"))
        self.life.agree_and_rank()
        self.see("evaluation, ranked", chair, self.office("evaluation"))
        self.see("ranking, ranked", chair, self.office("evaluation", "ranking/"))

    def decided(self) -> None:
        """Decisions, the notification, letters, and what everybody sees then."""
        life, officer = self.life, _browser(self.life.cast.officer)
        self.call.refresh_from_db()
        self.see("decisions", officer, self.office("decisions"))
        self.see("decision: a lot", officer, self.office("decisions", f"lots/{self.lot.pk}/"))
        self.see("decision: draft", officer, self.office("decisions", f"lots/{self.lot.pk}/draft/"))
        deciding.decide_all(self.call, life.cast, words=life.words, hands=life.hands)
        self.see("decisions, signed", officer, self.office("decisions"))
        self.see("notify", officer, self.office("decisions", "notify/"))
        signed = Decision.in_force().filter(lot__tender=self.call)
        chosen = {"decisions": [decision.pk for decision in signed]}
        self.see("deed: notify", officer, self.office("decisions", "notify/"), chosen)
        self.call.refresh_from_db()
        keep_release(self.call, now=life.hands())
        self.see("decisions, notified", officer, self.office("decisions"))
        self.see("log", officer, self.office("decisions", "log/"))
        self.see("papers", officer, "/fr/papers/")
        letter = Letter.objects.filter(notification__tender=self.call).first()
        self.see("a letter", officer, f"/fr/papers/letters/{letter.pk}/")
        self.see("letters of the firm", _browser(life.bidders[0].owner), "/fr/bids/letters/")
        self.see("desk, decided", officer, self.office("calls"))
        self._public(", decided")


def _lot(call: Tender, number: int) -> None:
    lot = Lot.objects.create(
        tender=call, identifier=f"LOT-{number:04}", position=number, value=Decimal(1000),
        title=f"Produit {number} pour l'école de la rue {number}", description="Livré chaque semaine, frais.",
    )  # fmt: skip
    rows = [("price", "Prix", 60), ("quality", "Qualité", 25), ("quality", "Livraison", 15)]
    AwardCriterion.objects.bulk_create(
        AwardCriterion(lot=lot, code=f"c{place}", position=place, kind=kind, name=name, weight=weight)
        for place, (kind, name, weight) in enumerate(rows, start=1)
    )
    call.selection.create(
        lot=lot, position=number, kind="technical", name="Livraisons semblables", level="Deux en trois ans"
    )


def _browser(person: User | None = None) -> Client:
    client = Client(SERVER_NAME="localhost")
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _typed(call: Tender, page: int) -> dict[str, object]:
    """What a firm types, on one page of the lots, that bids for every lot."""
    data: dict[str, object] = {"bid-kept": "on"}
    for lot in call.lots.all()[(page - 1) * LOTS_ON_A_PAGE : page * LOTS_ON_A_PAGE]:
        data |= {f"lot-{lot.pk}-price": "950,00", f"lot-{lot.pk}-comment": "Tout compris."}
        data |= {f"lot-{lot.pk}-answer{place}": "Chaque lundi avant huit heures." for place in range(2)}
    return data


def main(lots: int) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(migrated_template(), FILE)
    call_command("migrate", verbosity=0)
    one, few = Walk(ONE, warm=True), Walk(FEW, warm=True)
    one.live()
    few.live()
    print(f"{connection.vendor}: {ONE}, {FEW} and {lots} lots, {FIRMS + 1} firms\n{HEAD}")
    Walk(lots, beside=(one.found, few.found)).live()


if __name__ == "__main__":
    with FOLDER:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
