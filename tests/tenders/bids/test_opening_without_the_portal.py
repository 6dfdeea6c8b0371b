"""A bid is opened with Debian's `age` and a small script, from what is exported: no portal, no database."""

import json
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from procurement.audit.models import Event
from procurement.commands import Unusable
from tenders.bids.actions import make_member_key
from tests.factories.sealed import AFTER, BEFORE, another_bid, hand_in, open_call, open_together
from tests.personas import PASSPHRASE

SCRIPT = Path(__file__).resolve().parents[3] / "bin" / "recover.py"
needs_age = pytest.mark.skipif(not shutil.which("age"), reason="the standard age program is not installed")


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


def exported(tender, tmp_path) -> Path:
    call_command("export_sealed", tender.reference, str(tmp_path / "out"))
    return tmp_path / "out"


def recovered(folder: Path, *files: Path, passphrases: str = f"{PASSPHRASE}\n" * 3) -> subprocess.CompletedProcess[str]:
    """Run the script as somebody would who has nothing but these files."""
    command = [sys.executable, SCRIPT, folder / "envelope.json", settings.KEYS_ROOT / "custodian.key", *files]
    return subprocess.run(command, input=passphrases, capture_output=True, text=True, cwd="/", env={}, check=False)


def key_of(folder: Path, member) -> Path:
    return folder / "keys" / f"{member.pk}.key.json"


def age(key: str, sealed: Path) -> bytes:
    return subprocess.run(["age", "-d", "-i", "-", sealed], input=key.encode(), capture_output=True, check=True).stdout


@needs_age
@pytest.mark.parametrize("opened", [False, True], ids=["before the portal opened them", "after the opening"])
def test_age_alone_opens_a_bid_with_the_key_that_two_members_make(call, personas, hands, tmp_path, opened):
    handed = hand_in(call, personas.supplier, personas.owner, mark="TELLTALE", price="7654.00")
    hands.at = AFTER
    if opened:
        open_together(call, personas)
    folder = exported(call, tmp_path)
    answer = recovered(folder, *(key_of(folder, member) for member in personas.committee[1:]))
    assert (answer.returncode, answer.stderr) == (0, "")
    bid = folder / "bids" / handed.bid.number
    manifest = json.loads(age(answer.stdout, bid / "manifest.age"))
    assert manifest["lots"][0]["price"] == "7654.00"
    (entry,) = manifest["files"]
    assert entry["name"] == "offer TELLTALE.txt"
    assert age(answer.stdout, bid / f"{entry['stored_as']}.age") == b"How we do it. TELLTALE"
    assert json.loads(age(answer.stdout, bid / f"{entry['stored_as']}.entry.age")) == entry


@needs_age
def test_what_is_typed_from_the_sheet_on_paper_opens_too(call, personas, hands, tmp_path):
    handed = another_bid(call)
    hands.at = AFTER
    folder, member = exported(call, tmp_path), personas.committee[0]
    key = json.loads(key_of(folder, member).read_text())
    hexed = {name: value.hex(" ", -2) for name, value in raw(key).items()}
    (tmp_path / "typed.json").write_text(json.dumps({**key, **hexed}))
    answer = recovered(folder, tmp_path / "typed.json", key_of(folder, personas.committee[1]))
    assert json.loads(age(answer.stdout, folder / "bids" / handed.bid.number / "manifest.age"))["files"]


def raw(key: dict[str, str]) -> dict[str, bytes]:
    return {name: b64decode(key[name]) for name in ("public", "salt", "box")}


def test_one_member_a_wrong_passphrase_or_another_custodian_opens_nothing(call, personas, hands, tmp_path):
    another_bid(call)
    hands.at = AFTER
    folder, two = exported(call, tmp_path), personas.committee[:2]
    alone = recovered(folder, key_of(folder, two[0]))
    assert alone.returncode == 1
    assert "not enough" in alone.stderr
    wrong = recovered(folder, *(key_of(folder, one) for one in two), passphrases="quite another phrase\n" * 2)
    (settings.KEYS_ROOT / "custodian.key").write_text(f"{'A' * 43}=\n")
    foreign = recovered(folder, *(key_of(folder, one) for one in two))
    for answer in (wrong, foreign):
        assert (answer.returncode, answer.stdout) == (1, "")
        assert "is not the right one" in answer.stderr


def test_a_new_key_of_a_member_opens_what_was_handed_in_before(call, personas, hands, tmp_path):
    another_bid(call)
    make_member_key(personas.committee[0], passphrase=PASSPHRASE, former=PASSPHRASE, now=BEFORE)
    hands.at = AFTER
    folder = exported(call, tmp_path)
    assert recovered(folder, *(key_of(folder, one) for one in personas.committee[:2])).stdout.startswith("AGE-SECRET")


def test_nothing_that_is_exported_is_readable(call, personas, hands, tmp_path):
    hand_in(call, personas.supplier, personas.owner, mark="TELLTALE", price="12347654.00")
    hands.at = AFTER
    content = b"".join(path.read_bytes() for path in exported(call, tmp_path).rglob("*") if path.is_file())
    assert not re.search(rb"TELLTALE|1234765|AGE-SECRET", content)
    assert Event.objects.get(verb="tender.export_sealed").payload["bids"] == 1


def test_before_the_deadline_nothing_is_exported(call, tmp_path, capsys):
    another_bid(call)
    with pytest.raises(SystemExit, match="1"):
        exported(call, tmp_path)
    assert not (tmp_path / "out").exists()
    assert not Event.objects.filter(verb="tender.export_sealed").exists()


def test_an_unknown_call_or_a_folder_that_is_there_is_refused(call, hands, tmp_path):
    with pytest.raises(Unusable, match="no call X"):
        call_command("export_sealed", "X", str(tmp_path / "out"))
    with pytest.raises(Unusable, match="Can't make the folder"):
        call_command("export_sealed", call.reference, str(tmp_path))
