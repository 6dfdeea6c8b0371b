"""One bid, opened: compare with its receipt, open, and seal anew for the panel. What does not fit is told, not hidden.

The key is in memory only while the opening lasts. No sentence here names a file: the opening record goes to many.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from procurement.keyring import Keyring
from tenders import access
from tenders.bids import manifest, queries, receipts, seal
from tenders.bids.files import opened_path, sealed_path
from tenders.bids.manifest import FileEntry, Manifest, ManifestError
from tenders.models import Bid, SealedFile


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What came out of a bid: its manifest, or None when nothing readable did; and every defect, one sentence each."""

    content: Manifest | None
    defects: tuple[str, ...]


def unseal(bid: Bid, identity: seal.Identity, keyring: Keyring) -> Unsealed:
    """Open one bid with the envelope's key; its files lie sealed for the panel afterwards, the old ones untouched."""
    defects = list(_against_receipt(bid, keyring))
    try:
        content = _complete(manifest.decode(seal.open_bytes(bytes(bid.sealed_manifest), identity)), bid, identity)
    except (seal.CannotOpenError, ManifestError):
        return Unsealed(None, (*defects, _("The bid cannot be opened: it was changed after it was sealed.")))
    if not _belongs(content, bid):
        return Unsealed(None, (*defects, _("The sealed content was made for another call, or by another firm.")))
    for position, entry in enumerate(content.files, start=1):
        if sentence := _reseal(entry, position, identity, keyring.panel_public):
            defects.append(sentence)
    defects.extend(_("The entry of a sealed file is missing, or was changed.") for _name in content.kept)
    return Unsealed(content, tuple(defects))


def _complete(content: Manifest, bid: Bid, identity: seal.Identity) -> Manifest:
    """Name the files whose entries only the envelope knew, because the draft's key was lost."""
    rows = {row.stored_as: row for row in access.files_of(bid).filter(stored_as__in=content.kept)}
    entries = {name: _entry(rows[name], identity) for name in content.kept if name in rows}
    found = tuple(entry for entry in entries.values() if entry)
    lost = tuple(name for name in content.kept if not entries.get(name))
    return replace(content, files=(*content.files, *found), kept=lost)


def _entry(row: SealedFile, identity: seal.Identity) -> FileEntry | None:
    """Return the entry that was sealed beside the file; None when it is damaged, or belongs to another file."""
    try:
        entry = manifest.decode_entry(seal.open_bytes(bytes(row.sealed_entry), identity))
    except (seal.CannotOpenError, ManifestError):
        return None
    return entry if (entry.stored_as, entry.sealed_sha256) == (row.stored_as, row.sealed_sha256) else None


def _against_receipt(bid: Bid, keyring: Keyring) -> Iterator[str]:
    """The portal signed the hash of what came in; a bid that was swapped since cannot have that signature."""
    try:
        signed = queries.receipt_of(bid)
    except ValueError:
        yield _("The receipt of this bid is damaged.")
        return
    if not receipts.verify(signed, bytes(keyring.portal_public)):
        yield _("The receipt of this bid does not carry the portal's signature.")
    found = hashlib.sha256(bytes(bid.sealed_manifest)).hexdigest()
    if (found, bid.number) != (signed.receipt.manifest_sha256, signed.receipt.bid_number):
        yield _("The sealed bid is not the one that its receipt confirms.")


def _belongs(content: Manifest, bid: Bid) -> bool:
    round_ = bid.round
    own = (round_.tender.reference, str(round_.number), str(bid.supplier_id))
    return (content.tender, content.round, content.supplier) == own


def _reseal(entry: FileEntry, position: int, identity: seal.Identity, panel: str) -> str | None:
    """Seal one file for the panel, stream by stream; returns what is wrong with it."""
    old, new = sealed_path(entry.stored_as), opened_path(entry.stored_as)
    new.unlink(missing_ok=True)  # left by an opening that a crash undid
    if not old.exists():
        return _("File %(position)s is missing.") % {"position": position}
    with old.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        copied = seal.seal_to_path(seal.open_chunks(old, identity), new, panel)
    except seal.CannotOpenError:
        return _("File %(position)s cannot be opened: it was changed after it was sealed.") % {"position": position}
    if (found, copied.sha256) != (entry.sealed_sha256, entry.sha256):
        return _("File %(position)s is not the one that was sealed with the bid.") % {"position": position}
    return None
