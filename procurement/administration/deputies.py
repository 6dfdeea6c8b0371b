"""An approver or signatory who is away names a deputy for some days. The deputy holds the right within these days only.

Whoever names gives no more than it holds: never an administrator's work, never what was lent to itself.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.standing_in import StandIn
from procurement.administration import emails
from procurement.administration.naming import against_naming, moments_of
from procurement.audit.log import record
from procurement.lifecycle import Refused


@transaction.atomic
def name_deputy(post: Post, deputy: User, *, first: date, last: date, by: User, now: datetime) -> StandIn:
    """Let the deputy stand in from the first to the last day, both at the buyer's and both counted.

    Raises:
        Refused: not one's own post, nobody who may stand in, days that can't be, or a deputy on these days already.
    """
    buyer = Buyer.objects.select_for_update().get(pk=post.buyer_id)
    if against := against_naming(post, deputy, (first, last), by=by, now=now):
        raise Refused(*against)
    begins, ends = moments_of((first, last), buyer.time_zone, now)
    stands_in = StandIn.objects.create(
        buyer=buyer, role=post.role, person=by, deputy=deputy, begins_at=begins, ends_at=ends, named_at=now
    )
    if not Post.given.filter(buyer=buyer, person=deputy, role=post.role).exists():
        Post.objects.create(buyer=buyer, person=deputy, role=post.role, since=now, stands_in=stands_in)
    about = {"person": deputy.pk, "role": post.role, "first": first, "last": last}
    record("buyer.name_deputy", buyer, by=by, now=now, payload=about)
    emails.deputy_named(stands_in, first=first, last=last, now=now)
    return stands_in


@transaction.atomic
def end_stand_in(stands_in: StandIn, *, by: User, now: datetime) -> None:
    """End it before its day, who was away or the deputy; the other one is told. Raises Refused: over, or not theirs."""
    Buyer.objects.select_for_update().get(pk=stands_in.buyer_id)
    stands_in.refresh_from_db()
    if by not in {stands_in.person, stands_in.deputy}:
        raise Refused(_("Only the two people concerned end it."))
    if stands_in.is_over(now):
        raise Refused(_("It is over already."))
    _end(stands_in, by=by, now=now)


def end_stand_ins(buyer: Buyer, person: User, role: str, *, by: User, now: datetime) -> None:
    """End what a person lent or was lent in a role, once it lost the role itself, or works here no more."""
    lent = Q(person=person, role=role)
    if not (person.is_active and Post.given.filter(buyer=buyer, person=person).exists()):
        lent |= Q(deputy=person)
    for stands_in in StandIn.objects.filter(lent, buyer=buyer, ends_at__gt=now).select_related("person", "deputy"):
        _end(stands_in, by=by, now=now)


def _end(stands_in: StandIn, *, by: User, now: datetime) -> None:
    stands_in.ends_at, stands_in.ended_early_by = max(now, stands_in.begins_at), by
    stands_in.save(update_fields=["ends_at", "ended_early_by"])
    about = {"person": stands_in.deputy_id, "role": stands_in.role}
    record("buyer.end_deputy", stands_in.buyer, by=by, now=now, payload=about)
    emails.deputy_ended(stands_in, by=by, now=now)
