"""Drafts at rest: locked with a key that lives only in the supplier's browser (cookie), so we cannot read them.

A colleague takes a draft over with a code: it is shown once to the one who has the key, typed by the other, and unwraps
the key into the other's browser. XSalsa20-Poly1305 (libsodium secretbox) throughout.
"""

import secrets

from django.utils.translation import gettext as _
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import SecretBox

from tenders.bids import codes

KEY_SIZE = SecretBox.KEY_SIZE  # 32 bytes
_SALT_SIZE = 16
_PERSON = b"draft hand-over"


class DraftError(Exception):
    """A draft cannot be unlocked or taken over; says why in one plain sentence."""


def new_draft_key() -> bytes:
    """A fresh key (32 bytes)."""
    return secrets.token_bytes(KEY_SIZE)


def lock(data: bytes, key: bytes) -> bytes:
    """`data` under the draft key; 40 bytes longer."""
    return bytes(SecretBox(key).encrypt(data))


def unlock(locked: bytes, key: bytes) -> bytes:
    """What was locked.

    Raises:
        DraftError: another browser's key, or changed data.
    """
    try:
        return SecretBox(key).decrypt(locked)
    except (CryptoError, ValueError, TypeError) as error:
        raise DraftError(
            _("This browser does not hold the key of the draft. Ask a colleague to hand it over.")
        ) from error


def hand_over_code() -> str:
    """A code to be shown once and typed by a colleague, like `7K3F9-92QXB-…`. Beyond guessing (98 bits)."""
    return codes.random_code(groups=4, length=5)


def _code_key(code: str, salt: bytes) -> bytes:
    """No slow hash: unlike a passphrase, the code is random and long."""
    return blake2b(codes.plain(code).encode(), digest_size=KEY_SIZE, salt=salt, person=_PERSON, encoder=RawEncoder)


def wrap_for_hand_over(key: bytes, code: str) -> bytes:
    """The draft key, to be opened by whoever types `code` (88 bytes). Delete it once it was taken over."""
    salt = secrets.token_bytes(_SALT_SIZE)
    return salt + lock(key, _code_key(code, salt))


def take_over(wrapped: bytes, code: str) -> bytes:
    """The draft key. Small and capital letters, spaces and hyphens in the code make no difference.

    Raises:
        DraftError: this is not the code.
    """
    salt, locked = wrapped[:_SALT_SIZE], wrapped[_SALT_SIZE:]
    try:
        return unlock(locked, _code_key(code, salt))
    except DraftError as error:
        raise DraftError(_("This code does not open the draft. Check it, or ask for a new one.")) from error
