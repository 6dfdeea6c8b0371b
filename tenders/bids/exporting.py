"""What the committee needs to open bids without the portal: laid into a folder, sealed as it is here.

Nothing in it is readable without the custodian's key and the keys of M members with their passphrases. How many bids
there are and who bids is told by it, so it is not made before the deadline.
"""

import json
import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement import clock
from procurement.audit.log import record
from procurement.lifecycle import Refused
from tenders import access
from tenders.bids.files import sealed_path
from tenders.models import Bid, Envelope, MemberKey, Tender


def export_sealed(tender: Tender, folder: Path) -> int:
    """Lay the sealed bids in force of the running round into `folder`, with what opens them. Returns how many.

    Raises:
        Refused: before the deadline, or the call has no key.
    """
    now, envelope = (
        clock.now(),
        Envelope.objects.filter(round__tender=tender, round__number=tender.round_number).first(),
    )
    if envelope is None:
        raise Refused(_("The key of this call is not made yet. Without it no bid can come in."))
    if now < envelope.round.deadline_at:
        raise Refused(_("The deadline for bids has not passed yet."))
    holders = MemberKey.objects.filter(person__in=envelope.pieces.values("holder")).order_by("person")
    _write(folder / "envelope.json", _described(tender, envelope, list(holders)))
    for key in holders:
        _lay(folder / "keys" / f"{key.person_id}.key.json", bytes(key.wrapped))
    bids = list(access.bids_in_force(envelope.round))
    for bid in bids:
        _lay_bid(bid, folder / "bids" / bid.number)
    facts = {"round": envelope.round.number, "envelope": envelope.fingerprint, "bids": len(bids)}
    record("tender.export_sealed", tender, by=None, now=now, payload=facts)
    return len(bids)


def _described(tender: Tender, envelope: Envelope, keys: list[MemberKey]) -> dict[str, Any]:
    """Return the custodian's part and the members' pieces, each still sealed to its holder."""
    coalitions: dict[str, dict[str, str]] = {}
    for piece in envelope.pieces.order_by("pk"):
        coalitions.setdefault(piece.coalition, {})[str(piece.holder_id)] = b64encode(bytes(piece.sealed)).decode()
    return {
        "format": "parvis envelope",
        "version": 1,
        "call": tender.reference,
        "round": envelope.round.number,
        "public_key": envelope.public_key,
        "custodian_part": b64encode(bytes(envelope.custodian_part)).decode(),
        "holders": {str(key.person_id): b64encode(bytes(key.public)).decode() for key in keys},
        "names": {str(key.person_id): str(key.person) for key in keys},
        "coalitions": list(coalitions.values()),
    }


def _lay_bid(bid: Bid, folder: Path) -> None:
    _lay(folder / "manifest.age", bytes(bid.sealed_manifest))
    _write(folder / "receipt.json", bid.receipt)
    for file in access.files_of(bid):
        _lay(folder / f"{file.stored_as}.entry.age", bytes(file.sealed_entry))
        if (sealed := sealed_path(file.stored_as)).exists():
            shutil.copyfile(sealed, folder / f"{file.stored_as}.age")


def _write(path: Path, facts: Any) -> None:
    _lay(path, json.dumps(facts, ensure_ascii=False, indent=1).encode())


def _lay(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
