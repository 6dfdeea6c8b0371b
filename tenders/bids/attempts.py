"""What firms try with their bids, written down as it happens: so that the buyer can show that its platform worked.

A court asks the buyer to prove it (Conseil d'État, 23 September 2021, no. 449250). Each row is committed by itself,
before and after the deed: a request that broke off leaves its beginning. Rows tell no content, and until the opening
only the firm itself reads its own. A firm stands there as a reference made with the portal's key: nobody learns from
the rows who tried in vain, unless the firm shows its own.
"""

import csv
import hashlib
import hmac
import io
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponseBase, UnreadablePostError

from procurement import clock
from procurement.access import SignedIn
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from tenders.access import own_bids
from tenders.bids.durable import NoRoom
from tenders.models import Attempt, Bid, Round, Tender
from tenders.practice import lock

What = Attempt.What
NO_REQUEST = "-" * 8
NOT_YET = HTTPStatus.UNPROCESSABLE_ENTITY  # the page is shown again, with what is to be mended
PURPOSE = b"parvis attempts of a firm 1"
COLUMNS = ["moment", "firm", "what", "rules", "request"]

_request: ContextVar[str] = ContextVar("request", default=NO_REQUEST)


def reference_of(firm: int, round_: int) -> str:
    """Return how a firm is called in the rows of a round: always the same there, and another one elsewhere."""
    key = hashlib.sha256(PURPOSE + bytes(Keyring(Path(settings.KEYS_ROOT)).portal)).digest()
    return hmac.new(key, f"{round_}/{firm}".encode(), hashlib.sha256).hexdigest()[:16]


def note(bid: Bid, what: Attempt.What, *, rules: Iterable[str] = (), moment: datetime | None = None) -> None:
    """Write down what happens, now or at `moment`, in the request that runs. Of a practice nothing is written."""
    if bid.practice:
        return
    said = " ".join(rules)[:200]
    firm = reference_of(bid.supplier_id, bid.round_id)
    facts = {"firm": firm, "what": what, "rules": said, "request": _request.get()}
    Attempt.objects.create(round=bid.round, moment=moment or clock.now(), **facts)


@transaction.atomic
def note_submitted(bid: Bid) -> None:
    """Write down once, with the moment on its receipt, that a bid was handed in: a repeat hands nothing in."""
    lock(bid)
    moment = bid.submitted_at
    if moment and not own_attempts(bid).filter(what=What.SUBMITTED, moment=moment).exists():
        note(bid, What.SUBMITTED, moment=moment)


@contextmanager
def attempting(
    bid: Bid, refused: Attempt.What, *, begun: Attempt.What | None = None, done: Attempt.What | None = None
) -> Iterator[None]:
    """Note how something begins and ends: done, refused by which rules, or failed for no fault of the firm."""
    if begun:
        note(bid, begun)
    try:
        yield
    except NoRoom:
        note(bid, What.FAILED, rules=["no_room"])
        raise
    except Refused as refusal:
        note(bid, refused, rules=refusal.rules or ["other"])
        raise
    except BaseException:
        note(bid, What.FAILED)
        raise
    if done:
        note(bid, done)


def noting_uploads(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Note that a request with something for a bid begins, before its body is read, and whether it came whole."""

    @wraps(view)
    def wrapper(request: SignedIn, number: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        bid = own_bids(request.user).filter(number=number).first() if request.method == "POST" else None
        if bid is None:
            return view(request, number, *args, **kwargs)
        with one_request():
            note(bid, What.UPLOAD_BEGUN)
            try:
                answer = view(request, number, *args, **kwargs)
            except UnreadablePostError:
                note(bid, What.UPLOAD_REFUSED, rules=["connection"])
                raise
            except BaseException:
                note(bid, What.FAILED)
                raise
            whole = answer.status_code < HTTPStatus.BAD_REQUEST or answer.status_code == NOT_YET
            note(bid, What.UPLOAD_CAME) if whole else note(bid, What.UPLOAD_REFUSED, rules=[_status(answer)])
            return answer

    return wrapper


@contextmanager
def one_request() -> Iterator[None]:
    """Give what is noted inside one mark in common."""
    token = _request.set(secrets.token_hex(8))
    try:
        yield
    finally:
        _request.reset(token)


def _status(answer: HttpResponseBase) -> str:
    return f"http_{answer.status_code}"


def own_attempts(bid: Bid) -> QuerySet[Attempt]:
    """Return what a bid's own firm tried in its round, at any time."""
    return Attempt.objects.filter(round=bid.round_id, firm=reference_of(bid.supplier_id, bid.round_id))


def attempts_after_opening(tender: Tender) -> QuerySet[Attempt]:
    """Return what was tried in the rounds that were opened; of a sealed one nothing, not even how much."""
    opened = Round.objects.filter(tender=tender, envelopes__opening__isnull=False)
    return Attempt.objects.filter(round__in=opened.values("pk")).select_related("round")


def as_csv(attempts: Iterable[Attempt], names: dict[str, str] | None = None) -> str:
    """Return rows for a spreadsheet: moments in UTC; with `names`, what firms are called where it is known."""
    text = io.StringIO()
    write = csv.writer(text).writerow
    write(COLUMNS if names is None else [*COLUMNS, "name"])
    for row in attempts:
        moment = row.moment.astimezone(UTC).isoformat(timespec="milliseconds")
        told = [moment, row.firm, row.what, row.rules, row.request]
        write(told if names is None else [*told, plain(names.get(row.firm, ""))])
    return text.getvalue()


def plain(text: str) -> str:
    """Return text that a spreadsheet takes for no formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
