"""A real browser against a real server, and a clock that both share with the test. SQLite only."""

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection

from procurement import clock
from tests.conftest import Hands
from tests.personas import moment

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Take the system's Chromium."""
    # Playwright runs a loop of its own, and Django would take the test for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Set the clock for the server's threads too, which `clock.set_to` does not reach."""
    source = Hands(moment("2027-02-01"))

    def now() -> datetime:
        return source.at

    monkeypatch.setattr(clock, "now", now)
    return source


@pytest.fixture(autouse=True)
def emptied_log(transactional_db: None) -> Iterator[None]:
    """Empty the log before the database is flushed: it refuses to lose an event, which is its purpose."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
        )
        triggers = cursor.fetchall()
        for name, _table, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        with connection.constraint_checks_disabled():  # what points to these rows goes with the flush
            for table in {table for _name, table, _sql in triggers}:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608  a name from the schema
        for _name, _table, sql in triggers:
            cursor.execute(sql)
    assert triggers
