"""A bid while it is written: started, and filled; its files are in `draft_files.py`.

Until *submit*, prices, texts and file names lie in `Bid.draft` under a key that only the member's browser holds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.models import Supplier
from tenders import practice
from tenders.bids import drafts, manifest, receipts, seal
from tenders.bids.manifest import Discount, LotOffer, Manifest, ManifestError
from tenders.bids.refusals import refusing
from tenders.lifecycle.bid import BidState, call_takes_bids, firm_is_invited
from tenders.models import Bid, PracticeBid, Tender

NOTHING_WRITTEN_YET = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def start_bid(tender: Tender, *, supplier: Supplier, by: User, now: datetime, practises: bool = False) -> Bid:
    """Start a draft in the running round. A firm may start anew as often as it likes: the bid submitted last counts.

    A practice is begun alike. It is sealed to a key of its own, whose private half is forgotten here.

    Raises:
        Refused: the person does not belong to the firm, or the call takes no bids.
    """
    number = receipts.bid_number(practice=practises)
    kind, key = (PracticeBid, seal.EnvelopeKey.generate().public_key) if practises else (Bid, "")
    bid = kind(round=tender.round, supplier=supplier, number=number, language=supplier.language, practice_key=key)
    refuse_strangers(bid, by)
    refuse_late(bid, by, now)
    bid.save()
    record(bid.deed("start"), bid, by=by, now=now)
    return bid


def read_draft(bid: Bid, *, draft_key: bytes) -> Manifest:
    """Return what the draft says so far; `made_at` is when it was last saved.

    Raises:
        Refused: this is not the draft's key.
    """
    if not bid.draft:
        return blank(bid)
    with refusing(drafts.DraftError, ManifestError, rule="draft_key"):
        return manifest.decode(drafts.unlock(bytes(bid.draft), draft_key))


def blank(bid: Bid) -> Manifest:
    """Return what a draft says before anything was written."""
    round_ = bid.round
    return Manifest(
        tender=round_.tender.reference,
        round=str(round_.number),
        supplier=str(bid.supplier_id),
        language=bid.language,
        lots=(),
        files=(),
        declaration={},
        made_at=NOTHING_WRITTEN_YET,
    )


@transaction.atomic
def save_draft(
    bid: Bid,
    *,
    offers: Sequence[LotOffer],
    declaration: Mapping[str, Any],
    draft_key: bytes,
    by: User,
    now: datetime,
    shown: Collection[str] | None = None,
    discounts: Sequence[Discount] | None = None,
) -> Manifest:
    """Keep prices, answers and self-declaration as they are now, in place of those kept before; files stay.

    `shown`: the lots that could be offered for, where a page showed only some; what is kept of the others stays.
    `discounts`: those for lots won together; None lets stand what is kept.

    Raises:
        Refused: not the draft's key, not a member, no draft any more, too late, or something cannot stand in a bid.
    """
    lock_draft(bid, by=by, now=now)
    with refusing(ManifestError):
        before = read_draft(bid, draft_key=draft_key)
        kept = [] if shown is None else [offer for offer in before.lots if offer.lot not in shown]
        lots = _in_order([*offers, *kept], bid) if kept else offers
        together = before.discounts if discounts is None else tuple(discounts)
        draft = replace(before, lots=tuple(lots), discounts=together, declaration=declaration, made_at=now)
    write_draft(bid, draft, draft_key)
    record(bid.deed("save_draft"), bid, by=by, now=now)
    return draft


def _in_order(offers: Iterable[LotOffer], bid: Bid) -> list[LotOffer]:
    """Return offers in the order of the call's lots."""
    lots = list(bid.round.tender.lots.values_list("identifier", flat=True))
    places = {identifier: place for place, identifier in enumerate(lots)}
    return sorted(offers, key=lambda offer: places.get(offer.lot, len(places)))


def lock_draft(bid: Bid, *, by: User, now: datetime) -> None:
    """Lock the row, bring `bid` up to date, and refuse whoever may not write to it now."""
    lock(bid, by=by)
    refuse_late(bid, by, now)
    if bid.state != BidState.DRAFT:
        raise Refused(_("This bid is handed in. To change it, start a new one: it takes the place of this one."))


def lock(bid: Bid, *, by: User) -> None:
    """Lock the row, bring `bid` up to date, and refuse whoever does not belong to the firm."""
    try:
        practice.lock(bid)
    except Bid.DoesNotExist:
        raise Refused(_("This draft was deleted.")) from None
    bid.refresh_from_db()
    refuse_strangers(bid, by)


def refuse_strangers(bid: Bid, by: User) -> None:
    """Refuse whoever does not belong to the firm."""
    if not bid.supplier.roles_of(by):
        raise Refused(_("Only the firm's own people may do this."), rules=["own_people"])


def refuse_late(bid: Bid, by: User, now: datetime) -> None:
    """Refuse what comes after the deadline, or to a round that is not open to the firm."""
    for rule in (call_takes_bids, firm_is_invited):
        if sentence := rule(bid, by=by, now=now):
            raise Refused(sentence, rules=[rule.__name__])


def write_draft(bid: Bid, draft: Manifest, draft_key: bytes) -> None:
    """Lock the draft with this key and keep it in the row."""
    with refusing(ManifestError):
        bid.draft = drafts.lock(manifest.encode(draft), draft_key)
    bid.save(update_fields=["draft", "first_upload_at"])
