"""What the custodian holds: its part of each envelope's key, and the members' pieces from their unlock to the opening.

On one machine the worker and the web process play the custodian themselves. Elsewhere it is a process with a key, a
system user and a database role of its own (`custody.py`), and `joined_key` runs there alone.
"""

import json
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from procurement import clock
from procurement.accounts.models import User
from procurement.keyring import Keyring, KeyringError
from procurement.lifecycle import Refused
from tenders.bids import committee, seal
from tenders.bids.committee import CommitteeError, Piece
from tenders.bids.refusals import refusing
from tenders.models import Envelope, EnvelopePiece, Unlock


def keep_unlock(envelope: Envelope, private_key: bytes, *, by: User, now: datetime) -> bool:
    """Open the member's pieces and keep them, sealed to the custodian. Returns False when that was done before.

    Raises:
        Refused: the member holds no piece, or its key does not open it.
    """
    pieces = [piece for piece in _pieces(envelope) if piece.holder == str(by.pk)]
    if not pieces:
        raise Refused(_("You hold no piece of this key."))
    with refusing(CommitteeError):
        shares = {_name(piece): b64encode(committee.open_piece(piece, private_key)).decode() for piece in pieces}
    sealed = Keyring(Path(settings.KEYS_ROOT)).seal_for_custodian(json.dumps(shares).encode())
    kept = {"unlocked_at": now, "pieces": sealed}
    _unlock, is_new = Unlock.objects.get_or_create(envelope=envelope, member=by, defaults=kept)
    return is_new


def joined_key(envelope: Envelope, keyring: Keyring) -> seal.Identity:
    """Give the envelope's private key: to M members, and after the deadline by the clock that it asks itself.

    Raises:
        Refused: too few, too early, or the parts do not make the key.
    """
    unlocks = {str(unlock.member_id): unlock for unlock in envelope.unlocks.all()}
    if clock.now() < envelope.round.deadline_at or len(unlocks) < envelope.quorum:
        raise Refused(_("The custodian keeps its part until the deadline has passed and enough members unlocked."))
    coalition = committee.coalition_among(_pieces(envelope), unlocks.keys())
    with refusing(CommitteeError, KeyringError):
        shares = {piece.holder: _share(piece, unlocks[piece.holder], keyring) for piece in coalition}
        return committee.join(keyring.open_as_custodian(bytes(envelope.custodian_part)), shares)


def _share(piece: Piece, unlock: Unlock, keyring: Keyring) -> bytes:
    shares = json.loads(keyring.open_as_custodian(bytes(unlock.pieces)))
    return b64decode(shares[_name(piece)])


def _pieces(envelope: Envelope) -> list[Piece]:
    return [piece_in(row) for row in envelope.pieces.order_by("pk")]


def piece_in(row: EnvelopePiece) -> Piece:
    """Return the piece that a row keeps."""
    return Piece(tuple(row.coalition.split(",")), str(row.holder_id), bytes(row.sealed))


def row_of(piece: Piece, envelope: Envelope) -> EnvelopePiece:
    """Return the row that keeps a piece."""
    coalition = ",".join(piece.coalition)
    return EnvelopePiece(envelope=envelope, holder_id=int(piece.holder), coalition=coalition, sealed=piece.sealed)


def _name(piece: Piece) -> str:
    return ",".join(piece.coalition)
