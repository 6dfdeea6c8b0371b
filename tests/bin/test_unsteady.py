"""Which failed tests may run once more (docs/adr/0017)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "bin/unsteady.py"


def ask(folder: Path, failed: list[str] | None, *, ci: bool = True) -> tuple[int, list[str]]:
    """Return the exit code and the tests named, after a run in which these failed."""
    if failed is not None:
        kept = folder / ".pytest_cache/v/cache"
        kept.mkdir(parents=True)
        (kept / "lastfailed").write_text(json.dumps(dict.fromkeys(failed, True)))
    surroundings = {name: value for name, value in os.environ.items() if name != "CI"} | ({"CI": "true"} if ci else {})
    done = subprocess.run(
        [sys.executable, PROGRAM], cwd=folder, env=surroundings, check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout.splitlines()


def test_a_few_are_named_in_order(tmp_path):
    assert ask(tmp_path, ["tests/b.py::test", "tests/a.py::test"]) == (0, ["tests/a.py::test", "tests/b.py::test"])


@pytest.mark.parametrize("failed", [None, [], [f"tests/a.py::test_{number}" for number in range(6)]])
def test_none_and_many_stand_as_they_are(tmp_path, failed):
    assert ask(tmp_path, failed) == (1, [])


def test_at_a_desk_nothing_runs_twice(tmp_path):
    assert ask(tmp_path, ["tests/a.py::test"], ci=False) == (1, [])
