"""A file that comes in parts, over a bad network or after a break: announced, sent from where it stopped, sealed.

Each part is locked under the draft's key before it touches the disk (`parts.py`), so that the server can put the file
together only while the firm's browser asks it to. With the last part it is checked and sealed as one that came whole.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.filechecks import check_announced
from procurement.lifecycle import Refused
from tenders.bids import drafts, parts, wellformed
from tenders.bids.allowance import refuse_too_much, refuse_when_full
from tenders.bids.draft_files import Ended, Place, new_upload, refuse_as_piece, take_file
from tenders.bids.drafting import lock, lock_draft, read_draft
from tenders.bids.durable import NoRoom, refusing_when_full
from tenders.bids.files import sealed_path
from tenders.bids.manifest import ManifestError
from tenders.bids.refusals import refusing
from tenders.lifecycle.bid import call_takes_bids
from tenders.models import Bid, Upload

KEPT = timedelta(days=7)
"""So long an upload waits for its next part."""
AT_ONCE = 100
GONE = _("This upload was given up. Choose the file again.")
CHANGED = _("This file was changed while it was sent, so nothing of it was kept. Choose it again.")
MISSHAPEN = _("This part has a size that is not taken.")


@dataclass(frozen=True, slots=True)
class Announced:
    """What is said of a file before it comes; it stands in its row under the draft's key. `sha256`: of all of it."""

    name: str
    lot: str | None
    purpose: str
    size: int
    sha256: str

    @property
    def place(self) -> Place:
        """What the file is called, and what of the bid it is."""
        return Place(self.name, self.lot, self.purpose)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a file is: so many bytes are here. `code` is "" for one that was sealed before, by whatever way."""

    announced: Announced
    code: str
    received: int
    sealed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file, and where they belong in it."""

    offset: int
    data: bytes


@transaction.atomic
def begin_upload(bid: Bid, announced: Announced, *, draft_key: bytes, by: User, now: datetime) -> Standing:
    """Announce a file. Announced again, from whatever browser, it goes on where it is.

    Raises:
        Refused: what can be seen beforehand speaks against it, or as `save_draft`.
    """
    lock_draft(bid, by=by, now=now)
    draft = read_draft(bid, draft_key=draft_key)
    lying = (file for file in draft.files if sealed_path(file.stored_as).exists())
    here = (Announced(file.name, file.lot, file.purpose, file.size, file.sha256) for file in lying)
    if announced in here:
        return Standing(announced, "", announced.size, sealed=True)
    waiting = on_their_way(bid, draft_key)
    if found := next((each for each in waiting if each.announced == announced), None):
        return found
    if len(waiting) >= AT_ONCE:
        raise Refused(_("Too many files are on their way. Finish some of them, or give them up."))
    _refuse_beforehand(bid, announced)
    refuse_too_much(bid, announced.size, by=by, now=now)
    upload = new_upload(bid, announced.size, by=by, now=now)
    upload.facts = drafts.lock(json.dumps(asdict(announced)).encode(), draft_key)
    upload.save(force_insert=True)
    return Standing(announced, upload.code, 0, sealed=False)


def _refuse_beforehand(bid: Bid, announced: Announced) -> None:
    limit = refuse_as_piece(bid, announced.place)
    if problems := check_announced(announced.name, announced.size, max_bytes=limit):
        raise Refused(*(problem.sentence for problem in problems), rules=[problem.rule for problem in problems])
    with refusing(ManifestError):
        wellformed.file_name(announced.name)
        wellformed.sha256(announced.sha256)


def on_their_way(bid: Bid, draft_key: bytes) -> list[Standing]:
    """Return the files of which parts are awaited; those that another key locked are not known."""
    found = (standing_of(upload, draft_key) for upload in uploads_of(bid).filter(ended_at=None).order_by("pk"))
    return [standing for standing in found if standing]


def uploads_of(bid: Bid) -> QuerySet[Upload]:
    """Return the bid's uploads, open and ended."""
    return Upload.objects.filter(bid=bid)


def upload_of(bid: Bid, code: str) -> Upload | None:
    """Return one of them. It knows its bid as what it is: a practice stays a practice."""
    if found := uploads_of(bid).filter(code=code).first():
        found.bid = bid
    return found


def standing_of(upload: Upload, draft_key: bytes) -> Standing | None:
    """Return how far a file is; None for one that was given up, or that this key does not open."""
    try:
        announced = Announced(**json.loads(drafts.unlock(bytes(upload.facts), draft_key)))
    except drafts.DraftError:
        return None
    return Standing(announced, upload.code, upload.received, sealed=upload.is_sealed)


def take_part(upload: Upload, part: Part, *, draft_key: bytes, by: User, now: datetime) -> Standing:
    """Keep the next part; with the last one, seal the file.

    A part that was taken before, or comes too early, does nothing: the answer says from where to go on.

    Raises:
        Refused: the file breaks a rule, and is given up; or as `save_draft`.
        NoRoom: the disk is full; what came before stays.
    """
    _keep(upload, part, draft_key=draft_key, by=by, now=now)
    standing = standing_of(upload, draft_key)
    if standing is None:
        raise Refused(GONE)
    if standing.sealed or standing.received < upload.size:
        return standing
    return _finish(upload, standing, draft_key=draft_key, by=by, now=now)


@transaction.atomic
def _keep(upload: Upload, part: Part, *, draft_key: bytes, by: User, now: datetime) -> None:
    """The part is on the disk before its row counts it, and both wait for whoever sends the same place meanwhile."""
    lock_draft(upload.bid, by=by, now=now)
    upload.refresh_from_db(fields=["received", "ended_at", "facts"])  # not the bid: it is locked, and may be a practice
    end = part.offset + len(part.data)
    if not upload.is_open or part.offset != upload.received or not part.data or standing_of(upload, draft_key) is None:
        return
    if end > upload.size or len(part.data) > parts.MOST or (len(part.data) < parts.LEAST and end < upload.size):
        raise Refused(MISSHAPEN)
    refuse_when_full(upload.bid, len(part.data))
    with refusing_when_full():
        parts.keep_part(upload.code, part.offset, part.data, draft_key)
    upload.received, upload.moved_at = end, now
    upload.save(update_fields=["received", "moved_at"])


def _finish(upload: Upload, standing: Standing, *, draft_key: bytes, by: User, now: datetime) -> Standing:
    bid, announced = upload.bid, standing.announced
    refuse_when_full(bid, upload.size)
    try:
        content = parts.whole_of(upload.code, upload.size, draft_key)
    except parts.PartLost as lost:
        uploads_of(bid).filter(pk=upload.pk, ended_at=None).update(received=lost.offset)
        return Standing(announced, upload.code, lost.offset, sealed=False)
    try:
        _refuse_changed(content, announced)
        take_file(bid, announced.place, content, upload=upload, draft_key=draft_key, by=by, now=now)
    except Ended:
        upload.refresh_from_db()
    except NoRoom:
        raise
    except Refused as refusal:
        if call_takes_bids.__name__ not in refusal.rules:  # an outage may give more time
            give_up(upload, by=by, now=now)
        raise
    else:
        parts.forget_parts(upload.code)
    return Standing(announced, upload.code, upload.received, sealed=upload.is_sealed)


def _refuse_changed(content: bytes, announced: Announced) -> None:
    if hashlib.sha256(content).hexdigest() != announced.sha256:
        raise Refused(CHANGED)


def give_up(upload: Upload, *, by: User, now: datetime) -> None:
    """End an upload without a file; its parts leave the disk.

    Raises:
        Refused: not of the firm, or the draft was deleted.
    """
    with transaction.atomic():
        lock(upload.bid, by=by)
        ended = uploads_of(upload.bid).filter(pk=upload.pk, ended_at=None).update(ended_at=now, facts=b"")
    if ended:
        parts.forget_parts(upload.code)
