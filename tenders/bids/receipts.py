"""The receipt: what a supplier holds in hand after *submit*, signed by the portal (Ed25519).

Anyone can verify it with the portal's public key and nothing else. It says nothing about other bids: the number is
random, and the position in the log comes only after the opening. Directive 2014/24/EU, Annex IV (a).
"""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from tenders.bids import canonical, codes
from tenders.models.bid import PRACTICE_MARK

FORMAT = "bid receipt"
PRACTICE = "practice receipt: no bid was handed in"  # the signature of one is never that of a receipt
VERSION = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the portal confirms. All hashes are SHA-256 in hex; moments are aware, by the database's clock."""

    tender: str  # OCID or the buyer's reference
    round: str
    bid_number: str
    manifest_sha256: str  # of the sealed manifest
    file_sha256s: tuple[str, ...]  # of the sealed files, in the order of the manifest
    first_upload_at: datetime | None  # None: a bid without files
    submitted_at: datetime
    log_digest: str  # of the log event that recorded the submission
    portal_key: str  # fingerprint of the key that signs
    practice: bool = False


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt with the portal's signature (64 bytes) over its canonical bytes."""

    receipt: Receipt
    signature: bytes


def bid_number(*, practice: bool = False) -> str:
    """A number for a bid, like `B-7K3F-92QX`: random (39 bits), so it tells neither order nor count."""
    return f"{PRACTICE_MARK if practice else 'B-'}{codes.random_code(groups=2, length=4)}"


def key_fingerprint(public_key: bytes) -> str:
    """SHA-256 (hex) of the portal's public signing key (32 bytes)."""
    return hashlib.sha256(public_key).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return canonical.moment_text(value)
    return list(value) if isinstance(value, tuple) else value


def canonical_bytes(receipt: Receipt) -> bytes:
    """The bytes that are signed: canonical JSON, readable by people too.

    Raises:
        ValueError: a moment has no time zone.
    """
    parts = {part.name: _plain(getattr(receipt, part.name)) for part in fields(receipt) if part.name != "practice"}
    return canonical.encode({"format": PRACTICE if receipt.practice else FORMAT, "version": VERSION, **parts})


def read(data: bytes) -> Receipt:
    """The receipt that `canonical_bytes` wrote.

    Raises:
        ValueError: `data` is no receipt.
    """
    try:
        raw = canonical.decode(data)
        kind, version = raw.pop("format"), raw.pop("version")
        if kind not in {FORMAT, PRACTICE} or version != VERSION:
            raise ValueError("another format")
        raw["file_sha256s"] = tuple(raw["file_sha256s"])
        for name in ("first_upload_at", "submitted_at"):
            raw[name] = raw[name] and canonical.moment_from(raw[name])
        return Receipt(**raw, practice=kind == PRACTICE)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a receipt") from error


def sign(receipt: Receipt, key: SigningKey) -> SignedReceipt:
    """Sign with the portal's key. Signing the same receipt again gives the same signature (RFC 8032).

    Raises:
        ValueError: the receipt names another key.
    """
    if receipt.portal_key != key_fingerprint(bytes(key.verify_key)):
        raise ValueError("the receipt names another key")
    return SignedReceipt(receipt, key.sign(canonical_bytes(receipt)).signature)


def verify(signed: SignedReceipt, public_key: bytes) -> bool:
    """Whether the portal with this public key (32 bytes) gave exactly this receipt."""
    if signed.receipt.portal_key != key_fingerprint(public_key):
        return False
    try:
        VerifyKey(public_key).verify(canonical_bytes(signed.receipt), signed.signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True
