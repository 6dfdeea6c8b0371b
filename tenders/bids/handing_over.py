"""A draft whose key is elsewhere: a colleague takes it over with a code, or the firm starts typing again.

Either way the files stay: they are sealed for the opening, not under the draft's key.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from tenders import access
from tenders.bids import drafts
from tenders.bids.arriving import uploads_of
from tenders.bids.drafting import blank, lock_draft, read_draft, write_draft
from tenders.bids.refusals import refusing
from tenders.models import Bid, HandOver


@transaction.atomic
def hand_over(bid: Bid, *, draft_key: bytes, by: User, now: datetime) -> str:
    """Return a code with which one colleague takes the draft over. It is stored nowhere; a new one ends the old one.

    Raises:
        Refused: not the draft's key, or as `save_draft`.
    """
    lock_draft(bid, by=by, now=now)
    read_draft(bid, draft_key=draft_key)
    code = drafts.hand_over_code()
    wrapped = drafts.wrap_for_hand_over(draft_key, code)
    HandOver.objects.update_or_create(bid=bid, defaults={"wrapped": wrapped, "made_at": now})
    record(bid.deed("hand_over"), bid, by=by, now=now)
    return code


@transaction.atomic
def take_over(bid: Bid, *, code: str, by: User, now: datetime) -> bytes:
    """Return the draft's key for the browser of whoever types the code. The code works once.

    Raises:
        Refused: this is not the code, there is none, or as `save_draft`.
    """
    lock_draft(bid, by=by, now=now)
    waiting = HandOver.objects.filter(bid=bid).first()
    if waiting is None:
        raise Refused(_("No code waits for this draft. Ask a colleague to hand it over."))
    with refusing(drafts.DraftError):
        key = drafts.take_over(bytes(waiting.wrapped), code)
    waiting.delete()
    record(bid.deed("take_over"), bid, by=by, now=now)
    return key


@transaction.atomic
def start_again(bid: Bid, *, by: User, now: datetime) -> bytes:
    """Empty the draft and return its new key. What was typed is lost for everybody; every sealed file stays.

    Raises:
        Refused: as `save_draft`.
    """
    lock_draft(bid, by=by, now=now)
    key = drafts.new_draft_key()
    kept = tuple(access.files_of(bid).values_list("stored_as", flat=True))
    write_draft(bid, replace(blank(bid), kept=kept, made_at=now), key)
    HandOver.objects.filter(bid=bid).delete()
    uploads_of(bid).filter(ended_at=None).update(ended_at=now, facts=b"")  # nobody reads their parts any more
    record(bid.deed("start_again"), bid, by=by, now=now)
    return key
