"""The page that stays up when the portal does not: one file for the web server, and the same as JSON beside it.

The worker writes both each minute. They hold what everybody may read, need no script and fetch nothing. Who reads them
while the portal is down learns from their moment whether they are still written.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import override

from procurement.availability.models import Heartbeat, Outage
from procurement.calendar.moments import to_utc
from tenders.models import ProposedExtension
from tenders.outages import queries

PAGE, DATA = "index.html", "status.json"
ROWS = 20
READABLE = 0o644  # by the web server, which is another user

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MoreTime:
    """What an outage asks for one public call. `given`: an officer decided so, and the deadline is this one."""

    reference: str
    title: str
    language: str
    url: str
    old: datetime
    new: datetime
    given: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How the portal does at a moment. `silent_since`: nothing answered since; None: it does, or is not measured."""

    made_at: datetime
    minutes: int
    measured_since: datetime | None
    last_answer_at: datetime | None
    silent_since: datetime | None
    outages: list[Outage]
    more_time: list[MoreTime]


def status_at(now: datetime) -> Status:
    """Return how the portal does."""
    heart, known = Heartbeat.objects.first(), queries.measured(now)
    return Status(
        made_at=now,
        minutes=settings.OUTAGE_MINUTES,
        measured_since=heart.first_at if heart else None,
        last_answer_at=heart.last_at if heart else None,
        silent_since=known.silent_since if known else None,
        outages=list(Outage.objects.all()[:ROWS]),
        more_time=list(_more_time()),
    )


def write_status(*, now: datetime) -> None:
    """Write both files, each whole or not at all. A folder that can't be written to holds up nothing else."""
    status = status_at(now)
    shown = {"status": status, "languages": settings.LANGUAGES, "zone": settings.TIME_ZONE}
    shown |= {"site": settings.SITE_NAME, "contact": settings.CONTACT_EMAIL}
    try:
        _put(DATA, as_json(status))
        _put(PAGE, render_to_string("outages/status/page.html", shown))
    except OSError as error:
        logger.error("The status page was not written: %s", error)  # noqa: TRY400  the cause is in the line


def as_json(status: Status) -> str:
    """Return the status for programs: moments in UTC."""
    told = {
        **{name: getattr(status, name) for name in ("made_at", "measured_since", "last_answer_at", "silent_since")},
        "minutes": status.minutes,
        "outages": [_outage(row) for row in status.outages],
        "more_time": [asdict(row) for row in status.more_time],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


def _outage(row: Outage) -> dict[str, object]:
    return {"kind": row.kind, "began_at": row.began_at, "ended_at": row.ended_at, "reason": row.reason}


def _more_time() -> Iterator[MoreTime]:
    """Yield what outages propose and what was given, the last first; what was declined is told on the call's page."""
    for row in queries.public_proposals()[:ROWS]:
        call, given = row.tender, row.amendment_id is not None
        with override(call.language):
            url = f"{settings.BASE_URL}{call.get_absolute_url()}"
        yield MoreTime(call.reference, call.title, call.language, url, row.old, _new(row), given)


def _new(row: ProposedExtension) -> datetime:
    return to_utc(row.day, row.time, row.round.time_zone)


def _put(name: str, content: str) -> None:
    """Write a file beside the one that is served, then let it take its place."""
    folder = Path(settings.STATUS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{name}.{os.getpid()}"  # two workers never write the same one
    try:
        beside.write_text(content, encoding="utf-8")
        beside.chmod(READABLE)
        beside.replace(folder / name)
    finally:
        beside.unlink(missing_ok=True)
