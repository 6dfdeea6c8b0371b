"""Codes that people read aloud, write down and type: bid numbers and hand-over codes."""

import secrets

# Nothing that looks like something else (0 O, 1 I L), and no U, so that chance spells fewer words.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_code(*, groups: int, length: int) -> str:
    """`groups` groups of `length` random letters and digits, joined by hyphens. About 4.9 bits each."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(length)) for _ in range(groups))


def plain(code: str) -> str:
    """The code as the machine compares it: capitals, without the hyphens and spaces people add or forget."""
    return "".join(sign for sign in code.upper() if sign in ALPHABET)
