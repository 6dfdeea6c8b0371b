"""The opening: M members unlock after the deadline, and the last unlock opens all bids in one act.

Directive 2014/24/EU, Annex IV (b), (e) and (g): nobody before the deadline, only the named people together after it,
and every attempt stands in the log.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.dates import date_format
from procurement.keyring import Keyring
from procurement.lifecycle import Refused, Sentence, perform
from tenders import access
from tenders.bids import emails, manifest, memberkeys, queries, seal
from tenders.bids.custodian import keep_unlock
from tenders.bids.custody import key_of
from tenders.bids.discounts import read_back
from tenders.bids.documents import make_opening_record
from tenders.bids.manifest import LotOffer, Manifest
from tenders.bids.memberkeys import MemberKeyError, WrongPassphraseError
from tenders.bids.team import team_of
from tenders.bids.unsealing import unseal
from tenders.calls.actions import close_call
from tenders.lifecycle.tender import TenderState, deadline_has_passed, no_outage_asks_for_time
from tenders.models import Bid, Envelope, Lot, LotBid, MemberKey, Opening, Tender
from tenders.models.discounts import kept_discounts
from tenders.outages.actions import every_outage_is_considered, notice_outages


class AlreadyOpened(Refused):
    """Others opened first; the sentence names them."""


def unlock(tender: Tender, *, passphrase: str, by: User, now: datetime) -> Opening | None:
    """Let a committee member unlock. Returns None while more members must; the M-th unlock opens all bids.

    Unlocking twice counts once. Every refusal is logged, except that others were quicker.

    Raises:
        Refused: no member, before the deadline, a wrong passphrase, a damaged key.
        AlreadyOpened: it is done; by whom, and when.
    """
    try:
        private_key = _private_key(tender, passphrase, by=by, now=now)
        enough = _keep(tender, private_key, by=by, now=now)
        return _open_together(tender, by=by, now=now) if enough else None
    except AlreadyOpened:
        raise
    except Refused as refusal:
        with override("en"):
            sentences = [str(sentence) for sentence in refusal.sentences]
        record("tender.unlock_refused", tender, by=by, now=now, payload={"sentences": sentences})
        raise


def _private_key(tender: Tender, passphrase: str, *, by: User, now: datetime) -> bytes:
    """Unwrap the member's key, outside the transaction: it takes its time, on purpose."""
    if Role.COMMITTEE not in tender.roles_of(by):
        raise Refused(_("Only the members of this call's opening committee open its bids."))
    notice_outages(tender, now=now)
    if sentence := deadline_has_passed(tender, by=by, now=now) or _about_outages(tender, now):
        raise Refused(sentence)
    key = MemberKey.objects.get(person=by)
    try:
        return memberkeys.unwrap(bytes(key.wrapped), passphrase)
    except WrongPassphraseError:
        raise Refused(_("This passphrase does not open your key. The attempt is logged.")) from None
    except MemberKeyError as error:
        raise Refused(str(error)) from None


@transaction.atomic
def _keep(tender: Tender, private_key: bytes, *, by: User, now: datetime) -> bool:
    """Keep the unlock, whatever comes next: the custodian sees only what is committed. True when they are enough."""
    locked, envelope = _closed(tender, now)
    if keep_unlock(envelope, private_key, by=by, now=now):
        record("tender.unlock", locked, by=by, now=now, payload={"envelope": envelope.fingerprint})
    return not locked.unlocks_missing()


@transaction.atomic
def _open_together(tender: Tender, *, by: User, now: datetime) -> Opening:
    locked, envelope = _closed(tender, now)
    opening = _open(locked, envelope, by=by, now=now)
    tender.refresh_from_db()
    return opening


def _closed(tender: Tender, now: datetime) -> tuple[Tender, Envelope]:
    """Lock the call, closed by now and opened by nobody yet, and return it with the round's envelope."""
    locked = Tender.objects.select_for_update().get(pk=tender.pk)  # who submits, withdraws or opens queues here
    if locked.state == TenderState.PUBLISHED:
        close_call(locked, now=now)
    envelope = queries.envelope_of(locked.round)
    if opening := queries.opening_of(envelope):
        raise AlreadyOpened(_who_opened(opening))
    if sentence := _about_outages(locked, now):  # found or proposed meanwhile
        raise Refused(sentence)
    if locked.state != TenderState.CLOSED:
        raise Refused(_("Not possible while the state is “%(state)s”.") % {"state": locked.get_state_display()})
    return locked, envelope


def _about_outages(tender: Tender, now: datetime) -> Sentence | None:
    return every_outage_is_considered(tender) or no_outage_asks_for_time(tender, by=None, now=now)


def _who_opened(opening: Opening) -> str:
    names = ", ".join(opening.members.order_by("name").values_list("name", flat=True))
    moment = date_format(localtime(opening.opened_at), "DATETIME_FORMAT")
    return _("The bids were opened on %(moment)s by %(names)s.") % {"moment": moment, "names": names}


def _open(tender: Tender, envelope: Envelope, *, by: User, now: datetime) -> Opening:
    """Join the key, open every bid in force, and seal all anew for the panel. The pieces of the key go."""
    keyring = Keyring(Path(settings.KEYS_ROOT))
    identity = key_of(envelope, keyring)
    bids = list(access.bids_in_force(envelope.round))
    lots = {lot.identifier: lot for lot in tender.lots.all()}
    with override(tender.buyer.language):
        defects = [fault for bid in bids for fault in _open_bid(bid, identity, keyring, lots, by=by, now=now)]
    opening = Opening.objects.create(envelope=envelope, opened_at=now, bids_opened=len(bids), defects=defects)
    opening.members.set(envelope.unlocks.values_list("member", flat=True))
    envelope.unlocks.update(pieces=b"")  # or withdrawn bids could be opened by whoever holds the custodian's key
    facts = {"envelope": envelope.fingerprint, "bids": len(bids), "defects": len(defects)}
    perform(tender, "open", by=by, now=now, facts=facts)
    make_opening_record.enqueue(opening.pk)
    for bid in bids:
        emails.bid_opened(bid, now=now)
    return opening


def _open_bid(
    bid: Bid, identity: seal.Identity, keyring: Keyring, lots: dict[str, Lot], *, by: User, now: datetime
) -> list[dict[str, str]]:
    """Open one bid; returns what did not fit. A bid that cannot be read stays in the list: for every lot, unpriced."""
    unsealed = unseal(bid, identity, keyring)
    offers: dict[str, LotOffer | None] = dict.fromkeys(lots)
    if unsealed.content:
        bid.panel_manifest = seal.seal_bytes(manifest.encode(unsealed.content), keyring.panel_public)
        bid.team = team_of(unsealed.content.declaration)
        bid.discounts = kept_discounts(read_back(unsealed.content))
        bid.save(update_fields=["panel_manifest", "team", "discounts"])
        offers = _by_lot(unsealed.content)
    LotBid.objects.bulk_create(_lot_bid(bid, lot, offers[name]) for name, lot in lots.items() if name in offers)
    perform(bid, "open", by=by, now=now, facts={"defects": len(unsealed.defects)})
    return [{"bid": bid.number, "sentence": sentence} for sentence in unsealed.defects]


def _by_lot(content: Manifest) -> dict[str, LotOffer | None]:
    """One offer for each lot: the main one, or the first variant where there is no other."""
    offers: dict[str, LotOffer | None] = {}
    for offer in sorted(content.lots, key=lambda offer: offer.variant):
        offers.setdefault(offer.lot, offer)
    return offers


def _lot_bid(bid: Bid, lot: Lot, offer: LotOffer | None) -> LotBid:
    price = offer.price if offer else None
    currency = offer.currency if offer and offer.currency else lot.tender.currency
    return LotBid(bid=bid, lot=lot, submitted_price=price, price=price, currency=currency)
