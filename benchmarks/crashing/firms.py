"""Firms at their browsers: they send a file in parts, hand in the bid, and look at its receipt. Whatever breaks, they
ask again.
"""

import hashlib
import http.client
import json
import re
import secrets
import shutil
import time
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from benchmarks.crashing.machines import Site
from procurement import clock
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from tenders.bids.parts import LEAST
from tenders.models import Round, Tender
from tenders.rehearsal.template import migrated_template
from tests.factories.people import BuyerFactory, SupplierFactory, employ, join
from tests.factories.sealed import open_call

LARGE = 400_000  # bytes: seven parts
BREATH = 0.2  # seconds between two tries
HASHES = re.compile(r'class="[^"]*pv-hash[^"]*">([^<]+)<')
BROKEN = (OSError, http.client.HTTPException)


def open_world(firms: int, site: Site) -> list["Firm"]:
    """Migrate, publish a call that is open until tomorrow, and let so many firms sign in."""
    if connection.vendor == "sqlite":
        shutil.copyfile(migrated_template(), connection.settings_dict["NAME"])
    else:
        call_command("migrate", verbosity=0)
    buyer = BuyerFactory()
    committee = [employ(buyer, Role.COMMITTEE) for _member in range(3)]
    call = open_call(SimpleNamespace(buyer=buyer, officer=employ(buyer, Role.OFFICER), committee=committee))
    Round.objects.filter(tender=call).update(deadline_at=clock.now() + timedelta(days=1))
    return [Firm(join(SupplierFactory()), call, site) for _number in range(firms)]


def content_of(size: int) -> bytes:
    """Return text that no other file holds."""
    line = f"{secrets.token_hex(30)}\n".encode()
    return (line * (size // len(line) + 1))[:size]


@dataclass
class Firm:
    """One browser. `receipts`: the hashes on each receipt that it saw, by the number of the bid."""

    waiting: ClassVar[int] = 0  # requests of all firms that are under way

    person: User
    call: Tender
    site: Site
    receipts: dict[str, list[str]] = field(default_factory=dict)
    retries: int = 0

    def __post_init__(self) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(self.person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = self.person.get_session_auth_hash()
        session.save()
        self.cookies = {settings.SESSION_COOKIE_NAME: session.session_key, "csrftoken": "c" * 32}
        self.price = self.call.lots.get().pk

    def bid_until(self, ended: Event) -> None:
        while not ended.is_set():
            bid = self.begin_bid()
            if self.send(bid, LARGE):
                self.submit(bid)

    def begin_bid(self) -> str:
        status, _body, there = self.asking("POST", f"/fr/bids/start/{self.call.reference}/")
        if status != 302:
            raise SystemExit(f"A bid could not be started: {status}")
        return there.rstrip("/").rpartition("/")[2]

    def send(self, bid: str, size: int) -> bool:
        """Send a file in parts, as long as it takes, and fill the form."""
        content = content_of(size)
        told = self._begin(bid, content)
        while not told["sealed"]:
            told = self._part(told, content)
        assert told["sealed"] == hashlib.sha256(content).hexdigest()
        typed = {f"lot-{self.price}-price": "1000,00", f"lot-{self.price}-answer0": "à la main", "bid-sworn": "on"}
        return self.asking("POST", f"/fr/bids/{bid}/", urlencode(typed))[0] == 302

    def _begin(self, bid: str, content: bytes) -> dict[str, Any]:
        said = {"name": "plan.txt", "size": len(content), "field": "bid-uploads"}
        said["sha256"] = hashlib.sha256(content).hexdigest()
        return json.loads(self.asking("POST", f"/fr/bids/{bid}/uploads/", urlencode(said))[1])

    def _part(self, told: dict[str, Any], content: bytes) -> dict[str, Any]:
        data = content[told["offset"] : told["offset"] + LEAST]
        head = {"Upload-Offset": str(told["offset"]), "Upload-Sha256": hashlib.sha256(data).hexdigest()}
        kind = {"Content-Type": "application/octet-stream"}
        _status, body, _there = self.asking("PATCH", told["address"], data, head | kind)
        return {**told, **json.loads(body)}

    def send_once(self, bid: str, size: int) -> tuple[int, str]:
        """Send a file in parts until it is sealed or refused; returns the last status and what was said."""
        content = content_of(size)
        told = self._begin(bid, content)
        while not told["sealed"] and "sentences" not in told:
            told = self._part(told, content)
        return (507, told["sentences"][0]) if "sentences" in told else (200, "")

    def send_plain(self, bid: str, size: int) -> tuple[int, str]:
        """Send a file with the form."""
        mark = "crashes"
        body = f'--{mark}\r\nContent-Disposition: form-data; name="bid-uploads"; filename="plain.txt"\r\n\r\n'.encode()
        body += content_of(size) + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        status, page, _there = self.asking("POST", f"/fr/bids/{bid}/", body, kind)
        return status, page

    def submit(self, bid: str) -> None:
        """Hand in, and note the receipt once the page shows it."""
        self.asking("POST", f"/fr/bids/{bid}/submit/")
        status, page, _there = self.asking("GET", f"/fr/bids/{bid}/receipt/")
        if status == 200 and (hashes := HASHES.findall(page)):
            self.receipts[bid] = hashes

    def asking(
        self, method: str, path: str, body: bytes | str = "", head: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Ask until there is an answer; returns status, body, and where it leads."""
        while True:
            Firm.waiting += 1
            try:
                status, text, there = self._ask(method, path, body, head or {})
            except BROKEN:
                status = 500
            finally:
                Firm.waiting -= 1
            if status < 500 or status == 507:
                return status, text, there
            self.retries += 1
            time.sleep(BREATH)

    def _ask(self, method: str, path: str, body: bytes | str, head: dict[str, str]) -> tuple[int, str, str]:
        host = f"127.0.0.1:{self.site.port}"
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        about = {
            "Host": host,
            "Origin": f"http://{host}",
            "X-CSRFToken": "c" * 32,
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        try:
            connection.request(method, path, body, about | head)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            if name.startswith("draft_key_fr"):
                self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")
