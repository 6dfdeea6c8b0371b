"""Where the files of vaults lie, always as ciphertext: checked in memory, encrypted for the vault's key (age)."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pyrage import x25519

from procurement.filechecks import check_file
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from suppliers.models import CredentialVersion

MAX_FILE = 20_000_000
"""Bytes. The page shows it before a file is chosen."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes: its own name, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the vault: size and SHA-256 (hex) of its plain content."""

    file_name: str = ""
    stored_as: str = ""
    size: int = 0
    sha256: str = ""


def keep(upload: Upload | None) -> Kept:
    """Check a file and encrypt it to the disk; nothing of it stands anywhere in between.

    Raises:
        Refused: the file breaks a rule, each with its sentence; nothing is kept.
    """
    if upload is None:
        return Kept()
    if problems := check_file(upload.name, upload.content, max_bytes=MAX_FILE):
        raise Refused(*(problem.sentence for problem in problems))
    stored_as = f"{secrets.token_hex(16)}.age"
    recipient = x25519.Recipient.from_str(_keyring().vault_public)
    _write(kept_path(stored_as), pyrage.encrypt(upload.content, [recipient]))
    return Kept(upload.name, stored_as, len(upload.content), hashlib.sha256(upload.content).hexdigest())


def read(version: CredentialVersion) -> bytes:
    """Return the plain content, compared with its hash.

    Raises:
        Refused: there is no such file any more, or it was changed.
    """
    try:
        content = pyrage.decrypt(kept_path(version.stored_as).read_bytes(), [_keyring().vault])
    except (pyrage.DecryptError, OSError):
        content = None
    if content is None or hashlib.sha256(content).hexdigest() != version.sha256:
        raise Refused(_("This file can't be read any more. Add it again as a new version."))
    return content


def forget(stored_as: str) -> None:
    """Delete a file from the disk."""
    if stored_as:
        kept_path(stored_as).unlink(missing_ok=True)


def kept_path(stored_as: str) -> Path:
    """Where a file lies."""
    folder = Path(settings.MEDIA_ROOT) / "vault"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / stored_as


def _keyring() -> Keyring:
    return Keyring(Path(settings.KEYS_ROOT))


def _write(path: Path, data: bytes) -> None:
    """Put the whole file in place, on the disk for good, or nothing at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
