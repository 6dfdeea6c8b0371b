"""Is this PDF what we issued, and does it still hold? For anybody, without an account, on any bytes."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.lot_numbers import lot_numbers
from procurement.pdf_reading import data_of
from procurement.signing import NOT_SIGNED, Verdict, verify_pdf
from tenders.decisions.comparing import Difference, differences
from tenders.decisions.queries import paper_with, verification_of
from tenders.issuing import trust_roots
from tenders.models import Paper

UNREADABLE = (pikepdf.PdfError, ValueError, TypeError, AttributeError, ArithmeticError, LookupError, RuntimeError)


class Status(StrEnum):
    """What a paper is worth now."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    REHEARSAL = "rehearsal"
    PRACTICE = "practice"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, a sentence each, and the facts behind them.

    `holds`: one may rely on the paper: all of it is well, and it is in force. `differences`: None without data of ours.
    """

    sentences: tuple[str, ...]
    holds: bool
    verdict: Verdict
    intact: bool
    status: Status
    differences: tuple[Difference, ...] | None

    @property
    def is_genuine(self) -> bool:
        """Whether it is intact, known, and says one thing in text and data; it may be superseded by now."""
        return self.intact and self.status != Status.UNKNOWN and self.differences == ()


def check(document: bytes) -> Report:
    """Check a PDF: intact, signed by whom, issued by us, in force, its text and its data the same."""
    verdict, data = _verdict(document), _data(document)
    paper = _paper(document, data)
    found = _compared(document, data, paper)
    intact, sentence = _integrity(document, verdict, paper)
    answers = [(intact, sentence), _signature(verdict), _standing(paper), _agreement(found)]
    return Report(
        sentences=tuple(sentence for _good, sentence in answers),
        holds=all(good for good, _sentence in answers),
        verdict=verdict,
        intact=intact,
        status=_status(paper, data),
        differences=found,
    )


def _status(paper: Paper | None, data: dict[str, Any]) -> Status:
    if paper.tender.rehearsal if paper else data.get("rehearsal") is True:
        return Status.REHEARSAL
    if (paper.kind == Paper.Kind.PRACTICE) if paper else data.get("paper") == "practice_receipt":
        return Status.PRACTICE
    if paper is None:
        return Status.UNKNOWN
    return Status.IN_FORCE if verification_of(paper).in_force else Status.SUPERSEDED


def _verdict(document: bytes) -> Verdict:
    roots = trust_roots(Path(settings.KEYS_ROOT))
    try:
        return verify_pdf(document, roots)
    except Exception:  # noqa: BLE001  whatever a stranger's bytes do to the parser, they carry no signature of ours
        return NOT_SIGNED


def _data(document: bytes) -> dict[str, Any]:
    try:
        return data_of(document)
    except UNREADABLE:
        return {}


def _paper(document: bytes, data: dict[str, Any]) -> Paper | None:
    """Find the paper by its bytes, or by the code that it claims."""
    same = Paper.every.select_related("tender").filter(sha256=hashlib.sha256(document).hexdigest()).first()
    claimed = data.get("check")
    code = claimed.get("code") if isinstance(claimed, dict) else None
    return same or (paper_with(code) if isinstance(code, str) else None)


def _integrity(document: bytes, verdict: Verdict, paper: Paper | None) -> tuple[bool, str]:
    if paper and hashlib.sha256(document).hexdigest() != paper.sha256:
        return False, _("Altered: this is not the file that was issued under the code %(code)s.") % {"code": paper.code}
    if not verdict.intact:
        return False, _("Altered or not signed: nothing proves that this file is as it was issued.")
    return True, _("Intact: nothing was changed since it was signed.")


def _signature(verdict: Verdict) -> tuple[bool, str]:
    if not verdict.signer_name:
        return False, _("Not signed.")
    said = {"name": verdict.signer_name, "moment": f"{verdict.signed_at:%Y-%m-%d %H:%M:%S %Z}"}
    if not verdict.trusted:
        return False, _("Signed by %(name)s, %(moment)s, whose certificate this portal does not know.") % said
    return True, _("Signed by %(name)s, %(moment)s.") % said


def _standing(paper: Paper | None) -> tuple[bool, str]:
    if paper is None:
        return False, _("This portal has not issued it.")
    found = verification_of(paper)
    if found.is_practice:
        return False, _("A practice: no bid was handed in.")
    if found.in_force:
        return True, _("In force.")
    said = {"lots": lot_numbers(found.superseded), "codes": ", ".join(found.replaced_by) or "–"}
    sentence = ngettext(
        "Superseded for lot %(lots)s. In its place: %(codes)s.",
        "Superseded for lots %(lots)s. In its place: %(codes)s.",
        len(found.superseded),
    )
    return False, sentence % said


def _compared(document: bytes, data: dict[str, Any], paper: Paper | None) -> tuple[Difference, ...] | None:
    """Return where text and data differ; None when there is no data of ours."""
    try:
        return differences(document, data, _issued(document, paper))
    except UNREADABLE:
        return None


def _issued(document: bytes, paper: Paper | None) -> dict[str, Any] | None:
    """Return the data of the paper whose code this file claims, unless they are the same file."""
    if paper is None or hashlib.sha256(document).hexdigest() == paper.sha256:
        return None
    try:
        with paper.file.open("rb") as opened:
            return _data(opened.read())
    except OSError:
        return None


def _agreement(found: tuple[Difference, ...] | None) -> tuple[bool, str]:
    if found is None:
        return False, _("It holds no data of ours to compare with its text.")
    if found:
        values = "; ".join(str(one.data or one.text) for one in found[:5])
        return False, _("Text and embedded data disagree about: %(values)s.") % {"values": values}
    return True, _("Text and embedded data agree.")
