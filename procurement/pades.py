"""The work behind `procurement.signing`: signatures in PDFs (PAdES) with pyHanko, and nothing else that knows it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from asn1crypto import pem, x509
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from procurement.pdf import render
from procurement.signature import NOT_SIGNED, Signer, SigningFailedError, Verdict

FIELD = "Signature"
WHOLE_BOX = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, margins=Margins.uniform(0))
STAMP_BOX = (290, 26, 440, 70)  # points from the lower left of A4: the space that pdf.css leaves free in the foot


def load_key(path: Path, passphrase: bytes | None) -> SimpleSigner:
    """Load a certificate and its key from one file; see `FileSigner.pyhanko`."""
    try:
        signer = _from_pkcs12(path, passphrase) if path.suffix in {".p12", ".pfx"} else _from_pem(path, passphrase)
    except (OSError, ValueError, TypeError, IndexError):
        signer = None
    if signer is None:
        raise SigningFailedError(f"The key in {path} cannot be read: check the file and its passphrase.")
    return signer


def _from_pkcs12(path: Path, passphrase: bytes | None) -> SimpleSigner | None:
    return SimpleSigner.load_pkcs12(path, passphrase=passphrase)


def _from_pem(path: Path, passphrase: bytes | None) -> SimpleSigner:
    own, *others = load_certs_from_pemder_data(path.read_bytes())
    key = load_private_key_from_pemder(path, passphrase=passphrase)
    return SimpleSigner(own, key, cert_registry=SimpleCertificateStore.from_certs([own, *others]))


class _SignerAtMoment(PdfSigner):
    """pyHanko's signer, told what time it is: a rehearsal's clock is not the machine's."""

    moment: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.moment
        return session


def sign(
    document: bytes,
    signer: Signer,
    *,
    name: str,
    reason: str,
    visible_text: str,
    now: datetime,
    timestamp_url: str,
) -> bytes:
    """Sign; see `sign_pdf`."""
    with TemporaryDirectory(prefix="parvis-") as folder:
        stamp = Path(folder) / "stamp.pdf"
        stamp.write_bytes(_stamp(visible_text))
        worker = _SignerAtMoment(
            PdfSignatureMetadata(field_name=FIELD, name=name, reason=reason, subfilter=SigSeedSubFilter.PADES),
            signer.pyhanko(),
            timestamper=HTTPTimeStamper(timestamp_url) if timestamp_url else None,
            stamp_style=_style(stamp),
            new_field_spec=SigFieldSpec(FIELD, on_page=-1, box=STAMP_BOX, readable_field_name=visible_text),
        )
        worker.moment = now
        try:
            return worker.sign_pdf(IncrementalPdfFileWriter(BytesIO(document))).getvalue()
        except (SigningError, PdfError, OSError) as error:
            raise SigningFailedError(f"The document could not be signed: {error}") from error


@lru_cache(maxsize=32)
def _stamp(text: str) -> bytes:
    """The visible signature, rendered once: a buyer signs all its papers with the same words."""
    return render("pdf/stamp.html", {"text": text}, language="en", title="Stamp")


def verify(document: bytes, trust_roots: Sequence[bytes]) -> Verdict:
    """Check; see `verify_pdf`."""
    try:
        signatures = PdfFileReader(BytesIO(document), strict=False).embedded_regular_signatures
        if not signatures:
            return NOT_SIGNED
        last = signatures[-1]
        context = ValidationContext(
            trust_roots=[_certificate(root) for root in trust_roots],
            moment=last.self_reported_timestamp,
            allow_fetching=False,
        )
        status = validate_pdf_signature(last, context)
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        return replace(NOT_SIGNED, sentence=f"unreadable: {type(error).__name__}")
    stamped = status.timestamp_validity.timestamp if status.timestamp_validity else None
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return Verdict(
        intact=status.intact and status.valid and whole,
        trusted=status.trusted,
        signer_name=last.signer_cert.subject.native.get("common_name", "") if last.signer_cert else "",
        signed_at=stamped or last.self_reported_timestamp,
        timestamp=stamped,
        covers_whole_document=whole,
        sentence="" if status.intact and whole else "changed after it was signed",
    )


def _style(stamp: Path) -> StaticStampStyle:
    return StaticStampStyle(background=ImportedPdfPage(str(stamp)), background_layout=WHOLE_BOX, border_width=0)


def _certificate(data: bytes) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)
