"""Proofs of the firm's vault in a bid: a frozen copy, sealed like any other file.

Which proofs a bid holds is kept nowhere but in the bid itself: its draft names their hashes, and so do we here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from suppliers.vault.files import read
from suppliers.vault.queries import newest_of
from suppliers.vault.standing import Standing, standing_of, today_of
from tenders.bids.draft_files import add_file
from tenders.bids.drafting import refuse_strangers
from tenders.bids.manifest import FileEntry, Manifest
from tenders.models import Bid

PURPOSE = "proof"


@dataclass(frozen=True, slots=True)
class VaultRow:
    """A proof that can be put into the bid; `is_in`: its newest version is in it already."""

    proof: int
    title: str
    file_name: str
    standing: Standing
    is_in: bool


def vault_rows(bid: Bid, draft: Manifest, now: datetime) -> Sequence[VaultRow]:
    """Return the firm's proofs that have a file."""
    hashes, today = {entry.sha256 for entry in draft.files}, today_of(now)
    return [
        VaultRow(
            proof=version.credential_id,
            title=version.credential.title,
            file_name=version.file_name,
            standing=standing_of(version, today),
            is_in=version.sha256 in hashes,
        )
        for version in newest_of(bid.supplier).exclude(stored_as="")
    ]


def take_from_vault(bid: Bid, proof: str, *, draft_key: bytes, by: User, now: datetime) -> FileEntry:
    """Seal a copy of a proof's newest version into the bid. Whatever becomes of the vault, the bid keeps this copy.

    Raises:
        Refused: as `add_file`, or the vault of the bid's firm holds no such proof.
    """
    refuse_strangers(bid, by)
    own = newest_of(bid.supplier).exclude(stored_as="")
    version = {str(row.credential_id): row for row in own}.get(proof)
    if version is None:
        raise Refused(_("This proof is not in your vault any more."))
    file: dict[str, Any] = {"name": version.file_name, "chunks": read(version), "lot": None, "purpose": PURPOSE}
    return add_file(bid, **file, draft_key=draft_key, by=by, now=now)
