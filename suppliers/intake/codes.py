"""The code in the letter: so long that nobody guesses it, in signs that nobody mistakes, kept only as a digest."""

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, LENGTH = 4, 4  # sixteen of 31 signs: 79 bits


def new_code() -> str:
    """Return a code such as 7K4M-29QD-XB3F-5TNH."""
    return "-".join("".join(secrets.choice(ALPHABET) for _sign in range(LENGTH)) for _group in range(GROUPS))


def digest_of(code: str) -> str:
    """Return what is kept of a code (SHA-256, hex), however it was typed: spaces, hyphens and case do not count."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
