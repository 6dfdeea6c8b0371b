"""A committee member's own key pair, its private half wrapped by a passphrase that is not the login password.

The wrapped file says itself how it was made, so that costs can grow and old files still open. It can be downloaded and
printed. Nothing else in the project sees a passphrase: this module will move into the browser.
"""

import hashlib
import hmac
import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

FORMAT = "committee member key"
VERSION = 1
MIN_PASSPHRASE = 12  # characters


class MemberKeyError(Exception):
    """A member's key cannot be made or used; says why in one plain sentence."""


class PassphraseError(MemberKeyError):
    """The passphrase is too weak."""


class WrongPassphraseError(MemberKeyError):
    """The passphrase does not open this key."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs (argon2id): passes over memory, and bytes of memory."""

    passes: int
    memory: int


STRONG = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)  # 3 passes, 256 MiB
MINIMAL = Cost(argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)  # tests and rehearsals only
_LIMIT = Cost(20, 2**30)  # a forged file must not cost us more than this


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too short.

    Raises:
        PassphraseError: with the sentence for the form.
    """
    if len(_normal(passphrase)) < MIN_PASSPHRASE:
        raise PassphraseError(
            _("Choose a longer passphrase. It needs at least %(count)s characters; four or more words are best.")
            % {"count": MIN_PASSPHRASE},
        )


def _normal(passphrase: str) -> str:
    """The same letters typed on another keyboard, or pasted with a space too many, are the same passphrase."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def _box(passphrase: str, salt: bytes, cost: Cost) -> SecretBox:
    key = argon2id.kdf(
        SecretBox.KEY_SIZE, _normal(passphrase).encode(), salt, opslimit=cost.passes, memlimit=cost.memory
    )
    return SecretBox(key)


def make_member_key(passphrase: str, *, cost: Cost = STRONG) -> tuple[bytes, bytes]:
    """A new key pair: the public key (32 bytes, X25519) and the wrapped private key (JSON, about 350 bytes).

    Raises:
        PassphraseError: the passphrase is too short.
    """
    check_passphrase(passphrase)
    private = PrivateKey.generate()
    public = bytes(private.public_key)
    salt = secrets.token_bytes(argon2id.SALTBYTES)
    wrapped = {
        "format": FORMAT,
        "version": VERSION,
        "public": b64encode(public).decode(),
        "kdf": "argon2id",
        "passes": cost.passes,
        "memory": cost.memory,
        "salt": b64encode(salt).decode(),
        "box": b64encode(_box(passphrase, salt, cost).encrypt(bytes(private))).decode(),
    }
    return public, json.dumps(wrapped, indent=1).encode()


@dataclass(frozen=True, slots=True)
class _Wrapped:
    public: bytes
    salt: bytes
    box: bytes
    cost: Cost


def _read(wrapped: bytes) -> _Wrapped:
    try:
        return _parsed(json.loads(wrapped))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MemberKeyError(_("This is not a key file of a committee member.")) from error


def _parsed(parts: dict[str, Any]) -> _Wrapped:
    if (parts["format"], parts["version"], parts["kdf"]) != (FORMAT, VERSION, "argon2id"):
        raise ValueError("another format")
    public, salt, box = (b64decode(parts[name], validate=True) for name in ("public", "salt", "box"))
    cost = Cost(int(parts["passes"]), int(parts["memory"]))
    if len(salt) != argon2id.SALTBYTES or not _is_bearable(cost):
        raise ValueError("out of bounds")
    return _Wrapped(public, salt, box, cost)


def _is_bearable(cost: Cost) -> bool:
    return MINIMAL.passes <= cost.passes <= _LIMIT.passes and MINIMAL.memory <= cost.memory <= _LIMIT.memory


def unwrap(wrapped: bytes, passphrase: str) -> bytes:
    """The private key (32 bytes). Takes as long, and as much memory, as the cost it was wrapped with.

    Raises:
        MemberKeyError: `wrapped` is no such file.
        WrongPassphraseError: the passphrase is not the one it was wrapped with.
    """
    file = _read(wrapped)
    try:
        private = _box(passphrase, file.salt, file.cost).decrypt(file.box)
    except (CryptoError, ValueError, TypeError) as error:
        raise WrongPassphraseError(_("This passphrase does not open the key.")) from error
    if bytes(PrivateKey(private).public_key) != file.public:
        raise MemberKeyError(_("This key file was changed. Use your saved copy."))
    return private


def public_of(wrapped: bytes) -> bytes:
    """The public key (32 bytes) that stands in a wrapped file, for example one that a member brings back."""
    return _read(wrapped).public


@dataclass(frozen=True, slots=True)
class Canary:
    """A challenge for the drill: `sealed` goes to the member, `expected` (SHA-256 in hex) is kept to compare."""

    sealed: bytes
    expected: str


def canary(public_key: bytes) -> Canary:
    """A fresh secret sealed for a member. Only who really holds the private key can answer."""
    secret = secrets.token_bytes(32)
    return Canary(SealedBox(PublicKey(public_key)).encrypt(secret), hashlib.sha256(secret).hexdigest())


def answer(sealed: bytes, private_key: bytes) -> str:
    """The member's answer to a canary.

    Raises:
        MemberKeyError: the canary was sealed for another key.
    """
    try:
        return hashlib.sha256(SealedBox(PrivateKey(private_key)).decrypt(sealed)).hexdigest()
    except (CryptoError, ValueError, TypeError) as error:
        raise MemberKeyError(_("This drill was made for another key.")) from error


def is_answered(canary: Canary, answer: str) -> bool:
    """Whether the drill succeeded."""
    return hmac.compare_digest(canary.expected.encode(), answer.encode())
