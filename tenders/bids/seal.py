"""The seal: age v1 files (age-encryption.org/v1), one X25519 key pair per envelope of a round.

Everything streams: what is sealed passes through memory in small chunks and reaches the disk only as ciphertext. The
standard `age` program opens what is sealed here, and the other way round. Directive 2014/24/EU, Annex IV (b).
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import BinaryIO, TypeAlias

import pyrage
from django.utils.translation import gettext, gettext_lazy
from pyrage import x25519

from tenders.bids.durable import written_whole
from tenders.bids.taps import CHUNK, Sink, Source, chunks_of

Identity: TypeAlias = x25519.Identity
"""A private age key. Its repr shows nothing; `str(identity)` is the secret text AGE-SECRET-KEY-1…"""

# Lazy, for it may be raised in a thread that does not know the reader's language.
_CANNOT_OPEN = gettext_lazy(
    "This file cannot be opened. It was sealed for another key, or it was changed after it was sealed."
)


class SealError(Exception):
    """Sealing or opening failed; says why in one plain sentence."""


class TooLargeError(SealError):
    """More bytes came than are allowed."""


class CannotOpenError(SealError):
    """Wrong key, or the sealed bytes are damaged."""


@dataclass(frozen=True, slots=True)
class EnvelopeKey:
    """The key pair of one envelope: `public_key` stands in the call, `identity` is split and then forgotten."""

    public_key: str
    identity: Identity = field(repr=False, compare=False)

    @classmethod
    def generate(cls) -> "EnvelopeKey":
        identity = Identity.generate()
        return cls(str(identity.to_public()), identity)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What is known of a sealed file: sizes in bytes and SHA-256 in hex, before (plain) and after sealing."""

    size: int
    sha256: str
    sealed_size: int
    sealed_sha256: str


def fingerprint(public_key: str) -> str:
    """SHA-256 (hex) of the public key's text, `age1…`, as it is printed in the call and in the log."""
    return hashlib.sha256(public_key.encode()).hexdigest()


def identity_from(text: str) -> Identity:
    """The private key written as `AGE-SECRET-KEY-1…`.

    Raises:
        SealError: `text` is no private age key.
    """
    try:
        return Identity.from_str(text)
    except pyrage.IdentityError:
        raise SealError(gettext("This is not a private key of the seal.")) from None


def random_name() -> str:
    """A name for a sealed file that says nothing about its bid, its order or its content: `<32 hex>.age`."""
    return f"{secrets.token_hex(16)}.age"


def _recipient(public_key: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError as error:
        raise SealError(gettext("This is not a public key of the seal.")) from error


def seal_bytes(data: bytes, public_key: str) -> bytes:
    """`data` sealed for `public_key`; about 200 bytes longer.

    Raises:
        SealError: `public_key` is no age X25519 key.
    """
    return pyrage.encrypt(data, [_recipient(public_key)])


def open_bytes(sealed: bytes, identity: Identity) -> bytes:
    """What `seal_bytes` (or any age program) sealed for this identity.

    Raises:
        CannotOpenError: sealed for another key, or changed since.
    """
    try:
        return pyrage.decrypt(sealed, [identity])
    except (pyrage.DecryptError, OSError) as error:
        raise CannotOpenError(_CANNOT_OPEN) from error


def _sealed_file(plain: Source | Sink, sealed: Source | Sink) -> SealedFile:
    return SealedFile(plain.size, plain.sha256, sealed.size, sealed.sha256)


def _at_most(max_bytes: int | None, chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if max_bytes is not None and size > max_bytes:
            raise TooLargeError(
                gettext("The file is larger than %(limit)s MB.") % {"limit": f"{max_bytes / 1_000_000:g}"}
            )
        yield chunk


def seal_stream(
    chunks: Iterable[bytes], target: BinaryIO, public_key: str, *, max_bytes: int | None = None
) -> SealedFile:
    """Seal `chunks` into `target` in constant memory. After an error what stands in `target` is worthless.

    Raises:
        TooLargeError: more than `max_bytes` of plain text came.
        SealError: `public_key` is no age X25519 key.
        Exception: whatever `chunks` or `target` raised.
    """
    source, sink = Source(_at_most(max_bytes, chunks)), Sink(target)
    try:
        pyrage.encrypt_io(source, sink, [_recipient(public_key)])
    except (pyrage.EncryptError, OSError) as error:
        raise (source.error or sink.error or error) from None
    return _sealed_file(source, sink)


def seal_to_path(chunks: Iterable[bytes], path: Path, public_key: str, max_bytes: int | None = None) -> SealedFile:
    """Seal `chunks` into the new file `path` (mode 0600): all of it, on disk for good, or nothing at all.

    Raises:
        FileExistsError: a sealed file is never replaced.
        TooLargeError, SealError, Exception: as `seal_stream`.
    """
    if path.exists():
        raise FileExistsError(f"{path.name} is already there")
    with written_whole(path) as target:
        return seal_stream(chunks, target, public_key, max_bytes=max_bytes)


def open_stream(path: Path, identity: Identity, sink: BinaryIO) -> SealedFile:
    """Open the sealed file into `sink` in constant memory; compare the hashes with the manifest and the receipt.

    Raises:
        CannotOpenError: wrong key or damaged; what `sink` got until then must be thrown away.
        OSError: `path` cannot be read, or `sink` cannot be written.
    """
    with path.open("rb") as file:
        source, target = Source(chunks_of(file)), Sink(sink)
        try:
            pyrage.decrypt_io(source, target, [identity])
        except (pyrage.DecryptError, OSError) as error:
            if own := source.error or target.error:
                raise own from None
            raise CannotOpenError(_CANNOT_OPEN) from error
    return _sealed_file(target, source)


def open_chunks(path: Path, identity: Identity) -> Iterator[bytes]:
    """The plain text of a sealed file, chunk by chunk: to seal it anew for the panel, or to stream a download.

    Raises:
        CannotOpenError, OSError: as `open_stream`, at the latest after the last chunk.
    """
    reading, writing = os.pipe()
    failures: list[Exception] = []

    def pour() -> None:
        try:
            with os.fdopen(writing, "wb", buffering=CHUNK) as pipe:
                open_stream(path, identity, pipe)
        except Exception as error:  # noqa: BLE001 - carried over to the thread that reads
            failures.append(error)

    thread = Thread(target=pour, daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield from chunks_of(pipe)
    finally:
        thread.join()
    if failures:
        raise failures[0]
