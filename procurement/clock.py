"""The only place that asks what time it is.

In production it is the database's clock, so that every web process, worker and opener agrees on which instant came
first. A rehearsal or a test may put another source in its place (`settings.CLOCK_MAY_BE_SET`), nobody else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

_source: ContextVar[Callable[[], datetime] | None] = ContextVar("clock_source", default=None)


def now() -> datetime:
    """Return this instant, aware, in UTC. Asked of the database at every call, also within one transaction."""
    source = _source.get()
    return source() if source else _database_now()


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # clock_timestamp(), because now() stands still from the start of the transaction.
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)


@contextmanager
def set_to(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time inside the block. Refused unless the settings allow it."""
    if not settings.CLOCK_MAY_BE_SET:
        msg = "Only rehearsals and tests may set the clock."
        raise ImproperlyConfigured(msg)
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)
