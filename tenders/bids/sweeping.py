"""What is left of uploads that nobody goes on with leaves the disk: the clock's deed, each minute."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from tenders.bids import parts
from tenders.bids.arriving import KEPT
from tenders.lifecycle.bid import BidState
from tenders.models import Upload

LATE = timedelta(days=2)
"""So long after a deadline they are kept: an outage of the portal may give more time."""
COUNTED = timedelta(days=1)
"""So long an upload that has ended still answers whoever asks how it went."""


def forget_abandoned(*, now: datetime) -> None:
    """End uploads that wait too long, whose bid is handed in or whose deadline is long over; then clear the disk."""
    useless = Q(moved_at__lte=now - KEPT) | Q(bid__round__deadline_at__lte=now - LATE) | ~Q(bid__state=BidState.DRAFT)
    abandoned = Upload.objects.filter(useless, ended_at=None)
    Upload.objects.filter(pk__in=list(abandoned.values_list("pk", flat=True)), ended_at=None).update(
        ended_at=now, facts=b""
    )
    Upload.objects.filter(ended_at__lte=now - COUNTED).delete()
    for path in [*_orphans(), *_torn(now)]:
        path.unlink(missing_ok=True)


def _orphans() -> list[Path]:
    """Return parts of no upload: it ended, or went with its draft. They are listed first, for a row precedes its parts.

    Sealed files are never looked for like this: after a database was restored from a backup, they would all be orphans.
    """
    found = [path for path in parts.folder().iterdir() if not path.name.startswith(".")]
    open_ones = set(Upload.objects.filter(ended_at=None).values_list("code", flat=True)) if found else set()
    return [path for path in found if path.name.partition("-")[0] not in open_ones]


def _torn(now: datetime) -> Iterator[Path]:
    """Yield what a server was writing when it was killed: it never bore its name, so nothing knows it."""
    for folder in (parts.folder(), Path(settings.MEDIA_ROOT) / "sealed"):
        for path in folder.glob(".*.part"):
            with suppress(FileNotFoundError):  # meanwhile it got its name
                if path.stat().st_mtime < (now - COUNTED).timestamp():
                    yield path
