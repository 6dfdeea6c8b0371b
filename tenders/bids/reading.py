"""Reading an opened bid. Only through here, only for whom `tenders/access.py` lets, and each reading is logged.

Directive 2014/24/EU, Annex IV (d), (f), (g).
"""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from suppliers.vault.looking import looked_at_in_a_bid
from tenders import access
from tenders.bids import manifest, seal
from tenders.bids.files import opened_path
from tenders.bids.manifest import FileEntry, Manifest
from tenders.bids.refusals import refusing
from tenders.lifecycle.bid import BidState
from tenders.models import Bid


def read_manifest(bid: Bid, *, by: User, now: datetime) -> Manifest:
    """Return what an opened bid says. A refused attempt is logged too.

    Raises:
        Refused: not for this person, not opened yet, or the bid could not be opened.
    """
    content = _content(_readable(bid, by=by, now=now), by)
    record("bid.read", bid, by=by, now=now)
    return content


def read_file(bid: Bid, entry: FileEntry, *, by: User, now: datetime) -> bytes:
    """Return one file of an opened bid, whole and compared with its hash.

    Raises:
        Refused: as `read_manifest`, or the file is no part of this bid, or it was changed.
    """
    if entry not in _content(_readable(bid, by=by, now=now), by).files:
        raise Refused(_("This file is not part of the bid."))
    content = _opened(entry)
    record("bid.read_file", bid, by=by, now=now, payload={"sealed_sha256": entry.sealed_sha256})
    tender = bid.round.tender
    looked_at_in_a_bid(bid.supplier, entry.sha256, buyer=tender.buyer, call=tender.reference, by=by, now=now)
    return content


def _readable(bid: Bid, *, by: User, now: datetime) -> Bid:
    """Return the row, opened; log whoever tries without being allowed to."""
    found = access.bids_readable_by(by, bid.round.tender, now).filter(pk=bid.pk).first()
    if found is None:
        record("bid.read_refused", bid, by=by, now=now)
        raise Refused(_("You may not read this bid. The attempt is logged."))
    if found.state != BidState.OPENED:
        raise Refused(_("This bid is sealed."))
    return found


def _content(bid: Bid, reader: User) -> Manifest:
    """Return what the bid says, as far as the reader judges: of the lots of its seat.

    A file given for all the lots of a bid tells of each: it is shut to who judges not all of them.
    """
    whole = _whole(bid)
    shut: set[str | None] = set(access.lots_shut_to(reader, bid.round.tender).values_list("identifier", flat=True))
    offers = tuple(offer for offer in whole.lots if offer.lot not in shut)
    if len(offers) < len(whole.lots):
        shut.add(None)
    return replace(whole, lots=offers, files=tuple(file for file in whole.files if file.lot not in shut))


def _whole(bid: Bid) -> Manifest:
    if not bid.panel_manifest:
        raise Refused(_("This bid could not be opened: see the record of the opening."))
    with refusing(seal.CannotOpenError, manifest.ManifestError):
        return manifest.decode(seal.open_bytes(bytes(bid.panel_manifest), _panel_key()))


def _opened(entry: FileEntry) -> bytes:
    sink = BytesIO()
    try:
        opened = seal.open_stream(opened_path(entry.stored_as), _panel_key(), sink)
    except (seal.CannotOpenError, FileNotFoundError):
        opened = None
    if opened is None or opened.sha256 != entry.sha256:
        raise Refused(_("This file is not the one that was sealed with the bid: see the record of the opening."))
    return sink.getvalue()


def _panel_key() -> seal.Identity:
    return Keyring(Path(settings.KEYS_ROOT)).panel
