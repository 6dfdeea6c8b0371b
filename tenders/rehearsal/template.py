"""A migrated, empty SQLite database, made once and copied: migrating a fresh one takes many seconds.

A new migration makes a new template, and that one starts from an earlier template where the earlier one holds nothing
but what the new one wants too: then only the new migrations run.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from django.apps import apps
from django.conf import settings

Migrations = dict[str, str]  # the name of each migration of every installed app, and the digest of its file


def _migrations() -> Migrations:
    found = {}
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            found[f"{app.name}/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def migrated_template() -> Path:
    """Return the template's path; make it first where it is absent. Two at once make it twice, and one wins."""
    wanted = _migrations()
    written = json.dumps(wanted, indent=0)
    folder = Path(settings.VAR) / "templates"
    template = folder / f"{hashlib.sha256(written.encode()).hexdigest()[:16]}.sqlite3"
    if not template.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(dir=folder)) / "new.sqlite3"
        if earlier := nearest(folder, wanted):
            shutil.copyfile(earlier, made)
        _migrate(made)
        made.with_suffix(".json").write_text(written)
        made.with_suffix(".json").replace(template.with_suffix(".json"))
        made.replace(template)
        made.parent.rmdir()
    return template


def nearest(folder: Path, wanted: Migrations) -> Path | None:
    """Return the template that holds the most of what is wanted, and nothing else."""
    fitting = {}
    for listed in folder.glob("*.json"):
        held = json.loads(listed.read_text())
        if held.items() <= wanted.items() and listed.with_suffix(".sqlite3").exists():
            fitting[listed.with_suffix(".sqlite3")] = len(held)
    return max(fitting, key=lambda path: fitting[path], default=None)


def _migrate(database: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    environment["DJANGO_SETTINGS_MODULE"] = "procurement.settings.development"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(command, check=True, env=environment, capture_output=True)  # noqa: S603  our own command
