"""Where the files of bids lie, always as ciphertext: `sealed/` as they came, `opened/` sealed anew for the panel.

A file keeps its random name in both folders. What was sealed before the deadline is never changed or deleted.
"""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from procurement.filechecks import check_file
from procurement.filechecks.problems import Rule
from procurement.lifecycle import Refused
from tenders.bids.durable import refusing_when_full
from tenders.bids.manifest import FileEntry
from tenders.bids.seal import SealedFile, random_name, seal_to_path

MAX_FILE = 100_000_000
"""Bytes. The upload page shows it before a file is chosen."""


def sealed_path(stored_as: str) -> Path:
    """Where a file lies that was sealed for the envelope."""
    return _folder("sealed") / stored_as


def opened_path(stored_as: str) -> Path:
    """Where the same file lies after the opening, sealed for the panel."""
    return _folder("opened") / stored_as


def _folder(name: str) -> Path:
    folder = Path(settings.MEDIA_ROOT) / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def seal_upload(
    content: bytes, *, name: str, lot: str | None, purpose: str, public_key: str, limit: int = MAX_FILE
) -> tuple[FileEntry, SealedFile]:
    """Check an upload in memory and seal it to the disk; nothing of it stands anywhere in between. `limit`: bytes.

    Raises:
        Refused: the file breaks a rule, each with its sentence, or the disk is full; nothing is kept.
        ManifestError: the name or the purpose cannot stand in a manifest; nothing is kept.
    """
    if problems := check_file(name, content, max_bytes=limit):
        raise Refused(*(problem.sentence for problem in problems), rules=[problem.rule for problem in problems])
    stored_as = random_name()
    with refusing_when_full():
        sealed = seal_to_path([content], sealed_path(stored_as), public_key)
    try:
        entry = FileEntry(name, lot, purpose, sealed.size, sealed.sha256, sealed.sealed_sha256, stored_as)
    except BaseException:
        sealed_path(stored_as).unlink()
        raise
    return entry, sealed


def whole(chunks: Iterable[bytes] | bytes) -> bytes:
    """The checks look at a whole file, so it is held in memory, up to the limit."""
    if isinstance(chunks, bytes):
        return chunks
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_FILE:
            said = _("This file is too large. At most %(limit)s MB are accepted.") % {"limit": MAX_FILE // 10**6}
            raise Refused(said, rules=[Rule.SIZE])
        parts.append(chunk)
    return b"".join(parts)
