"""What an administrator does: buyers, posts, accounts let in and shut out. Never a password, nothing of a bid."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from procurement.accounts.groups import ensure_groups
from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from procurement.accounts.standing_in import DEPUTISED
from procurement.administration import emails
from procurement.administration.access import buyers_administered_by
from procurement.administration.deputies import end_stand_ins
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.access import firms_of


@dataclass(frozen=True, slots=True)
class Facts:
    """What is kept of a buyer. `country` is an ISO 3166-1 code, `quorum` how many members open together, `small_quorum`
    how many where the estimated value is below `small_below`, `help_days` in how many working days a firm that asks for
    help is answered, `vetting_days` in how many its file is checked, `vets_newcomers` whether that is done with every
    firm that registers.
    """

    name: str
    identifier: str
    country: str
    subdivision: str
    nuts: str
    address: str
    email: str
    language: str
    time_zone: str
    quorum: int
    help_days: int = 3
    vetting_days: int = 10
    vets_newcomers: bool = False
    small_below: Decimal | None = None
    small_quorum: int = 1


@transaction.atomic
def make_buyer(facts: Facts, *, by: User, now: datetime) -> Buyer:
    """Add an authority.

    Raises:
        Refused: the person was not made at the console.
    """
    if not by.is_superuser:
        raise Refused(_("Only who runs the portal adds an authority."))
    slug = f"{slugify(facts.name)[:60]}-{get_random_string(4, 'abcdefghjkmnpqrstuvwxyz')}".strip("-")
    buyer = Buyer.objects.create(slug=slug, **asdict(facts))
    record("buyer.make", buyer, by=by, now=now)
    return buyer


@transaction.atomic
def change_buyer(buyer: Buyer, facts: Facts, *, by: User, now: datetime) -> None:
    """Change what is kept of a buyer. The log keeps which facts changed.

    Raises:
        Refused: no administrator of it.
    """
    let_administrators_in(buyer, by)
    changed = [name for name, value in asdict(facts).items() if getattr(buyer, name) != value]
    for name in changed:
        setattr(buyer, name, getattr(facts, name))
    buyer.save(update_fields=changed)
    record("buyer.change", buyer, by=by, now=now, payload={"changed": changed})


@transaction.atomic
def set_roles(buyer: Buyer, person: User, roles: Collection[str], *, by: User, now: datetime) -> None:
    """Let the person hold exactly these posts at the buyer, and tell it.

    Raises:
        Refused: no administrator of it, one's own posts, or an administrator would hold another post.
    """
    let_administrators_in(buyer, by)
    if person == by:
        raise Refused(_("Nobody changes its own roles: ask another administrator."))
    refuse_mixed(roles)
    held = {post.role: post for post in Post.given.filter(buyer=buyer, person=person)}
    for role in sorted(set(roles) - set(held)):
        Post.objects.create(buyer=buyer, person=person, role=role, since=now)
        record("buyer.give_role", buyer, by=by, now=now, payload={"person": person.pk, "role": role})
    for role in sorted(set(held) - set(roles)):
        held[role].delete()
        record("buyer.take_role", buyer, by=by, now=now, payload={"person": person.pk, "role": role})
        end_stand_ins(buyer, person, role, by=by, now=now)
    if set(roles) != set(held):
        ensure_groups()
        emails.roles_changed(person, buyer, roles, by=by, now=now)


@transaction.atomic
def shut_out(buyer: Buyer, person: User, *, by: User, now: datetime) -> None:
    """Let the account no longer sign in; who is signed in is out at the next click. What it did stays.

    Raises:
        Refused: no administrator of it, oneself, or the account is needed elsewhere.
    """
    let_administrators_in(buyer, by)
    if person == by:
        raise Refused(_("Nobody shuts out itself: ask another administrator."))
    if _is_needed_elsewhere(person, by):
        raise Refused(_("This account is used elsewhere on the portal too. Take its roles here away instead."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    record("buyer.shut_out", buyer, by=by, now=now, payload={"person": person.pk})
    for role in DEPUTISED:
        end_stand_ins(buyer, person, role, by=by, now=now)


@transaction.atomic
def let_in_again(buyer: Buyer, person: User, *, by: User, now: datetime) -> None:
    """Let a shut-out account sign in again, with the posts that it still holds.

    Raises:
        Refused: no administrator of it, or the account is needed elsewhere.
    """
    let_administrators_in(buyer, by)
    if _is_needed_elsewhere(person, by):
        raise Refused(_("This account is used elsewhere on the portal too. Take its roles here away instead."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("buyer.let_in_again", buyer, by=by, now=now, payload={"person": person.pk})


def let_administrators_in(buyer: Buyer, by: User) -> None:
    """Let who looks after the buyer's people in, one at a time."""
    Buyer.objects.select_for_update().get(pk=buyer.pk)
    if not buyers_administered_by(by).filter(pk=buyer.pk).exists():
        raise Refused(_("Only an administrator of this authority may do this."))


def refuse_mixed(roles: Collection[str]) -> None:
    """Refuse an administrator any part in a call: who gives roles must not read bids with one."""
    if Role.ADMINISTRATOR in roles and set(roles) - {Role.ADMINISTRATOR, Role.EDITOR}:
        raise Refused(_("An administrator takes no part in calls: choose either this role or the others."))


def _is_needed_elsewhere(person: User, by: User) -> bool:
    if by.is_superuser:
        return False
    elsewhere = Post.objects.filter(person=person).exclude(buyer__in=buyers_administered_by(by))
    return person.is_superuser or elsewhere.exists() or firms_of(person).exists()
