"""`python -m tenders.evaluation.scoring`, started as a stranger would who recomputes a published award."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MATRIX = {
    "rounding": 2,
    "criteria": [
        {"id": "price", "kind": "price", "weight": "40", "formula": "lowest_proportional"},
        {"id": "q1", "kind": "quality", "weight": "60", "scale_max": "5", "threshold": "2.5"},
    ],
    "tie_break": ["q1", "price"],
    "bids": [
        {"id": "A", "price": "100000.00", "scores": {"q1": "4.5"}},
        {"id": "B", "price": "90000.00", "scores": {"q1": "2"}},
    ],
}
RANKING = {
    "ranking": [
        {"id": "A", "rank": 1, "total": "94.00", "points": {"price": "40.00", "q1": "54.00"}, "tied": False},
    ],
    "excluded": [{"id": "B", "criterion": "q1", "reason": "below_threshold"}],
}


def scoring(*arguments, **options):
    """Start the program without site-packages: nothing but the standard library can be there."""
    command = [sys.executable, "-S", "-m", "tenders.evaluation.scoring", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60, **options)


def refused(run):
    """One line on standard error, nothing on standard output, exit code 2."""
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.count(b"\n") == 1
    return run.stderr.decode().strip()


def test_a_file_is_ranked(tmp_path):
    file = tmp_path / "matrix.json"
    file.write_text(json.dumps(MATRIX), encoding="utf-8")
    run = scoring(file)
    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout) == RANKING


def test_standard_input_is_ranked():
    run = scoring("-", input=json.dumps(MATRIX).encode())
    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout) == RANKING


def test_no_bids_are_a_ranking_too():
    run = scoring("-", input=json.dumps({**MATRIX, "bids": []}).encode())
    assert (run.returncode, json.loads(run.stdout)) == (0, {"ranking": [], "excluded": []})


def test_names_in_any_script_survive_a_terminal_that_knows_none():
    ids = ["Škoda", "株式会社", "\ud800"]
    bids = [{"id": id_, "price": "1", "scores": {"q1": "3"}} for id_ in ids]
    run = scoring("-", input=json.dumps({**MATRIX, "bids": bids}).encode(), env={"PYTHONIOENCODING": "ascii"})
    assert {one["id"] for one in json.loads(run.stdout)["ranking"]} == set(ids)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "The input is not JSON: line 1, column 2."),
        (b"\xff\xfe{\x00}\x00", "The input is not UTF-8 text (byte 1)."),
        (b'{"a":' * 100_000, "The input is not a matrix: its JSON is nested too deeply."),
        (b"7" * 100_000, "The matrix must be a JSON object."),
        (json.dumps({**MATRIX, "tie_break": ["q7"]}).encode(), 'tie_break: there is no criterion "q7".'),
    ],
)
def test_wrong_input_is_refused_with_one_sentence(data, sentence):
    assert refused(scoring("-", input=data)) == sentence


def test_what_cannot_be_read_is_named(tmp_path):
    assert refused(scoring("missing.json")) == '"missing.json" cannot be read: No such file or directory.'
    assert refused(scoring(tmp_path)).endswith(" cannot be read: Is a directory.")


@pytest.mark.parametrize("arguments", [[], ["a.json", "b.json"]])
def test_exactly_one_file_is_named(arguments):
    assert refused(scoring(*arguments)).startswith("Name one file, or - for standard input: ")


def test_a_full_disk_is_said_in_one_sentence():
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-S", "-m", "tenders.evaluation.scoring", "-"]
        data = json.dumps(MATRIX).encode()
        run = subprocess.run(command, cwd=ROOT, input=data, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (run.returncode, run.stderr) == (2, b"The ranking cannot be written: No space left on device.\n")
