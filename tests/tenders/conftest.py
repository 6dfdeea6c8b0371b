"""What tests of the journey share: a database of their own where deeds really commit, for files, threads and tasks."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.management.commands import db_worker

from procurement.outbox.post import drain


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[Path]:
    """Copy the migrated test database and work in the copy; returns the folder where SQLite keeps it.

    The log refuses to be emptied, so the usual way (commit, and delete all rows after) is closed. Override the fixture
    `db` with this one, and everything that asks for a database gets the copy.
    """
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = _copied(str(name), tmp_path)
        yield tmp_path
        connection.close()
        connection.settings_dict["NAME"] = name
        if connection.vendor == "postgresql":
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}_own" WITH (FORCE)')


def _copied(name: str, folder: Path) -> str:
    if connection.vendor == "postgresql":
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}_own" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}_own" TEMPLATE "{name}"')
        return f"{name}_own"
    copy = folder / "own.sqlite3"
    with sqlite3.connect(name) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return str(copy)


@pytest.fixture
def run_tasks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run what waits in the queue. A worker drops old connections; here that would end the test's transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return drain
