"""The portal's own keys, in a folder outside the database: a stolen database opens nothing and signs nothing.

Four keys, each made at its first use: the custodian opens the custodian's parts of the envelopes, bids are sealed anew
for the panel at the opening, the portal signs receipts, the vault opens what firms keep here. Beside each `NAME.key`
(mode 0600) lies `NAME.pub`. Where only `NAME.pub` lies, this process may seal or verify but not open: so the web
process lives beside a custodian that runs elsewhere, under its own system user. Messages are for operators, so they
stay English.
"""

import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey
from pyrage import x25519


class KeyringError(Exception):
    """A key is missing, damaged or not private; says what to do in one plain sentence."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one key is made, and how its private and public halves are written on one line."""

    name: str
    make: Callable[[], str]
    private: Callable[[str], Any]
    public_of: Callable[[str], str]
    public: Callable[[str], Any]


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return b64decode(text, validate=True)


_CUSTODIAN = _Kind(
    name="custodian",
    make=lambda: _text(bytes(PrivateKey.generate())),
    private=lambda text: PrivateKey(_raw(text)),
    public_of=lambda text: _text(bytes(PrivateKey(_raw(text)).public_key)),
    public=lambda text: PublicKey(_raw(text)),
)


def _age(name: str) -> _Kind:
    return _Kind(
        name=name,
        make=lambda: str(x25519.Identity.generate()),
        private=x25519.Identity.from_str,
        public_of=lambda text: str(x25519.Identity.from_str(text).to_public()),
        public=lambda text: str(x25519.Recipient.from_str(text)),
    )


_PANEL, _VAULT = _age("panel"), _age("vault")
_PORTAL = _Kind(
    name="portal",
    make=lambda: _text(bytes(SigningKey.generate())),
    private=lambda text: SigningKey(_raw(text)),
    public_of=lambda text: _text(bytes(SigningKey(_raw(text)).verify_key)),
    public=lambda text: VerifyKey(_raw(text)),
)
_DAMAGED = (ValueError, TypeError, CryptoError, pyrage.IdentityError, pyrage.RecipientError)


class Keyring:
    """The keys in `folder`. Several processes may use one folder, even for the first time at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def custodian(self) -> PrivateKey:
        """Opens what `seal_for_custodian` sealed. Only the custodian's process has it in production."""
        return self._private(_CUSTODIAN)

    @property
    def custodian_public(self) -> PublicKey:
        return self._public(_CUSTODIAN)

    @property
    def panel(self) -> x25519.Identity:
        """Opens bids after the opening (age)."""
        return self._private(_PANEL)

    @property
    def panel_public(self) -> str:
        """The age key (`age1…`) for which bids are sealed anew at the opening."""
        return self._public(_PANEL)

    @property
    def portal(self) -> SigningKey:
        """Signs receipts (Ed25519)."""
        return self._private(_PORTAL)

    @property
    def portal_public(self) -> VerifyKey:
        return self._public(_PORTAL)

    @property
    def vault(self) -> x25519.Identity:
        """Opens what firms keep in their vaults (age)."""
        return self._private(_VAULT)

    @property
    def vault_public(self) -> str:
        """The age key (`age1…`) for which a firm's files are encrypted at rest."""
        return self._public(_VAULT)

    def seal_for_custodian(self, data: bytes) -> bytes:
        """`data` in a libsodium sealed box; 48 bytes longer. Needs only the public key."""
        return bytes(SealedBox(self.custodian_public).encrypt(data))

    def open_as_custodian(self, sealed: bytes) -> bytes:
        """What was sealed for the custodian.

        Raises:
            KeyringError: the private key is not here, or `sealed` was made for another.
        """
        try:
            return SealedBox(self.custodian).decrypt(sealed)
        except (CryptoError, ValueError, TypeError) as error:
            raise KeyringError("This was not sealed for the custodian's key in this folder.") from error

    def _private(self, kind: _Kind) -> Any:
        return self._parsed(kind.private, self._private_text(kind), kind)

    def _public(self, kind: _Kind) -> Any:
        path = self.folder / f"{kind.name}.pub"
        if not path.exists():
            self._private_text(kind)
        return self._parsed(kind.public, path.read_text().strip(), kind)

    def _parsed(self, parse: Callable[[str], Any], text: str, kind: _Kind) -> Any:
        try:
            return parse(text)
        except _DAMAGED as error:
            raise KeyringError(
                f"The {kind.name}'s key in {self.folder} is damaged. Restore it from a backup."
            ) from error

    def _private_text(self, kind: _Kind) -> str:
        """The private key's line; makes both files when there is neither."""
        path, public = self.folder / f"{kind.name}.key", self.folder / f"{kind.name}.pub"
        if public.exists() and not path.exists():  # in this order: the private key is placed first
            raise KeyringError(f"The {kind.name}'s private key is not on this machine.")
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _place(path, kind.make(), 0o600)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyringError(f"Others can read {path}. Type: chmod 600 {path}")
        text = path.read_text().strip()
        if not public.exists():
            _place(public, self._parsed(kind.public_of, text, kind), 0o644)
        return text


def _place(path: Path, text: str, mode: int) -> None:
    """Put a whole file in place, or leave the one that another process put there first."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
