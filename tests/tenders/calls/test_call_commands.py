"""`import_notice` and `advance_tenders`, as a person or a program on the command line meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tenders.models import Tender
from tests.personas import moment

SAMPLES = Path(__file__).parent / "notices" / "samples"
EFORMS, TED = str(SAMPLES / "eforms.xml"), str(SAMPLES / "ted.xml")


def run(*arguments, **environment):
    """Start the real command on a database that nobody has migrated."""
    command = [sys.executable, "manage.py", *arguments]
    env = {**os.environ, "DATABASE_URL": "sqlite://:memory:", "DJANGO_SETTINGS_MODULE": "procurement.settings.test"}
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env={**env, **environment}, capture_output=True, check=False, timeout=120
    )


def told(run):
    """One sentence on standard error, nothing on standard output."""
    assert run.stdout == b""
    assert run.stderr.count(b"\n") == 1
    assert b"Traceback" not in run.stderr
    return run.returncode, run.stderr.decode().strip()


def import_files(capsys, *arguments):
    """Return the exit code and what was printed."""
    try:
        call_command("import_notice", *arguments)
    except SystemExit as end:
        code = end.code
    else:
        code = 0
    return code, capsys.readouterr().out


@pytest.mark.django_db
def test_two_notices_and_again(capsys):
    code, out = import_files(capsys, EFORMS, TED, "--json")
    outcomes = json.loads(out)
    assert (code, [row["status"] for row in outcomes]) == (0, ["created", "created"])
    assert [list(row) for row in outcomes] == [["file", "status", "sentence", "tender", "unmapped"]] * 2
    assert [row["file"] for row in outcomes] == [EFORMS, TED]
    assert {row["tender"] for row in outcomes} == set(Tender.objects.values_list("reference", flat=True))
    assert "LEFTI/SUITABILITY" in outcomes[1]["unmapped"]
    code, again = import_files(capsys, EFORMS, TED, "--json")
    assert (code, [row["status"] for row in json.loads(again)]) == (0, ["unchanged", "unchanged"])
    assert [row["tender"] for row in json.loads(again)] == [row["tender"] for row in outcomes]


@pytest.mark.django_db
def test_a_refusal_ends_with_1_and_the_others_are_kept(capsys, tmp_path):
    (tmp_path / "empty.xml").touch()
    (tmp_path / "hostile.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    (tmp_path / "other.xml").write_text("<a/>")
    names = [str(tmp_path / name) for name in ("none.xml", "empty.xml", "hostile.xml", "other.xml", "")]
    code, out = import_files(capsys, *names, TED, "--json")
    outcomes = json.loads(out)
    assert code == 1
    assert [row["status"] for row in outcomes] == ["refused"] * 5 + ["created"]
    assert [row["sentence"] for row in outcomes[:5]] == [
        "There is no such file.",
        "The file is empty.",
        "The XML contains a document type declaration, which can hide an attack; it was not read.",
        "This is not a notice of eForms or TED: its XML begins with “a”.",
        "The file can't be read.",
    ]
    assert {(row["tender"], tuple(row["unmapped"])) for row in outcomes[:5]} == {(None, ())}


@pytest.mark.django_db
def test_a_name_that_no_file_can_have(capsys):
    code, out = import_files(capsys, "a\0b", "--json")
    assert (code, json.loads(out)[0]["sentence"]) == (1, "The file can't be read.")


@pytest.mark.django_db
def test_for_people_each_file_is_a_line(capsys):
    _code, out = import_files(capsys, TED)
    reference = Tender.objects.get().reference
    assert out == f"{TED}: Draft {reference} was made. Still missing: award criteria for each lot.\n"
    _code, out = import_files(capsys, TED)
    assert out == f"{TED}: This notice was imported before, as {reference}.\n"


@pytest.mark.django_db
def test_the_same_file_twice_in_one_go(capsys):
    _code, out = import_files(capsys, TED, TED, "--json")
    assert [row["status"] for row in json.loads(out)] == ["created", "unchanged"]


def test_without_files_it_is_unusable():
    code, sentence = told(run("import_notice", "--json"))
    assert code == 2
    assert "FILE" in sentence


@pytest.mark.parametrize("arguments", [["import_notice", TED, "--json"], ["advance_tenders"]])
def test_a_database_that_is_not_ready_is_one_sentence(arguments):
    code, sentence = told(run(*arguments))
    assert code == 2
    assert "manage.py migrate" in sentence


def test_the_clock_s_moves_are_printed_once(published, hands, capsys):
    hands.at = moment("2027-03-15", 9)
    call_command("advance_tenders")
    assert capsys.readouterr().out == f"{published}: published → closed\n"
    call_command("advance_tenders")
    assert capsys.readouterr().out == ""
