"""The canary: a text that stands in a bid is found nowhere before the opening, whoever looks, wherever.

It stands in a file's content, a file's name, an answer and a comment on a price: of a bid that is handed in, of one
that was replaced, of one that was withdrawn, and of one that is still being written. It stands in a file of which only
parts have come.
"""

import io
import logging
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import connection

from procurement.audit.log import lay_digests
from procurement.outbox.models import Mail
from procurement.outbox.post import drain
from tenders.bids.actions import add_file, save_draft, withdraw_bid
from tenders.bids.arriving import Part, begin_upload, take_part
from tenders.bids.parts import LEAST
from tenders.bids.reading import read_file, read_manifest
from tenders.models import Bid, Paper, SealedFile, Tender, Upload
from tests.factories.arriving import announced, cut
from tests.factories.sealed import AFTER, BEFORE, hand_in, offer, open_call, open_together, started
from tests.house.traces import files_with, holds, tables_with
from tests.house.visits import visit, visitable
from tests.personas import Personas

CANARY = "Zeisig-Ährenfeld-4711"
PEOPLE = [
    "officer", "approver", "signatory", "chair", "auditor", "ombudsperson", "editor", "owner", "other_owner",
    "other_officer", "stranger",
]  # fmt: skip


NEW_AT_EACH_VISIT = re.compile(rb"csrf|^Expires:", re.IGNORECASE)


@pytest.fixture
def db(own_database: Path) -> Path:
    """Here deeds really commit, tasks really run, and the database is a file."""
    return own_database


@dataclass(frozen=True)
class World:
    """A call with bids in every state before the opening, and where its traces could lie."""

    tender: Tender
    bid: Bid
    folders: list[Path]
    log: io.StringIO


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, and every statement with its values."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    loggers = [logging.getLogger(name) for name in ("", "django", "django.db.backends")]
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


@pytest.fixture
def world(db, personas, hands, log, tmp_path_factory, monkeypatch) -> World:
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    hands.at = BEFORE
    tender = open_call(personas)
    bid = fill(tender, personas)
    drain()
    lay_digests()
    return World(tender, bid, [db, settings.MEDIA_ROOT.parent, settings.KEYS_ROOT, scratch], log)


def fill(tender: Tender, personas: Personas) -> Bid:
    hand_in(tender, personas.supplier, personas.owner, mark=CANARY)
    bid = hand_in(tender, personas.supplier, personas.owner, mark=CANARY).bid
    withdraw_bid(
        hand_in(tender, personas.other_supplier, personas.other_owner, mark=CANARY).bid, by=personas.other_owner
    )
    writing, key = started(tender, personas.other_supplier, personas.other_owner)
    how = {"draft_key": key, "by": personas.other_owner, "now": BEFORE}
    add_file(writing, name=f"{CANARY}.txt", chunks=[CANARY.encode()], lot=None, purpose=CANARY, **how)
    save_draft(writing, offers=[offer(mark=CANARY)], declaration={"answer": CANARY}, **how)
    content = CANARY.encode() * 9000
    coming = begin_upload(writing, announced(content, name=f"{CANARY}.txt"), **how)
    upload = Upload.objects.get(code=coming.code)
    assert take_part(upload, Part(*next(cut(content))), **how).received == LEAST
    return bid


def candidates(world: World) -> dict[str, list[object]]:
    """What an address may ask for by name."""
    ids = [*Bid.objects.values_list("pk", flat=True), *SealedFile.objects.values_list("pk", flat=True)]
    return {
        "reference": [world.tender.reference],
        "number": list(Bid.objects.values_list("number", flat=True)),
        "code": list(Paper.objects.values_list("code", flat=True)),
        "upload": list(Upload.objects.values_list("code", flat=True)),
        "stored_as": list(SealedFile.objects.values_list("stored_as", flat=True)),
        **dict.fromkeys(["pk", "id", "bid_id", "bid", "tender_id", "paper_id"], sorted({1, *ids})),
    }


def test_the_finder_finds_what_lies_open(db, tmp_path):
    (tmp_path / f"{CANARY}.txt").write_bytes(b"")
    (tmp_path / "packed").write_bytes(CANARY.encode("utf-16-le"))
    Mail.objects.create(to="a@example.org", language="fr", subject="s", text=f"well: {CANARY}!", written_at=BEFORE)
    connection.close()
    assert len(files_with(CANARY, tmp_path)) >= 2 + (connection.vendor == "sqlite")  # the database, or its log
    assert tables_with(CANARY) == ["outbox_mail"]
    assert holds(f"dGhlIGNhbmFyeSBpcyA{'WmVpc2lnLcOEaHJlbmZlbGQtNDcxMQ=='}".encode(), CANARY)


def test_the_canary_lies_in_no_file_of_any_kind(world):
    assert len(list(world.folders[1].rglob("*.age"))) == 4
    assert len(list((settings.MEDIA_ROOT / "parts").iterdir())) == 1
    assert files_with(CANARY, *world.folders) == []


def test_the_canary_stands_in_no_row_of_any_table(world):
    assert Bid.objects.count() == 4
    assert tables_with(CANARY) == []


def test_the_canary_is_in_no_mail_and_no_line_of_any_log(world, capfd):
    assert len(mail.outbox) == Mail.objects.count() == 6
    assert not [message for message in mail.outbox if holds(message.message().as_bytes(), CANARY)]
    assert 'UPDATE "tenders_bid"' in world.log.getvalue()
    assert not holds(world.log.getvalue().encode(), CANARY)
    assert not holds("".join(capfd.readouterr()).encode(), CANARY)


@pytest.mark.walk
def test_the_canary_is_at_no_address_for_anybody(world, personas):
    people = {name: getattr(personas, name) for name in PEOPLE}
    people |= {"member": personas.committee[0], "public": AnonymousUser()}
    paths = [path for path in visitable(candidates(world)) if not path.startswith("/admin/")]
    for name, person in people.items():
        answers = dict(visit(person, paths))
        assert any(answer.startswith(b"200") for answer in answers.values()), name
        assert [path for path, answer in answers.items() if holds(answer, CANARY)] == [], name


def test_the_canary_is_nowhere_in_the_admin_not_even_for_an_administrator(world, personas):
    personas.administrator.is_superuser = True
    personas.administrator.save()
    answers = dict(visit(personas.administrator, visitable(candidates(world))))
    assert sum(answer.startswith(b"200") for answer in answers.values()) > 20
    assert [path for path, answer in answers.items() if holds(answer, CANARY)] == []


@pytest.mark.walk
def test_no_page_changes_with_the_number_of_bids(db, personas, hands):
    hands.at = BEFORE
    tender = open_call(personas)
    pages(tender, personas)
    drain()  # what a visit itself asks for, such as the call as PDF, is there from now on
    before = pages(tender, personas)
    fill(tender, personas)
    drain()
    assert pages(tender, personas) == before


def pages(tender: Tender, personas: Personas) -> dict[str, bytes]:
    """Return every page as the public and an officer get it, without what is new at each visit."""
    known = {
        "reference": [tender.reference],
        "pk": range(1, 9),
        "number": [],
        "code": [],
        "stored_as": [],
        "upload": [],
    }
    paths = [path for path in visitable(known) if "/admin/" not in path and "/accounts/" not in path]
    people = {"officer": personas.officer, "public": AnonymousUser()}
    return {
        f"{name} {path}": b"".join(line for line in answer.splitlines() if not NEW_AT_EACH_VISIT.search(line))
        for name, person in people.items()
        for path, answer in visit(person, paths)
    }


def test_after_the_opening_the_canary_is_read_by_those_who_may_and_lies_sealed_still(world, personas, hands):
    hands.at = AFTER
    open_together(world.tender, personas)
    drain()
    world.tender.declarations.create(person=personas.officer, has_conflict=False, declared_at=AFTER)
    content = read_manifest(world.bid, by=personas.officer, now=AFTER)
    assert CANARY in content.files[0].name
    assert CANARY in content.lots[0].price_comment
    assert CANARY in content.lots[0].answers["method"]
    assert CANARY.encode() in read_file(world.bid, content.files[0], by=personas.officer, now=AFTER)
    assert files_with(CANARY, *world.folders) == []
    assert tables_with(CANARY) == []
