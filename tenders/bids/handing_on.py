"""Handing a running call's key on to another committee, when a member left or lost its key.

The key is joined nowhere. Each of M members who are still there splits its own piece again, in a request of its own,
and seals the parts to the new members; a new member's piece is all that it got. Whoever watches one request sees one
old piece and nothing more, and the custodian's part still stands in the way until the deadline.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from tenders.bids import committee, emails, memberkeys, queries
from tenders.bids.committee import CommitteeError, Piece
from tenders.bids.custodian import piece_in, row_of
from tenders.bids.keys import keys_of
from tenders.bids.memberkeys import MemberKeyError
from tenders.bids.refusals import refusing
from tenders.lifecycle.tender import TenderState
from tenders.models import CommitteeMember, EnvelopePiece, KeyTransfer, MemberKey, Tender, TransferPart


@transaction.atomic
def ask_to_hand_on(
    tender: Tender, *, givers: Sequence[User], members: Sequence[User], reason: str, by: User, now: datetime
) -> KeyTransfer:
    """Decide who opens the call from now on, and ask members who are still there to hand the key on. It asks anew
    where that was asked before: what was given then is thrown away.

    Raises:
        Refused: not an officer, no reason, not before the deadline, the givers are no M members, or the new committee
            is too small, or has no keys that were tried within the quarter.
    """
    tender = Tender.objects.select_for_update().get(pk=tender.pk)
    if Role.OFFICER not in tender.roles_of(by):
        raise Refused(_("Only an officer of the buyer names the opening committee."))
    if sentence := why_not_handed_on(tender, now):
        raise Refused(sentence)
    if not reason.strip():
        raise Refused(_("Say why the committee changes: the log keeps the reason."))
    envelope, coalition = queries.envelope_of(tender.round), ",".join(sorted(str(giver.pk) for giver in givers))
    if not envelope.pieces.filter(coalition=coalition).exists():
        raise Refused(_("Choose exactly %(quorum)s members who hand the key on.") % {"quorum": envelope.quorum})
    with refusing(CommitteeError):
        committee.check(_tried_keys_of(members, tender, now), envelope.quorum, {})
    KeyTransfer.objects.filter(envelope=envelope, done_at=None).delete()
    asked = KeyTransfer.objects.create(
        envelope=envelope, givers=coalition, reason=reason.strip(), asked_by=by, asked_at=now
    )
    asked.members.set(members)
    people = {"givers": sorted(one.pk for one in givers), "members": sorted(one.pk for one in members)}
    record("tender.ask_key_transfer", tender, by=by, now=now, payload={"reason": asked.reason, **people})
    for giver in givers:
        emails.key_to_hand_on(giver, tender, asked, now=now)
    return asked


def why_not_handed_on(tender: Tender, now: datetime) -> Sentence | None:
    """Return why the call's key can't be handed on; None where it can."""
    if tender.state != TenderState.PUBLISHED:
        return _("A key is handed on while a call takes bids. Before, name another committee.")
    if now >= tender.round.deadline_at:
        return _("The deadline has passed: the members who are there open the bids.")
    return None


def transfer_of(tender: Tender) -> KeyTransfer | None:
    """Return what is asked of the members of the running round, and not done yet."""
    asked = KeyTransfer.objects.filter(envelope__round__tender=tender, envelope__round__number=tender.round_number)
    return asked.filter(done_at=None).select_related("asked_by", "envelope").first()


def is_asked_of(asked: KeyTransfer, person: User) -> bool:
    """Tell whether this person is to hand its piece on, and has not done it."""
    return str(person.pk) in asked.givers.split(",") and not asked.parts.filter(giver=person).exists()


def hand_on(tender: Tender, *, transfer: str, passphrase: str, by: User, now: datetime) -> bool:
    """Hand one's own piece on. Returns whether it was the last that was needed: then the new committee holds the key.

    `transfer` is the number of what the person read: it agrees with that committee and with no other.

    Raises:
        Refused: nothing is asked of this person, it was asked anew since, too late, a wrong passphrase, or a new
            member changed its key since or did not try it.
    """
    try:
        _asked_of(tender, by, transfer)
        with refusing(MemberKeyError):
            private_key = memberkeys.unwrap(bytes(MemberKey.objects.get(person=by).wrapped), passphrase)
        return _hand_on(tender, transfer, private_key, by=by, now=now)
    except Refused as refusal:
        with override("en"):
            sentences = [str(sentence) for sentence in refusal.sentences]
        record("tender.hand_on_refused", tender, by=by, now=now, payload={"sentences": sentences})
        raise


def _asked_of(tender: Tender, person: User, transfer: str) -> KeyTransfer:
    asked = transfer_of(tender)
    if asked is None or not is_asked_of(asked, person):
        raise Refused(_("Nobody asks you to hand a key on."))
    if str(asked.pk) != transfer:
        raise Refused(_("It was asked anew since you read it: read it again."))
    return asked


def _tried_keys_of(members: Sequence[User], tender: Tender, now: datetime) -> dict[str, bytes]:
    """Return the keys of the new committee; who has not tried its own of late may not be able to open anything."""
    keys = keys_of(members, tender)
    rows = MemberKey.objects.filter(person__in=members).select_related("person").order_by("person__name", "pk")
    if untried := [row.person.name for row in rows if not row.is_tried(now)]:
        names = {"names": ", ".join(untried)}
        raise Refused(_("These members have not tried their key within three months: %(names)s.") % names)
    return keys


@transaction.atomic
def _hand_on(tender: Tender, transfer: str, private_key: bytes, *, by: User, now: datetime) -> bool:
    tender = Tender.objects.select_for_update().get(pk=tender.pk)
    if sentence := why_not_handed_on(tender, now):
        raise Refused(sentence)
    asked = _asked_of(tender, by, transfer)  # once more, with the row in hand
    members = list(asked.members.all())
    keys = _tried_keys_of(members, tender, now)
    if MemberKey.objects.filter(person__in=members, made_at__gt=asked.asked_at).exists():
        raise Refused(_("A new member has made another key meanwhile. Ask the officer to begin again."))
    own = asked.envelope.pieces.get(coalition=asked.givers, holder=by)
    with refusing(CommitteeError):
        share = committee.open_piece(piece_in(own), private_key)
        parts = committee.shared(share, keys, asked.envelope.quorum, {})
    kept = [[",".join(one.coalition), one.holder, b64encode(one.sealed).decode()] for one in parts]
    TransferPart.objects.create(transfer=asked, giver=by, given_at=now, pieces=kept)
    record("tender.hand_on_key", tender, by=by, now=now, payload={"envelope": asked.envelope.fingerprint})
    if asked.parts.count() < len(asked.givers.split(",")):
        return False
    _finish(tender, asked, members, now=now)
    return True


def _finish(tender: Tender, asked: KeyTransfer, members: list[User], *, now: datetime) -> None:
    """All have given: the new pieces take the old ones' place, and the new members those of the old."""
    pieces = committee.gathered(_pieces(part) for part in asked.parts.all())
    asked.envelope.pieces.all().delete()
    EnvelopePiece.objects.bulk_create(row_of(piece, asked.envelope) for piece in pieces)
    asked.parts.update(pieces=[])
    asked.done_at = now
    asked.save(update_fields=["done_at"])
    CommitteeMember.objects.filter(tender=tender).exclude(person__in=members).delete()
    for member in members:
        CommitteeMember.objects.get_or_create(tender=tender, person=member)
    facts = {"envelope": asked.envelope.fingerprint, "members": sorted(member.pk for member in members)}
    record("tender.key_handed_on", tender, by=None, now=now, payload=facts)


def _pieces(part: TransferPart) -> list[Piece]:
    return [Piece(tuple(coalition.split(",")), holder, b64decode(sealed)) for coalition, holder, sealed in part.pieces]
