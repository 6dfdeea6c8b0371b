"""Every release that was published, as lines: streamed from the database, so that memory stays flat."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from tenders.models import Release

AT_ONCE = 200  # releases in memory


def release_lines(since: datetime | None) -> Iterator[bytes]:
    """Yield each release on a line, by date and then by id; with `since`, those of that instant and after."""
    releases = Release.objects.filter(tender__rehearsal=False).order_by("date", "identifier")
    if since:
        releases = releases.filter(date__gte=since)
    for body in releases.values_list("body", flat=True).iterator(chunk_size=AT_ONCE):
        yield bytes(body) + b"\n"


def write_whole(lines: Iterable[bytes], file: Path) -> None:
    """Write the whole file or none: a reader never meets half of it. Raises OSError."""
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as opened:
            opened.writelines(lines)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
