"""A rehearsal, from the command line as a buyer types it: what comes out, what is told, and what stays sealed."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

SAMPLE = Path(__file__).parent.parent / "calls" / "notices" / "samples" / "ted.xml"
CANARY = "KANARIE-7431"
STAGES = ["questions", "answers", "submission", "opening", "admissibility", "evaluation", "consensus", "decision"]
STAGES += ["notification", "standstill", "contract"]


def rehearse(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "rehearse", *map(str, arguments)]
    environment = {**os.environ, "VAR_ROOT": str(settings.VAR)}
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notice") / "2021-000001.xml"
    path.write_bytes(SAMPLE.read_bytes())
    return path


@pytest.fixture(scope="module")
def whole(notice: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("rehearsal") / "out"
    ended = rehearse(notice, "--out", folder, "--bids", "5", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    return folder, json.loads(ended.stdout)


def test_it_goes_through_to_the_end(whole) -> None:
    folder, summary = whole
    assert summary["state"] == "concluded"
    assert [stage["id"] for stage in summary["stages"]] == STAGES
    assert all(stage["actual"] for stage in summary["stages"] if stage["committed"])
    assert len(summary["bids"]) == 5
    assert all(lot["ranking"] for lot in summary["lots"])
    assert json.loads((folder / "summary.json").read_text()) == summary


def test_every_paper_is_there_under_a_plain_name(whole) -> None:
    folder, summary = whole
    names = {path.name for path in folder.glob("*.pdf")}
    assert {"opening-record.pdf", "evaluation-report.pdf"} <= names
    assert len([name for name in names if name.startswith("decision-")]) == len(summary["lots"])
    assert len([name for name in names if name.startswith("letter-")]) == 5
    assert len([name for name in names if name.startswith("receipt-")]) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9-]+\.pdf", name) for name in names)
    assert set(summary["files"]) == names | {"record.json", "summary.json"}


def test_the_record_is_an_ocds_record_package(whole) -> None:
    folder, summary = whole
    [record] = json.loads((folder / "record.json").read_text())["records"]
    assert record["compiledRelease"]["tender"]["status"] == "complete"
    assert len(record["compiledRelease"]["awards"]) == len(summary["lots"])


def test_other_commands_work_on_it(whole) -> None:
    _folder, summary = whole
    environment = {**os.environ, "DATABASE_URL": summary["database_url"], "MEDIA_ROOT": summary["media_root"]}
    command = [sys.executable, "manage.py", "check_log"]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("The log is sound")


def test_the_same_seed_gives_the_same_play(notice: Path, whole, tmp_path: Path) -> None:
    _folder, first = whole
    again = json.loads(rehearse(notice, "--out", tmp_path / "again", "--json").stdout)
    other = json.loads(rehearse(notice, "--out", tmp_path / "other", "--seed", "2", "--json").stdout)

    def totals(summary: dict) -> list:
        return [[(row["supplier"], row["total"]) for row in lot["ranking"]] for lot in summary["lots"]]

    assert again["stages"] == first["stages"]
    assert totals(again) == totals(first) != totals(other)


@pytest.mark.parametrize("state", ["draft", "published", "closed", "opened", "evaluation", "cancelled"])
def test_it_stops_where_it_is_told(notice: Path, tmp_path: Path, state: str) -> None:
    ended = rehearse(notice, "--out", tmp_path / "out", "--bids", "3", "--until", state, "--json")
    assert json.loads(ended.stdout)["state"] == state


def test_the_canary_is_nowhere_before_the_opening_and_somewhere_after(notice: Path, tmp_path: Path) -> None:
    """Everything the rehearsal wrote: database with its journal, media, keys, papers, record, summary, output."""
    sealed = rehearse(notice, "--out", tmp_path / "closed", "--until", "closed", "--canary", CANARY)
    opened = rehearse(notice, "--out", tmp_path / "opened", "--until", "opened", "--canary", CANARY)
    assert (sealed.returncode, opened.returncode) == (0, 0)
    files = [path for path in (tmp_path / "closed").rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path
        assert CANARY not in path.name
    assert CANARY not in sealed.stdout + sealed.stderr
    with sqlite3.connect(tmp_path / "opened" / "db.sqlite3") as database:
        [offers] = database.execute("SELECT COUNT(*) FROM tenders_lotbid").fetchone()
    assert offers > 0


def test_several_notices_get_a_folder_each_and_a_refused_one_does_not_stop_the_others(notice, tmp_path) -> None:
    wrong = tmp_path / "wrong.xml"
    wrong.write_text("<html/>")
    ended = rehearse(notice, wrong, "--out", tmp_path / "out", "--bids", "2", "--until", "published", "--json")
    assert ended.returncode == 1
    played, refused = json.loads(ended.stdout)
    assert played["state"] == "published"
    assert refused["refused"].endswith(".")
    assert (tmp_path / "out" / "2021-000001" / "summary.json").is_file()


def test_every_process_speaks_the_language_of_the_command(tmp_path) -> None:
    wrong = [tmp_path / f"wrong-{number}.xml" for number in range(1 + 2 * (os.cpu_count() or 1))]
    for path in wrong:
        path.write_text("<html/>")
    ended = rehearse(*wrong, "--out", tmp_path / "out", "--json")
    sentences = {refused["refused"] for refused in json.loads(ended.stdout)}
    assert sentences == {"This is not a notice of eForms or TED: its XML begins with “html”."}


def test_nobody_bids(notice: Path, tmp_path: Path) -> None:
    summary = json.loads(rehearse(notice, "--out", tmp_path / "out", "--bids", "0", "--json").stdout)
    assert summary["state"] == "concluded"
    assert {lot["state"] for lot in summary["lots"]} == {"not_awarded"}
