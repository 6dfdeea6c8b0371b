"""Parts of files that are on their way, as they lie on the disk: each locked under the draft's key, in its place.

Without the key that the firm's browser holds nobody reads them, and none can stand in for another: each says, inside
the lock, to which upload and which place it belongs.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tenders.bids import drafts
from tenders.bids.durable import written_whole

LEAST, MOST = 64 * 1024, 2 * 1024 * 1024
"""Bytes of one part; the last of a file may be smaller. Django takes no more than 2.5 MB in one request's body."""


class PartLost(Exception):  # noqa: N818  it is an answer, not a fault
    """The part at this place is not there, or not readable: it must be sent again."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def keep_part(code: str, offset: int, data: bytes, key: bytes) -> None:
    """Put a part in its place, on the disk for good. What came there before and never counted is replaced."""
    with written_whole(_path(code, offset)) as target:
        target.write(drafts.lock(_seat(code, offset) + data, key))


def whole_of(code: str, size: int, key: bytes) -> bytes:
    """Return all parts of a file as one.

    Raises:
        PartLost: one is missing or damaged, as after a power cut.
    """
    return b"".join(_in_order(code, size, key))


def _in_order(code: str, size: int, key: bytes) -> Iterator[bytes]:
    offset = 0
    while offset < size:
        seat = _seat(code, offset)
        try:
            plain = drafts.unlock(_path(code, offset).read_bytes(), key)
        except (OSError, drafts.DraftError):
            raise PartLost(offset) from None
        data = plain.removeprefix(seat)
        if len(data) == len(plain) or not data:
            raise PartLost(offset)
        yield data
        offset += len(data)


def forget_parts(code: str) -> None:
    """Take an upload's parts off the disk."""
    for path in folder().glob(f"{code}-*"):
        path.unlink(missing_ok=True)


def folder() -> Path:
    """Where parts lie, beside the sealed files and apart from them."""
    place = Path(settings.MEDIA_ROOT) / "parts"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _path(code: str, offset: int) -> Path:
    return folder() / f"{code}-{offset}"


def _seat(code: str, offset: int) -> bytes:
    return f"{code} {offset}\n".encode()
