"""What must be true after everything was killed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.crashing.firms import HASHES, Firm
from procurement.keyring import Keyring
from tenders.bids import queries, receipts
from tenders.bids.files import sealed_path
from tenders.models import Bid, SealedFile


@dataclass(frozen=True)
class Remains:
    """Rows of sealed files, and what lies on the disk that no row names."""

    rows: int
    torn: int
    orphans: int


def remains() -> Remains:
    folder = Path(settings.MEDIA_ROOT) / "sealed"
    named = set(SealedFile.objects.values_list("stored_as", flat=True))
    lying = {path.name for path in folder.iterdir()}
    torn = {name for name in lying if name.endswith(".part")}
    return Remains(len(named), len(torn), len(lying - torn - named))


def lost_receipts(firms: Iterable[Firm]) -> list[str]:
    """Return a sentence for each receipt that was shown and does not stand any more."""
    connection.close()
    return [
        f"{number}: {why}"
        for firm in firms
        for number, shown in firm.receipts.items()
        for why in _wrong(firm, number, shown)
    ]


def _wrong(firm: Firm, number: str, shown: list[str]) -> Iterator[str]:
    bid = Bid.objects.filter(number=number).first()
    if bid is None or not bid.receipt:
        yield "the bid or its receipt is gone"
        return
    key = Keyring(Path(settings.KEYS_ROOT)).portal
    signed = queries.receipt_of(bid)
    if not receipts.verify(signed, bytes(key.verify_key)):
        yield "its receipt is not signed by the portal any more"
    if HASHES.findall(firm.asking("GET", f"/fr/bids/{number}/receipt/")[1]) != shown:
        yield "its page shows other hashes than before"
    if hashlib.sha256(bytes(bid.sealed_manifest)).hexdigest() != signed.receipt.manifest_sha256:
        yield "its sealed manifest is not the one of the receipt"
    lying = {_sha256_of(row) for row in SealedFile.objects.filter(bid=bid)}
    if lying != set(signed.receipt.file_sha256s):
        yield "its files are not those of the receipt, byte for byte"


def _sha256_of(row: SealedFile) -> str:
    path = sealed_path(row.stored_as)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else f"{row.stored_as} is gone"
