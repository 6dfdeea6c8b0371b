"""How a paper leaves the house: printed, signed, stored once with its hash and code. Every room issues through here.

Call it in the worker, never in a request: it takes half a second. Running it twice gives the same paper.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from textwrap import shorten
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.audit.log import record
from procurement.demo_certificate import demo_certificate
from procurement.paper import Check, PaperBase, Party, printed
from procurement.paper import Lot as PaperLot
from procurement.signing import FileSigner, Signer, sign_pdf
from suppliers.models import Supplier
from tenders.models import Bid, Lot, Paper, Tender

# Letters and digits that nobody mistakes for another, in print or on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONGEST_IN_STAMP = 60  # letters of a name: more would push the words about a demonstration out of the stamp
# A postal code ("1000", "B-1000", "1011 AB"), then the town; "Cedex 04" is for the post alone.
TOWN = re.compile(r"(?:[A-Z]{1,2}-)?\d{4,5}(?: [A-Z]{2}(?= ))? (?P<town>\D.*?)(?: cedex(?: \d+)?)?", re.IGNORECASE)


def new_code() -> str:
    """Return a verification code such as 7K4M-29QD: random, about 40 bits, easy to type."""
    letters = [secrets.choice(ALPHABET) for _place in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def frame(tender: Tender, *, language: str, now: datetime, code: str) -> dict[str, Any]:
    """Return what stands at the head and foot of every paper of a call: the arguments of `PaperBase`."""
    buyer = tender.buyer
    address = address_lines(buyer.address)
    return {
        "language": language,
        "buyer": Party(buyer.name, address, buyer.identifier, buyer.email),
        "place": town_in(address),
        "reference": tender.reference,
        "tender": tender.title,
        "made_at": now,
        "time_zone": buyer.time_zone,
        "check": Check(code, f"{settings.BASE_URL}/{language}/verify/{code}/"),
        "rehearsal": tender.rehearsal,
        "demo": tender.demo,
    }


def address_lines(address: str) -> tuple[str, ...]:
    """Return an address line by line; one that was written in a single line is divided at its commas."""
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    parts = lines[0].split(",") if len(lines) == 1 else lines
    return tuple(part.strip() for part in parts if part.strip())


def town_in(address: Sequence[str]) -> str:
    """Return the town of a postal address, without street, postal code and country; empty where none is told."""
    parts = [part.strip() for line in address for part in line.split(",")]
    for part in reversed(parts):
        if found := TOWN.fullmatch(part):
            return found["town"]
    return parts[-1] if len(parts) > 1 and not any(sign.isdigit() for sign in parts[-1]) else ""


def firm(supplier: Supplier) -> Party:
    """Return a firm as it is named on paper, with its registered office."""
    return Party(supplier.name, address_lines(supplier.address), supplier.identifier, supplier.email)


def bidder(bid: Bid) -> Party:
    """Return who bids as it is named on paper: a group by all its members, with the office of the firm that leads."""
    return replace(firm(bid.supplier), name=bid.tenderer)


def lot_on_paper(lot: Lot, *, only: bool) -> PaperLot:
    """Return a lot as it is named on paper; `only` when the call has no other."""
    return PaperLot(lot.identifier, lot.title, only=only)


def issue(paper: PaperBase, row: Paper) -> Paper:
    """Print and sign `paper`, and store it as `row`, whose code it carries. The bytes are never made again."""
    document = _signed(paper)
    row.language, row.made_at = paper.language, paper.made_at
    row.sha256 = hashlib.sha256(document).hexdigest()
    with transaction.atomic():
        row.file.save(f"{row.code}.pdf", ContentFile(document), save=False)
        row.save(force_insert=True)
        facts = {"kind": row.kind, "code": row.code, "sha256": row.sha256}
        record("paper.issue", row, by=None, now=paper.made_at, payload=facts)
    return row


def _signed(paper: PaperBase) -> bytes:
    signer = portal_signer(settings.KEYS_ROOT, real=not (paper.rehearsal or paper.demo))
    with override(paper.language):
        reason = f"{paper.title} ({paper.reference})"
        name = shorten(paper.buyer.name, LONGEST_IN_STAMP, placeholder="…")
        stamp = _("Signed electronically by %(name)s") % {"name": name}
        if signer.demo:
            stamp = "\n".join([stamp, _("Demonstration certificate: nobody vouches for it")])
    return sign_pdf(
        printed(paper),
        signer,
        name=paper.buyer.name,
        reason=reason,
        visible_text=stamp,
        now=paper.made_at,
        timestamp_url=settings.TIMESTAMP_URL,
    )


@lru_cache(maxsize=4)
def portal_signer(keys: Path, *, real: bool) -> Signer:
    """Return whose key signs: the configured one for real papers, else a demonstration's, made at its first use."""
    if real and settings.SIGNING_KEY:
        passphrase = settings.SIGNING_PASSPHRASE.encode() or None
        return FileSigner(Path(settings.SIGNING_KEY), passphrase)
    return demo_certificate(keys, settings.SITE_NAME)


def trust_roots(keys: Path) -> list[bytes]:
    """Return the certificates by which papers of this portal are known: the configured and the demonstration's."""
    return [root for real in (True, False) for root in portal_signer(keys, real=real).trust_roots()]
