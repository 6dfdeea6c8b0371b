"""What a version of a proof says, besides its file."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Said:
    """What one version says. `expires_on` is its last valid day."""

    issuer: str = ""
    statement: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
