"""What people are told of their posts."""

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse

from procurement.accounts.models import Buyer, Post, PostInvitation, User
from procurement.accounts.roles import Role
from procurement.accounts.standing_in import StandIn
from procurement.outbox.post import write, write_to


def invited(invitation: PostInvitation, *, token: str, now: datetime) -> None:
    """Send the link, in the language of the account behind the address, or else of the buyer."""
    person = User.objects.filter(email=invitation.email, is_active=True).first()
    language = person.language if person else invitation.buyer.language
    context = {"invitation": invitation, "buyer": invitation.buyer, "role": Role(invitation.role).label}

    def page() -> str:
        return reverse("administration:invited", args=[token])

    write(
        "post_offered", to=invitation.email, person=person, language=language, now=now, context=context, page=page,
        secret=token,
    )  # fmt: skip


def joined(post: Post, *, told: User, now: datetime) -> None:
    """Tell who invited that the person accepted, and as what."""
    context = {"buyer": post.buyer, "person": post.person, "role": Role(post.role).label}

    def page() -> str:
        return reverse("administration:buyer", args=[post.buyer.slug])

    write_to(told, "post_taken", now=now, context=context, page=page)


def deputy_named(stands_in: StandIn, *, first: date, last: date, now: datetime) -> None:
    """Tell the deputy for whom it stands in, as what, and on which days."""
    context = {"stands_in": stands_in, "buyer": stands_in.buyer, "role": Role(stands_in.role).label}
    write_to(stands_in.deputy, "deputy_named", now=now, context={**context, "first": first, "last": last}, page=_desk)


def deputy_ended(stands_in: StandIn, *, by: User, now: datetime) -> None:
    """Tell whoever of the two did not end it that it is over."""
    context = {"stands_in": stands_in, "buyer": stands_in.buyer, "role": Role(stands_in.role).label, "by": by}
    for person in {stands_in.person, stands_in.deputy} - {by}:
        write_to(person, "deputy_ended", now=now, context=context, page=_desk)


def _desk() -> str:
    return reverse("desk:home")


def roles_changed(person: User, buyer: Buyer, roles: Collection[str], *, by: User, now: datetime) -> None:
    """Tell a person which roles it now holds, and who changed them."""
    labels = [Role(role).label for role in sorted(roles)]
    write_to(person, "roles_changed", now=now, context={"buyer": buyer, "by": by, "labels": labels}, page=_desk)
