"""A member's own key: made by itself, tried every quarter, exchanged for another one without losing what it opens."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from tenders.bids import committee, memberkeys
from tenders.bids.committee import CommitteeError
from tenders.bids.custodian import piece_in
from tenders.bids.memberkeys import MemberKeyError
from tenders.bids.refusals import refusing
from tenders.lifecycle.tender import UNFINISHED
from tenders.models import EnvelopePiece, MemberKey, Tender


def make_member_key(person: User, *, passphrase: str, now: datetime, former: str = "") -> MemberKey:
    """Make a member's own key, wrapped by its passphrase, and try it at once. A new key takes the old one's place.

    With the `former` passphrase everything that was sealed to the old key is sealed to the new one: calls that wait to
    be opened lose no member, and nothing of them is read.

    Raises:
        Refused: the passphrase is too short, the person opens nowhere, the former one is wrong, or it is not given
            and the old key is still needed for an opening.
    """
    with refusing(MemberKeyError):
        public, wrapped = memberkeys.make_member_key(passphrase, cost=_cost())
    with transaction.atomic():
        if not Post.objects.filter(person=person, role=Role.COMMITTEE).exists():
            raise Refused(_("Only members of an opening committee make such a key."))
        old = MemberKey.objects.select_for_update().filter(person=person).first()
        pieces = _sealed_anew(old, former, public) if old and former else 0
        if not former and (sentence := why_not_replaced(person)):
            raise Refused(sentence)
        made = {"public": public, "wrapped": wrapped, "made_at": now, "drilled_at": None}
        key, _new = MemberKey.objects.update_or_create(person=person, defaults=made)
        facts = {"sha256": hashlib.sha256(public).hexdigest(), "pieces": pieces}
        record("memberkey.make", key, by=person, now=now, payload=facts)
    return drill(person, passphrase=passphrase, now=now)


def _sealed_anew(old: MemberKey, former: str, public: bytes) -> int:
    """Open each piece that is still needed with the old key and seal it to the new one. Returns how many there were.

    What is opened or ended stays as it is: it may be sealed to an even older key.
    """
    with refusing(MemberKeyError):
        private = memberkeys.unwrap(bytes(old.wrapped), former)
    needed = {"envelope__opening": None, "envelope__round__tender__state__in": UNFINISHED}
    pieces = EnvelopePiece.objects.select_for_update(of=("self",)).filter(holder=old.person_id, **needed)
    rows = list(pieces.order_by("pk"))
    for row in rows:
        with refusing(CommitteeError):
            row.sealed = committee.seal_anew(piece_in(row), private, public).sealed
    EnvelopePiece.objects.bulk_update(rows, ["sealed"])
    return len(rows)


def _cost() -> memberkeys.Cost:
    """Where the clock may be set, in rehearsals and tests, nothing is evidence and a guess may be cheap."""
    return memberkeys.MINIMAL if settings.CLOCK_MAY_BE_SET else memberkeys.STRONG


def why_not_replaced(person: User) -> Sentence | None:
    """Return why the person can't make another key without its former passphrase; None where it may."""
    if calls := still_sealed_for(person):
        return _("Your key is still needed to open %(calls)s.") % {"calls": ", ".join(calls)}
    return None


def still_sealed_for(person: User) -> list[str]:
    """Return the references of the calls that wait to be opened with the person's present key."""
    calls = Tender.objects.filter(rounds__envelopes__opening=None, rounds__envelopes__pieces__holder=person)
    return sorted(set(calls.filter(state__in=UNFINISHED).values_list("reference", flat=True)))


def drill(person: User, *, passphrase: str, now: datetime) -> MemberKey:
    """Open a canary with the member's real key: valid for a quarter. A failed drill is logged.

    Raises:
        Refused: no key, or the passphrase does not open it.
    """
    key = MemberKey.objects.filter(person=person).first()
    if key is None:
        raise Refused(_("You have no key yet. Make one first."))
    try:
        _open_canary(key, passphrase)
    except Refused:
        record("memberkey.drill_refused", key, by=person, now=now)
        raise
    with transaction.atomic():
        key.drilled_at = now
        key.save(update_fields=["drilled_at"])
        record("memberkey.drill", key, by=person, now=now)
    return key


def _open_canary(key: MemberKey, passphrase: str) -> None:
    """Fails also when the public half was swapped: the member's private key does not open what is sealed for it."""
    with refusing(MemberKeyError):
        private = memberkeys.unwrap(bytes(key.wrapped), passphrase)
        canary = memberkeys.canary(bytes(key.public))
        answered = memberkeys.is_answered(canary, memberkeys.answer(canary.sealed, private))
    if not answered:
        raise Refused(_("The drill failed: your key did not open what was sealed for it."))
