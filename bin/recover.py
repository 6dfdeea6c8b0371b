"""Make the key of an envelope again without the portal, so that `age` alone opens its bids: see docs/committee.md.

    python3 recover.py envelope.json custodian.key MEMBER.key.json MEMBER.key.json … >key.txt

Needs Python 3.11 and PyNaCl (Debian: python3-nacl), no network and no database. Asks for each member's passphrase; when
they are piped in, one a line. Ends with 0 and the key on standard output, or with 1 and one sentence.
"""

import getpass
import json
import sys
import unicodedata
from base64 import b64decode
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

BOX = 122  # bytes of a sealed piece; one that was handed on is several in a row


def main(envelope_file: str, custodian_file: str, *key_files: str) -> str:
    """Return the private key, as `age` reads it."""
    envelope = json.loads(Path(envelope_file).read_text())
    custodian = PrivateKey(b64decode(Path(custodian_file).read_text().strip()))
    read = [json.loads(Path(name).read_text()) for name in key_files]
    keys = {coded(key["public"], 32): key for key in read}
    named = {number: coded(public, 32) for number, public in envelope["holders"].items()}
    holders = {number: keys[public] for number, public in named.items() if public in keys}
    for pieces in envelope["coalitions"]:
        if set(pieces) <= set(holders):
            parts = [SealedBox(custodian).decrypt(b64decode(envelope["custodian_part"]))]
            parts += [opened(sealed, unlocked(holders[number])) for number, sealed in pieces.items()]
            return xor(parts).decode("ascii")
    need = " or ".join("+".join(pieces) for pieces in envelope["coalitions"])
    raise SystemExit(f"These key files are not enough. Holders who open together: {need}.")


def unlocked(key: dict[str, Any]) -> PrivateKey:
    """Return a member's own private key, for its passphrase."""
    ask = getpass.getpass if sys.stdin.isatty() else lambda _question: sys.stdin.readline()
    typed = unicodedata.normalize("NFKC", ask(f"Passphrase of the key {key['public'][:8]}: ")).strip().encode()
    cost = {"opslimit": int(key["passes"]), "memlimit": int(key["memory"])}
    box = SecretBox(argon2id.kdf(SecretBox.KEY_SIZE, typed, coded(key["salt"], 16), **cost))
    return PrivateKey(box.decrypt(coded(key["box"], 72)))


def coded(text: str, length: int) -> bytes:
    """Return bytes as the key file writes them (base64), or as they stand on the recovery sheet (hex, in fours)."""
    packed = "".join(text.split())
    return bytes.fromhex(packed) if len(packed) == 2 * length else b64decode(packed)


def opened(sealed: str, private: PrivateKey) -> bytes:
    """Return a member's piece."""
    raw = b64decode(sealed)
    return xor([SealedBox(private).decrypt(raw[start : start + BOX]) for start in range(0, len(raw), BOX)])


def xor(parts: list[bytes]) -> bytes:
    """Return all parts laid over each other."""
    total, *rest = parts
    for part in rest:
        total = bytes(a ^ b for a, b in zip(total, part, strict=True))
    return total


if __name__ == "__main__":
    if not sys.argv[3:]:
        raise SystemExit(__doc__)
    try:
        print(main(*sys.argv[1:]))
    except CryptoError:
        raise SystemExit("A passphrase, the custodian's key or a piece is not the right one.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"A file can't be read: {error!r}") from None
