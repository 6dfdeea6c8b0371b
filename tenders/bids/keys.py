"""The key of an envelope: made, split among the committee and forgotten in one act."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.keyring import Keyring
from procurement.lifecycle import Refused, Sentence
from tenders.bids import committee, seal
from tenders.bids.custodian import row_of
from tenders.bids.refusals import refusing
from tenders.lifecycle.tender import UNPUBLISHED, TenderState
from tenders.models import CommitteeMember, Envelope, EnvelopePiece, MemberKey, Round, Tender

OPENED = {TenderState.OPENED, TenderState.ADMISSIBILITY, TenderState.EVALUATION}


@transaction.atomic
def prepare_envelope(tender: Tender, *, members: Sequence[User], by: User, now: datetime) -> Envelope:
    """Name the committee and make the key of the round that bids come in next; the private half is never stored.

    M follows from the buyer's policy and the call's estimated value. Until the round runs it may be done again, with
    others: nothing was sealed yet.

    Raises:
        Refused: not an officer, the round already runs, a member is no opener or has no key, or they are too few.
    """
    tender = Tender.objects.select_for_update().get(pk=tender.pk)
    round_ = round_to_key(tender)
    if Role.OFFICER not in tender.roles_of(by):
        raise Refused(_("Only an officer of the buyer names the opening committee."))
    if round_ is None:
        raise Refused(_("The call has no deadline yet: set it first."))
    if sentence := why_no_new_key(tender, round_):
        raise Refused(sentence)
    keys = keys_of(members, tender)
    Envelope.objects.filter(round=round_).delete()
    CommitteeMember.objects.filter(tender=tender).exclude(person__in=members).delete()
    for member in members:
        CommitteeMember.objects.get_or_create(tender=tender, person=member)
    envelope = _make(round_, keys, quorum=tender.buyer.quorum_for(tender.value), now=now)
    facts = {"round": round_.number, "public_key": envelope.public_key, "fingerprint": envelope.fingerprint}
    people = {"quorum": envelope.quorum, "members": sorted(member.pk for member in members)}
    record("tender.prepare_envelope", tender, by=by, now=now, payload={**facts, **people})
    return envelope


def why_no_new_key(tender: Tender, round_: Round) -> Sentence | None:
    """Return why the round's key can't be made any more; None while it can."""
    if tender.state in UNPUBLISHED:
        return None
    if round_.number <= tender.round_number:
        return _("The key is made before bids may come in, and never changed after.")
    if tender.state not in OPENED:
        return _("The committee of the running round opens its bids first.")
    return None


def round_to_key(tender: Tender) -> Round | None:
    """Return the round whose key is made next: the first while nothing is public, later the one that follows."""
    ahead = 0 if tender.state in UNPUBLISHED else 1
    following = tender.rounds.filter(number=tender.round_number + ahead).first()
    return following or tender.rounds.filter(number=tender.round_number).first()


def keys_of(members: Sequence[User], tender: Tender) -> dict[str, bytes]:
    """Return the members' public keys by their id, locked so that none is replaced meanwhile."""
    allowed = set(Post.objects.filter(buyer=tender.buyer, role=Role.COMMITTEE).values_list("person_id", flat=True))
    if others := [member.name for member in members if member.pk not in allowed]:
        raise Refused(_("No member of the buyer's opening committee: %(names)s.") % {"names": ", ".join(others)})
    rows = MemberKey.objects.select_for_update().filter(person__in=members)
    keys = {row.person_id: bytes(row.public) for row in rows}
    if without := [member.name for member in members if member.pk not in keys]:
        raise Refused(_("These members have not made their key yet: %(names)s.") % {"names": ", ".join(without)})
    return {str(person): public for person, public in keys.items()}


def _make(round_: Round, keys: dict[str, bytes], *, quorum: int, now: datetime) -> Envelope:
    pair = seal.EnvelopeKey.generate()
    with refusing(committee.CommitteeError):
        parts = committee.split(pair.identity, keys, quorum, {})
    envelope = Envelope.objects.create(
        round=round_,
        public_key=pair.public_key,
        fingerprint=seal.fingerprint(pair.public_key),
        quorum=quorum,
        custodian_part=Keyring(Path(settings.KEYS_ROOT)).seal_for_custodian(parts.custodian_part),
        made_at=now,
    )
    EnvelopePiece.objects.bulk_create(row_of(piece, envelope) for piece in parts.pieces)
    return envelope
