"""`manage.py import_register`: exit codes, one sentence on standard error, and a summary for programs."""

import json
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from procurement.commands import Unusable
from tests.suppliers.registers.files import KBO, kbo_files, unpacked, zipped

pytestmark = pytest.mark.django_db


def run(*words: object) -> str:
    out = StringIO()
    call_command("import_register", *map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_register_comes_in_and_the_summary_says_so(tmp_path):
    path = zipped(tmp_path / "kbo.zip", kbo_files())
    summary = json.loads(run("kbo", path, "--json"))
    assert summary["status"] == "imported"
    assert summary["extracted_on"] == "2026-10-30"
    assert summary["rows"]["denomination.csv"] == {"rows": 6, "left_out": 0}
    assert "was imported before" in run("kbo", path)


def test_the_day_may_be_told(tmp_path):
    path = zipped(tmp_path / "kbo.zip", kbo_files())
    assert json.loads(run("kbo", path, "--date", "2026-10-31", "--json"))["extracted_on"] == "2026-10-31"


def test_an_older_extract_is_a_negative_answer(tmp_path):
    run("kbo", zipped(tmp_path / "new.zip", kbo_files()))
    with pytest.raises(SystemExit) as end:
        run("kbo", zipped(tmp_path / "old.zip", kbo_files(day="30-09-2026")))
    assert end.value.code == 1


def nothing(folder: Path) -> Path:
    return folder / "nothing.zip"


def no_zip(folder: Path) -> Path:
    path = folder / "kbo.zip"
    path.write_bytes(b"PK but not really")
    return path


def other_files(folder: Path) -> Path:
    return zipped(folder / "other.zip", {"readme.txt": [["Hello"]]})


def an_update(folder: Path) -> Path:
    return zipped(folder / "update.zip", {"enterprise_insert.csv": [KBO["enterprise.csv"].split()]})


def a_column_less(folder: Path) -> Path:
    return zipped(folder / "less.zip", kbo_files() | {"enterprise.csv": [["EnterpriseNumber", "Status"]]})


def latin(folder: Path) -> Path:
    path = unpacked(folder / "latin", kbo_files())
    text = (path / "denomination.csv").read_text(encoding="utf-8").replace("Sol Omio", "Sol Omié")
    (path / "denomination.csv").write_text(text, encoding="latin-1")
    return path


def damaged(folder: Path) -> Path:
    path = zipped(folder / "whole.zip", kbo_files())
    with zipfile.ZipFile(path) as archive:
        begins = archive.getinfo("address.csv").header_offset + 60
    content = bytearray(path.read_bytes())
    content[begins : begins + 20] = b"\xff" * 20
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (nothing, "There is no such file"),
        (no_zip, "The file can't be read"),
        (other_files, "There is no CSV file in it"),
        (an_update, "This is an update file"),
        (a_column_less, "enterprise.csv has no column JuridicalForm"),
        (latin, "denomination.csv is damaged or is not a CSV file in UTF-8"),
        (damaged, "address.csv is damaged"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path, make, sentence):
    with pytest.raises(Unusable, match=sentence) as refusal:
        run("kbo", make(tmp_path))
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 2


def test_the_wrong_register_is_refused(tmp_path):
    with pytest.raises(Unusable, match="neither StockUniteLegale nor"):
        run("sirene", zipped(tmp_path / "kbo.zip", kbo_files()))


@pytest.mark.parametrize("words", [["kbo", "/nowhere.zip"], ["kbo"], ["rcs", "x.zip"]])
def test_the_real_command_ends_with_two_and_without_a_traceback(words):
    command = [sys.executable, "manage.py", "import_register", *words]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "Traceback" not in ended.stderr
