"""What the receipt and the opening record say. Whoever fills these from the database decides; here are only the places.

Directive 2014/24/EU art. 22 and Annex IV (a): the exact time of receipt. Moments are aware, hashes SHA-256 in hex.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _

from procurement.paper import Lot, PaperBase, Party, in_fours


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One sealed file; `size` in bytes."""

    name: str
    size: int
    sha256: str

    @property
    def fours(self) -> str:
        return in_fours(self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPaper(PaperBase):
    """What a supplier holds in hand after submitting. `signature` is the portal's, over the receipt (Ed25519, hex)."""

    kind: ClassVar[str] = "receipt"
    template: ClassVar[str] = "pdf/receipt.html"
    practice: ClassVar[bool] = False

    supplier: Party
    bid_number: str
    round: str
    lots: tuple[Lot, ...]
    deadline: datetime
    first_upload_at: datetime | None
    submitted_at: datetime
    manifest_sha256: str
    files: tuple[SealedFile, ...]
    log_digest: str
    portal_key: str
    signature: str

    @property
    def title(self) -> str:
        return _("Receipt for bid %(number)s") % {"number": self.bid_number}

    @property
    def proofs(self) -> tuple[tuple[str, str], ...]:
        """What proves the receipt, in words and hex, to be compared four by four."""
        return (
            (_("Sealed bid (SHA-256)"), in_fours(self.manifest_sha256)),
            (_("Entry in the log"), in_fours(self.log_digest)),
            (_("Key of the portal"), in_fours(self.portal_key)),
            (_("Signature of the portal"), in_fours(self.signature)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeReceiptPaper(ReceiptPaper):
    """What a firm gets for a practice: the same values, under a title and in words that nobody takes for a receipt."""

    kind: ClassVar[str] = "practice_receipt"
    practice: ClassVar[bool] = True

    @property
    def title(self) -> str:
        return _("Practice %(number)s: no bid was handed in") % {"number": self.bid_number}


@dataclass(frozen=True, slots=True)
class Opener:
    """A person who took part in the opening, and as what."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class OpenedBid:
    """One bid as it was found. `defect` is empty when the bid is the one that its receipt confirms."""

    number: str
    supplier: Party
    lots: tuple[Lot, ...]
    submitted_at: datetime
    manifest_sha256: str
    files: int
    defect: str = ""

    @property
    def fours(self) -> str:
        return in_fours(self.manifest_sha256)


@dataclass(frozen=True, slots=True)
class StaysSealed:
    """A bid that was not opened, and why: withdrawn, or late."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRecordPaper(PaperBase):
    """The *procès-verbal d'ouverture*. `quorum` of the `committee` members had to unlock together."""

    kind: ClassVar[str] = "opening_record"
    template: ClassVar[str] = "pdf/opening_record.html"

    round: str
    envelope: str = ""
    deadline: datetime
    opened_at: datetime
    opened_by: tuple[Opener, ...]
    quorum: int
    committee: int
    bids: tuple[OpenedBid, ...]
    stay_sealed: tuple[StaysSealed, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return _("Record of the opening")
