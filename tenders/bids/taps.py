"""The two ends of a sealing stream, as pyrage wants them: objects to read from and to write to.

Each counts and hashes what passes, and keeps the error that pyrage would turn into a bare text of its own.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

CHUNK = 64 * 1024  # bytes; age seals in pieces of this size


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """What is left in `file`, in chunks of 64 KiB."""
    return iter(lambda: file.read(CHUNK), b"")


class _Tap:
    def __init__(self) -> None:
        self.size = 0  # bytes so far
        self.error: BaseException | None = None
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def _count(self, data: bytes) -> None:
        self.size += len(data)
        self._hash.update(data)


class Source(_Tap):
    """Reads from chunks of any size."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__()
        self._chunks = filter(None, chunks)  # an empty chunk is not the end
        self._rest = memoryview(b"")

    def read(self, size: int = CHUNK) -> bytes:
        try:
            if not self._rest:
                chunk = next(self._chunks, b"")
                self._count(chunk)
                self._rest = memoryview(chunk)
        except BaseException as error:
            self.error = error
            raise
        data, self._rest = self._rest[:size], self._rest[size:]
        return bytes(data)


class Sink(_Tap):
    """Writes to a file."""

    def __init__(self, target: BinaryIO) -> None:
        super().__init__()
        self._target = target

    def write(self, data: bytes) -> int:
        try:
            self._target.write(data)
        except BaseException as error:
            self.error = error
            raise
        self._count(data)
        return len(data)
