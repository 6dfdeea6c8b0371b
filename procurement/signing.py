"""Sign a PDF and check its signature, offline: PAdES B-B, and B-T where a time-stamp authority is configured.

A signer is anything with a certificate and a key: a file here, a hardware token behind the same small interface.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from procurement.late import signatures
from procurement.signature import NOT_SIGNED, Signer, SigningFailedError, Verdict

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner

__all__ = ["NOT_SIGNED", "FileSigner", "Signer", "SigningFailedError", "Verdict", "sign_pdf", "verify_pdf"]


@dataclass(frozen=True, slots=True)
class FileSigner:
    """A certificate and its key in one PKCS#12 file, or in one PEM file (key first, then the certificates)."""

    path: Path
    passphrase: bytes | None = None
    demo: bool = False

    def pyhanko(self) -> "SimpleSigner":
        """Load the key.

        Raises:
            SigningFailedError: no such file, another passphrase, or no key in it.
        """
        return signatures().load_key(self.path, self.passphrase)

    def trust_roots(self) -> list[bytes]:
        """Return the last certificates of the chain: those that issued themselves."""
        registry = self.pyhanko().cert_registry
        return [certificate.dump() for certificate in registry if certificate.self_issued]


def sign_pdf(
    document: bytes,
    signer: Signer,
    *,
    name: str,
    reason: str,
    visible_text: str,
    now: datetime,
    timestamp_url: str = "",
) -> bytes:
    """Return the PDF signed by an appended revision; the bytes before it stay as they are.

    Args:
        document: a PDF made by `procurement.pdf`.
        signer: whose key signs.
        name: the person or body that signs, as the reader of a PDF shows it.
        reason: why ("Decision of …").
        visible_text: one or two short lines for the foot of the last page; say there when the certificate is a demo's.
        now: the moment of signing (aware).
        timestamp_url: the time-stamp authority (RFC 3161); empty for PAdES B-B.

    Raises:
        SigningFailedError: the key or the time-stamp authority does not answer as it should.
    """
    words = {"name": name, "reason": reason, "visible_text": visible_text}
    return signatures().sign(document, signer, **words, now=now, timestamp_url=timestamp_url)


def verify_pdf(document: bytes, trust_roots: Sequence[bytes]) -> Verdict:
    """Check the last signature, offline.

    Args:
        document: any bytes; what is no signed PDF is answered with `NOT_SIGNED`.
        trust_roots: certificates (DER or PEM) that are believed. The signer's must be valid at the moment that the
            signer states: what was signed in time stays trusted when the certificate has run out.
    """
    return signatures().verify(document, trust_roots)
