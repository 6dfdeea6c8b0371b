"""The canary again, this time typed and uploaded through the real pages: it is found nowhere before the opening."""

import io
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from procurement import pdf
from procurement.audit.log import lay_digests
from procurement.outbox.post import drain
from tenders.models import Bid, Paper, SealedFile, Tender, Upload
from tests.factories.arriving import Sender, address_of, cut
from tests.factories.browsing import Browser, files, filled
from tests.factories.sealed import BEFORE, open_call
from tests.house.traces import files_with, holds, tables_with
from tests.house.visits import visit
from tests.personas import Personas

CANARY = "Wiedehopf-Brücke-8813"
PRICE = "7654321,98"
PRICES = ["7654321", "7 654 321", "7,654,321", "7.654.321", "7\xa0654\xa0321"]
OTHERS = [
    "officer", "approver", "signatory", "chair", "evaluator", "auditor", "ombudsperson", "editor", "administrator",
    "other_owner", "other_officer", "stranger",
]  # fmt: skip


@pytest.fixture
def db(own_database: Path) -> Path:
    """Here deeds really commit, and the database is a file."""
    return own_database


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, and every statement with its values."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    loggers = [logging.getLogger(name) for name in ("", "django", "django.db.backends", "django.request")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(handler)
    connection.force_debug_cursor = True
    yield lines
    connection.force_debug_cursor = False
    loggers[0].removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@dataclass(frozen=True)
class World:
    """A call, and what a firm did with its browser: bids handed in, replaced, withdrawn, and still being written."""

    tender: Tender
    browser: Browser
    draft: Bid
    folders: list[Path]
    log: io.StringIO


@pytest.fixture
def world(db, personas, hands, log, tmp_path_factory, monkeypatch) -> World:
    pdf.stylesheet()  # a process keeps its fonts in a folder of their own: made before, they don't hide a trace of ours
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    hands.at = BEFORE
    tender = open_call(personas)
    browser = Browser(personas.owner)
    for _time in (1, 2):
        bid = browser.hand_in(tender, **typed(tender))
    browser.post("withdraw", bid)
    draft = browser.start(tender)
    browser.write(draft, **typed(tender))
    browser.post("hand_over", draft)
    refused(browser, draft)
    in_parts(browser, draft)
    drain()
    lay_digests()
    return World(tender, browser, draft, [db, settings.MEDIA_ROOT.parent, settings.KEYS_ROOT, scratch], log)


def typed(tender: Tender) -> dict[str, object]:
    large = files((f"{CANARY}.txt", CANARY.encode() * 200_000), (f"{CANARY} small.txt", CANARY.encode()))
    return {**filled(tender, price=PRICE, mark=CANARY), "bid-uploads": large}


def refused(browser: Browser, draft: Bid) -> None:
    """Press the button with what is refused, too: a file of a wrong kind, a text and a price that cannot stand."""
    wrong = files((f"{CANARY}.exe", CANARY.encode()), (f"{CANARY}.pdf", CANARY.encode()))
    lot = draft.round.tender.lots.get()
    mistaken = {f"lot-{lot.pk}-price": f"{PRICE}{CANARY}", f"lot-{lot.pk}-comment": f"{CANARY}\u202e"}
    assert browser.write(draft, **mistaken, **{"bid-uploads": wrong}).status_code == 422


def in_parts(browser: Browser, draft: Bid) -> None:
    """Send a file in parts to its end, one that is refused at its end, and one that stops on the way."""
    text = CANARY.encode() * 9000
    assert Sender(browser, draft, text, f"{CANARY} in parts.txt").send().json()["sealed"]
    assert Sender(browser, draft, b"%PDF" + text, f"{CANARY}.pdf").send().status_code == 422
    stopped = Sender(browser, draft, text, f"{CANARY} stopped.txt")
    stopped.begin()
    assert stopped.part(*next(cut(text))).status_code == 200


def test_its_own_firm_reads_it_so_it_really_was_typed(world):
    page = world.browser.get("bid", world.draft.number).content
    assert holds(page, CANARY)
    assert any(price.encode() in page for price in PRICES)


def test_it_lies_in_no_file_not_even_for_a_moment(world):
    assert SealedFile.objects.count() == 7
    assert len(list((settings.MEDIA_ROOT / "parts").iterdir())) == 1
    assert files_with(CANARY, *world.folders) == []
    assert [path for price in PRICES[1:] for path in files_with(price, *world.folders)] == []
    assert list(world.folders[-1].iterdir()) == []


def test_it_stands_in_no_row_no_session_and_no_line_of_any_log(world):
    assert Bid.objects.count() == 3
    assert tables_with(CANARY) == []
    assert [table for price in PRICES for table in tables_with(price)] == []
    assert not any(holds(str(session.get_decoded()).encode(), CANARY) for session in Session.objects.all())
    said = world.log.getvalue().encode()
    assert b'UPDATE "tenders_bid"' in said
    assert not holds(said, CANARY)
    assert not any(price.encode() in said for price in PRICES)


def test_the_key_lies_in_no_file_no_row_and_no_line_of_any_log(world):
    keys = {cookie.value for name, cookie in world.browser.client.cookies.items() if name.startswith("draft_key")}
    (key,) = keys - {""}
    assert files_with(key, *world.folders) == []
    assert tables_with(key) == []
    assert key not in world.log.getvalue()


def test_no_cookie_but_the_key_says_anything(world):
    cookies = {name: cookie.value for name, cookie in world.browser.client.cookies.items()}
    assert not holds(repr(cookies).encode(), CANARY)
    assert not any(price in repr(cookies) for price in PRICES)


def addresses_of(world: World) -> list[str]:
    """Return every address of these bids and papers, in English."""
    numbers = list(Bid.objects.values_list("number", flat=True))
    names = ["bid", "submit", "withdraw", "receipt", "hand_over", "take_over", "start_again", "uploads"]
    parts = [address_of(upload.bid, upload.code) for upload in Upload.objects.select_related("bid")]
    papers = [reverse("bids:paper", args=[code]) for code in Paper.objects.values_list("code", flat=True)]
    return [reverse(f"bids:{name}", args=[number]) for name in names for number in numbers] + parts + papers


def test_for_all_others_there_is_nothing_at_any_of_its_addresses(world, personas: Personas):
    addresses = addresses_of(world)
    assert len(addresses) == 3 * 8 + Upload.objects.count() + 2
    assert Upload.objects.count() > 3
    people = {name: getattr(personas, name) for name in OTHERS} | {"member": personas.committee[0]}
    for name, person in people.items():
        answers = {path: answer[:3] for path, answer in visit(person, addresses)}
        assert set(answers.values()) == {b"404"}, name


def test_the_public_is_asked_to_sign_in_and_told_nothing(world):
    for path, answer in visit(AnonymousUser(), addresses_of(world)):
        assert answer.startswith(b"302"), path
        assert not holds(answer, CANARY)


def test_a_colleague_of_the_firm_without_the_key_sees_none_of_it(world, personas: Personas):
    for path, answer in visit(personas.contributor, addresses_of(world)):
        assert not holds(answer, CANARY), path
