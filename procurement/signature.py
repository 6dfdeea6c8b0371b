"""What a signature is to us: who signs, and what a check of it says. `procurement.signing` signs and checks."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner


class SigningFailedError(Exception):
    """The signer's file cannot be used; says why in one plain sentence."""


class Signer(Protocol):
    """Whoever signs."""

    @property
    def demo(self) -> bool:
        """Tell whether the certificate vouches for nobody."""

    def pyhanko(self) -> "SimpleSigner":
        """Return what computes the signature."""

    def trust_roots(self) -> list[bytes]:
        """Return the certificates (DER) by which its signature is trusted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the last signature of a PDF says. `sentence` is empty when there is nothing wrong to tell.

    `intact`: not changed since; `trusted`: by a known certificate; `signed_at`: aware, the time-stamp's where there is
    one, else the signer's own word; `timestamp`: the time-stamp's moment, where there is one.
    """

    intact: bool
    trusted: bool
    signer_name: str
    signed_at: datetime | None
    covers_whole_document: bool
    sentence: str = ""
    timestamp: datetime | None = None


NOT_SIGNED = Verdict(
    intact=False, trusted=False, signer_name="", signed_at=None, covers_whole_document=False, sentence="not signed"
)
