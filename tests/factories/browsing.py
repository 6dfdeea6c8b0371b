"""A firm's person at the browser: starting, writing and submitting a bid through the real pages."""

from collections.abc import Iterable
from io import BytesIO

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import User
from tenders.access import own_bids
from tenders.models import Bid, Tender


class Browser:
    """One person's browser: it signs in, and keeps the keys of the drafts that were started in it."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.client = Client()
        self.client.force_login(person)

    def start(self, tender: Tender) -> Bid:
        """Start a bid, and return it."""
        answer = self.client.post(reverse("bids:start", args=[tender.reference]))
        assert answer.status_code == 302, answer.text
        return own_bids(self.person).first()

    def get(self, name: str, *args: object) -> HttpResponse:
        """Look at a page of the bids."""
        return self.client.get(reverse(f"bids:{name}", args=args))

    def post(self, name: str, bid: Bid, data: dict[str, object] | None = None) -> HttpResponse:
        """Press a button on a page of the bid."""
        return self.client.post(reverse(f"bids:{name}", args=[bid.number]), data or {})

    def write(self, bid: Bid, *, then: str = "", **typed: object) -> HttpResponse:
        """Press a button on the page of a draft."""
        return self.post("bid", bid, {**filled(bid.round.tender), "then": then, **typed})

    def hand_in(self, tender: Tender, **typed: object) -> Bid:
        """Bid for every lot of the call, and submit."""
        bid = self.start(tender)
        assert self.write(bid, **typed).status_code == 302
        answer = self.post("submit", bid)
        assert answer.status_code == 302, answer.text
        bid.refresh_from_db()
        return bid


def filled(tender: Tender, *, price: str = "1 000,00", mark: str = "") -> dict[str, object]:
    """Return what a complete form holds; `mark` stands in its comments and answers."""
    data: dict[str, object] = {"bid-sworn": "on"}
    for lot in tender.lots.prefetch_related("criteria"):
        data |= {f"lot-{lot.pk}-price": price, f"lot-{lot.pk}-comment": f"all in {mark}".strip()}
        quality = [criterion for criterion in lot.criteria.all() if criterion.kind == "quality"]
        data |= {f"lot-{lot.pk}-answer{place}": f"by hand {mark}".strip() for place, _row in enumerate(quality)}
    return data


def files(*pairs: tuple[str, bytes]) -> list[BytesIO]:
    """Return files to be uploaded, by name and content."""
    return [_file(name, content) for name, content in pairs]


def _file(name: str, content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def uploads(names: Iterable[str]) -> list[BytesIO]:
    """Return text files with these names."""
    return files(*((name, name.encode()) for name in names))
