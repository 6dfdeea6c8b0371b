"""Who looks after the people of which authority. Every answer is a queryset.

An administrator looks after the people of its own buyers. Who was made at the console (a superuser) looks after all:
it makes buyers and their first administrators. Neither sees a bid, a score or a decision by this.
"""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from procurement.accounts.invitations import by_token, waiting_for
from procurement.accounts.models import Buyer, Post, PostInvitation, User
from procurement.accounts.roles import Role
from procurement.accounts.standing_in import DEPUTISED, StandIn
from suppliers.access import takeovers_waiting
from suppliers.models import Takeover

Person = User | AnonymousUser


def buyers_administered_by(user: Person) -> QuerySet[Buyer]:
    """Return the buyers whose people the person looks after, by name."""
    buyers = Buyer.objects.order_by("name", "pk")
    if isinstance(user, User) and user.is_superuser:
        return buyers
    posts = Post.objects.filter(person=user.pk, person__is_active=True, role=Role.ADMINISTRATOR)
    return buyers.filter(pk__in=posts.values("buyer"))


def people_of(buyer: Buyer) -> QuerySet[User]:
    """Return who holds a post at the buyer, by name, each with its posts there as `held`."""
    held = Prefetch("posts", Post.given.filter(buyer=buyer).order_by("pk"), to_attr="held")
    return (
        User.objects.filter(pk__in=Post.given.filter(buyer=buyer).values("person"))
        .prefetch_related(held)
        .order_by("name", "email")
    )


def posts_lent_by(user: Person) -> QuerySet[Post]:
    """Return the posts of the person that a deputy may hold for some days."""
    own = Post.given.filter(person=user.pk, person__is_active=True, role__in=DEPUTISED)
    return own.select_related("buyer", "person").order_by("buyer__name", "role", "pk")


def deputies_for(user: Person) -> QuerySet[User]:
    """Return who may stand in for the person: others of its authorities, but who looks after accounts there."""
    buyers = posts_lent_by(user).values("buyer")
    keepers = Post.given.filter(buyer__in=buyers, role=Role.ADMINISTRATOR).values("person")
    colleagues = Post.given.filter(buyer__in=buyers).exclude(person__in=keepers).values("person")
    return User.objects.filter(pk__in=colleagues, is_active=True).exclude(pk=user.pk or 0).order_by("name", "pk")


def stand_ins_of(user: Person) -> QuerySet[StandIn]:
    """Return for whom the person stands in or stood in, and who for the person, the latest first."""
    concerned = StandIn.objects.filter(Q(person=user.pk) | Q(deputy=user.pk))
    return concerned.select_related("buyer", "person", "deputy", "ended_early_by")


def invitations_of(buyer: Buyer) -> QuerySet[PostInvitation]:
    """Return the buyer's invitations that wait, or waited too long, the newest first."""
    return PostInvitation.objects.filter(buyer=buyer).order_by("-invited_at", "-pk")


def invitations_to(user: Person, now: datetime) -> QuerySet[PostInvitation]:
    """Return the posts that are offered to the person."""
    return waiting_for(PostInvitation.objects.select_related("buyer", "invited_by"), user, now)


def invitation_by_token(token: str, now: datetime) -> PostInvitation | None:
    """Return the invitation whose mail held this token, while it is valid."""
    return by_token(PostInvitation.objects.select_related("buyer", "invited_by"), token, now)


def takeovers_asked_of(buyer: Buyer) -> QuerySet[Takeover]:
    """Return the requests to take a firm's account over that the buyer is to check, or has announced."""
    return takeovers_waiting().filter(buyer=buyer)
