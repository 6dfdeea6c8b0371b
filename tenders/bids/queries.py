"""Reads that the room's deeds and papers share. Bids themselves come through `tenders/access.py`."""

from django.db.models import QuerySet

from procurement.accounts.models import User
from procurement.audit.models import Event
from suppliers.models import Supplier
from tenders.bids.receipts import SignedReceipt, canonical_bytes, read
from tenders.models import Bid, Envelope, Opening, Round


def envelope_of(round_: Round) -> Envelope:
    """Return what the round's bids are sealed in."""
    return Envelope.objects.get(round=round_)


def sealing_key(bid: Bid) -> str:
    """Return the public key that the bid is sealed to: its round's; of a practice its own, which nobody can open."""
    return bid.practice_key or envelope_of(bid.round).public_key


def opening_of(envelope: Envelope) -> Opening | None:
    """Return the envelope's opening, if it took place."""
    return Opening.objects.filter(envelope=envelope).first()


def members_of(supplier: Supplier) -> QuerySet[User]:
    """Return the firm's people, who get its mail."""
    return User.objects.filter(memberships__supplier=supplier, is_active=True).order_by("pk")


def submission_digest(bid: Bid) -> str:
    """Return the digest of the log event that recorded the submission."""
    events = Event.objects.filter(object_type=bid._meta.model_name, object_id=str(bid.pk), verb=bid.deed("submit"))
    return events.latest("pk").digest


def receipt_row(signed: SignedReceipt) -> dict[str, str]:
    """Return a signed receipt as `Bid.receipt` keeps it: the signed text itself, and the signature in hex."""
    return {"text": canonical_bytes(signed.receipt).decode(), "signature": signed.signature.hex()}


def receipt_of(bid: Bid) -> SignedReceipt:
    """Return the receipt that was given for this bid.

    Raises:
        ValueError: there is none, or what is stored is no receipt.
    """
    row = bid.receipt or {}
    return SignedReceipt(read(row.get("text", "").encode()), bytes.fromhex(row.get("signature", "")))
