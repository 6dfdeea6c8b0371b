"""A file that comes in parts, as the page's own script sends it."""

import hashlib
from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import reverse

from tenders.bids.arriving import Announced
from tenders.bids.parts import LEAST
from tenders.models import Bid
from tests.factories.browsing import Browser

TEXT = b"How we build it, line by line.\n" * 6000  # three parts


def sha256(data: bytes) -> str:
    """Return what a browser computes."""
    return hashlib.sha256(data).hexdigest()


def announced(content: bytes = TEXT, *, name: str = "plan.txt", lot: str | None = None) -> Announced:
    """Return what is said of a file before it comes."""
    return Announced(name, lot, "offer", len(content), sha256(content))


def cut(content: bytes = TEXT) -> Iterator[tuple[int, bytes]]:
    """Yield the parts of a file with their places."""
    for offset in range(0, len(content), LEAST):
        yield offset, content[offset : offset + LEAST]


class Sender:
    """The script in somebody's browser, sending one file to a draft."""

    def __init__(self, browser: Browser, bid: Bid, content: bytes = TEXT, name: str = "plan.txt") -> None:
        self.browser, self.bid, self.content, self.name = browser, bid, content, name
        self.address = ""

    def begin(self, **other: object) -> HttpResponse:
        """Announce the file."""
        said = {"name": self.name, "size": len(self.content), "sha256": sha256(self.content), "field": "bid-uploads"}
        answer = self.browser.post("uploads", self.bid, {**said, **other})
        if answer.status_code == 200:
            self.address = answer.json()["address"]
        return answer

    def part(self, offset: int, data: bytes, *, told: str = "") -> HttpResponse:
        """Send one part."""
        head = {"Upload-Offset": str(offset), "Upload-Sha256": told or sha256(data)}
        kind = "application/octet-stream"
        return self.browser.client.patch(self.address, data, content_type=kind, headers=head)

    def send(self) -> HttpResponse:
        """Send all that is left, and return the last answer."""
        answer = self.begin()
        begun = answer.json().get("offset", 0) if answer.status_code == 200 else len(self.content)
        for offset, data in cut(self.content):
            if offset >= begun:
                answer = self.part(offset, data)
        return answer

    def ask(self) -> HttpResponse:
        """Ask how far the file is."""
        return self.browser.client.get(self.address)

    @property
    def code(self) -> str:
        """What stands in its address."""
        return self.address.rstrip("/").rpartition("/")[2]


def address_of(bid: Bid, code: str) -> str:
    """Return where parts of an upload go."""
    return reverse("bids:upload", args=[bid.number, code])
