"""Splitting an envelope's private key, so that only the named people together can open it.

    private key    = custodian part XOR committee part
    committee part = piece XOR piece XOR …     once for every M of the N members, once for all trustees

Each piece is uniformly random by itself and lies in a libsodium sealed box for its holder. All pieces of one coalition
and the custodian's part give the key; anything less is independent of it, whatever computer looks at it.
Directive 2014/24/EU, Annex IV (d) and (e).
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import comb

from django.utils.translation import gettext as _
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from tenders.bids.seal import Identity, SealError, identity_from

BOX = 74 + 48  # a private key of age, and what a sealed box adds
MAX_COALITIONS = 500  # 4 of 11 members are 330 coalitions, about 160 KB of pieces


class CommitteeError(Exception):
    """A key could not be split, a piece not opened, or pieces not joined; says why in one plain sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one holder contributes to one coalition (sorted names of all who must meet), sealed to the holder."""

    coalition: tuple[str, ...]
    holder: str
    sealed: bytes  # one box of 122 bytes; several in a row when it was handed on


@dataclass(frozen=True, slots=True)
class Split:
    """A private key in parts: seal `custodian_part` to the custodian at once; `pieces` may be stored as they are."""

    custodian_part: bytes = field(repr=False)
    pieces: tuple[Piece, ...]


def split(identity: Identity, members: Mapping[str, bytes], m: int, trustees: Mapping[str, bytes]) -> Split:
    """Split a private key over the custodian, any `m` of `members`, and all of `trustees` (none when empty).

    Args:
        identity: the private key of the envelope.
        members: name → X25519 public key (32 bytes) of each committee member.
        m: how many members must meet.
        trustees: name → public key of each recovery trustee; they can replace the committee, never the custodian.

    Raises:
        CommitteeError: `m` does not fit, somebody is named twice, or a key is no key.
    """
    secret = str(identity).encode()
    custodian_part = secrets.token_bytes(len(secret))
    return Split(custodian_part, shared(_xor([secret, custodian_part]), members, m, trustees))


def shared(part: bytes, members: Mapping[str, bytes], m: int, trustees: Mapping[str, bytes]) -> tuple[Piece, ...]:
    """Split `part` once for every `m` of `members`, and once for all `trustees`.

    Raises:
        CommitteeError: as `split`.
    """
    check(members, m, trustees)
    coalitions = list(combinations(sorted(members), m))
    if trustees:
        coalitions.append(tuple(sorted(trustees)))
    keys = {**members, **trustees}
    return tuple(piece for group in coalitions for piece in _pieces(part, group, keys))


def gathered(handed_on: Iterable[Iterable[Piece]]) -> tuple[Piece, ...]:
    """What a whole coalition handed on, each its own piece `shared` anew: a new holder's piece is all that it got.

    The XOR of the old pieces is the committee part, so the XOR of all their parts is: nobody had to join them.
    """
    boxes: dict[tuple[tuple[str, ...], str], bytes] = {}
    for piece in (piece for giver in handed_on for piece in giver):
        place = (piece.coalition, piece.holder)
        boxes[place] = boxes.get(place, b"") + piece.sealed
    return tuple(Piece(coalition, holder, sealed) for (coalition, holder), sealed in boxes.items())


def check(members: Mapping[str, bytes], m: int, trustees: Mapping[str, bytes]) -> None:
    """Refuse a committee that can't be.

    Raises:
        CommitteeError: with the sentence.
    """
    if not 1 <= m <= len(members):
        raise CommitteeError(
            _("%(m)s of %(n)s members cannot open an envelope.") % {"m": m, "n": len(members)},
        )
    if comb(len(members), m) > MAX_COALITIONS:
        raise CommitteeError(_("This committee is too large. Name fewer members."))
    keys = [*members.values(), *trustees.values()]
    if members.keys() & trustees.keys() or len(set(keys)) < len(keys):
        raise CommitteeError(_("One person cannot stand for two. Each member and trustee needs a key of their own."))


def _xor(parts: Iterable[bytes]) -> bytes:
    total, *rest = parts
    for part in rest:
        total = bytes(a ^ b for a, b in zip(total, part, strict=True))
    return total


def _pieces(committee_part: bytes, coalition: tuple[str, ...], keys: Mapping[str, bytes]) -> Iterator[Piece]:
    shares = [secrets.token_bytes(len(committee_part)) for _holder in coalition[1:]]
    shares.append(_xor([committee_part, *shares]))
    for holder, share in zip(coalition, shares, strict=True):
        try:
            sealed = SealedBox(PublicKey(keys[holder])).encrypt(share)
        except (CryptoError, ValueError, TypeError) as error:
            raise CommitteeError(_("The key of %(holder)s is not usable.") % {"holder": holder}) from error
        yield Piece(coalition, holder, sealed)


def coalition_among(pieces: Iterable[Piece], present: Collection[str]) -> tuple[Piece, ...]:
    """All pieces of the first coalition whose every member is `present`; empty when too few are."""
    by_coalition: dict[tuple[str, ...], list[Piece]] = {}
    for piece in pieces:
        by_coalition.setdefault(piece.coalition, []).append(piece)
    for coalition, own in sorted(by_coalition.items()):
        if set(coalition) <= set(present):
            return tuple(own)
    return ()


def open_piece(piece: Piece, private_key: bytes) -> bytes:
    """The holder's share of one coalition, opened with the holder's own private key (32 bytes).

    Raises:
        CommitteeError: the piece was sealed for another key, or changed since.
    """
    try:
        own, starts = SealedBox(PrivateKey(private_key)), range(0, len(piece.sealed), BOX)
        return _xor([own.decrypt(piece.sealed[start : start + BOX]) for start in starts])
    except (CryptoError, ValueError, TypeError) as error:
        raise CommitteeError(_("This piece of the key was made for another person, or it was changed.")) from error


def seal_anew(piece: Piece, private_key: bytes, public_key: bytes) -> Piece:
    """The same piece, sealed to another key of its holder.

    Raises:
        CommitteeError: the piece was sealed for another key than this private one, or changed since.
    """
    return replace(piece, sealed=SealedBox(PublicKey(public_key)).encrypt(open_piece(piece, private_key)))


def join(custodian_part: bytes, pieces_opened: Mapping[str, bytes]) -> Identity:
    """The private key again, from the custodian's part and holder → opened piece of one whole coalition.

    Raises:
        CommitteeError: a piece is missing, belongs to another coalition or key, or was changed.
    """
    refusal = CommitteeError(_("These pieces do not make the key. One is missing, or was changed."))
    try:
        return identity_from(_xor([custodian_part, *pieces_opened.values()]).decode("ascii"))
    except (ValueError, SealError):
        raise refusal from None
