"""Files that are on the disk for good or not at all: written aside, synced, and only then given their name."""

import errno
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Refused

log = logging.getLogger(__name__)
NO_ROOM = _(
    "The portal has no room for this file at the moment. Nothing that you sent before is lost. Whoever runs the portal"
    " has been told; try again later, or tell the authority."
)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(Refused):
    """The disk is full: what came before stays, and may go on later."""

    def __init__(self) -> None:
        super().__init__(NO_ROOM)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Write to a file that bears its name (mode 0600) once all of it is on the disk; an error leaves nothing."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """A new name survives a power cut only when the folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def refusing_when_full() -> Iterator[None]:
    """Turn a full disk into a sentence for the one who uploads, and a line for the one who can make room."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        log.error("No room on the disk for an upload: %s", os.strerror(error.errno))  # noqa: TRY400  no content
        raise NoRoom from None
