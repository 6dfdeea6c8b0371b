"""From which earlier template a new one starts."""

import json
from pathlib import Path

from tenders.rehearsal.template import migrated_template, nearest


def kept(folder: Path, name: str, held: dict[str, str], *, complete: bool = True) -> Path:
    (folder / f"{name}.json").write_text(json.dumps(held))
    if complete:
        (folder / f"{name}.sqlite3").touch()
    return folder / f"{name}.sqlite3"


def test_it_is_the_one_that_holds_the_most_and_nothing_else(tmp_path: Path):
    wanted = {"a/0001.py": "1", "a/0002.py": "2", "b/0001.py": "3"}
    kept(tmp_path, "little", {"a/0001.py": "1"})
    more = kept(tmp_path, "more", {"a/0001.py": "1", "b/0001.py": "3"})
    kept(tmp_path, "another branch", {"a/0001.py": "1", "b/0001.py": "3", "b/0002.py": "4"})
    kept(tmp_path, "changed since", {"a/0001.py": "1", "a/0002.py": "0", "b/0001.py": "3"})
    kept(tmp_path, "not finished", {"a/0001.py": "1", "a/0002.py": "2"}, complete=False)
    assert nearest(tmp_path, wanted) == more


def test_where_none_fits_the_new_one_starts_from_nothing(tmp_path: Path):
    kept(tmp_path, "other", {"a/0001.py": "0"})
    assert nearest(tmp_path, {"a/0001.py": "1"}) is None


def test_a_template_lists_what_it_holds():
    template = migrated_template()
    held = json.loads(template.with_suffix(".json").read_text())
    assert {"tenders/0001_initial.py", "procurement.accounts/0001_initial.py"} <= held.keys()
    assert nearest(template.parent, held) == template
