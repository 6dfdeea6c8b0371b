"""Who may see and change a firm. Every answer is a queryset."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from procurement.accounts.invitations import by_token, waiting_for
from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from suppliers.lifecycle import ApplicationState, TakeoverState
from suppliers.models import (
    Application,
    Credential,
    CredentialVersion,
    Declaration,
    Disclosure,
    Invitation,
    JoinRequest,
    Membership,
    Partner,
    Supplier,
    Takeover,
)

Person = User | AnonymousUser


def firms_of(user: Person) -> QuerySet[Supplier]:
    """Return the firms that the person belongs to, by name."""
    return _firms(Membership.objects.filter(person=user.pk, person__is_active=True))


def firms_owned_by(user: Person) -> QuerySet[Supplier]:
    """Return the firms that the person may change: those whose account it owns."""
    return _firms(Membership.objects.filter(person=user.pk, person__is_active=True, role=Role.OWNER))


def firms_described_by(user: Person) -> QuerySet[Supplier]:
    """Return the firms whose profile the person may write: those that it owns or contributes to."""
    roles = [Role.OWNER, Role.CONTRIBUTOR]
    return _firms(Membership.objects.filter(person=user.pk, person__is_active=True, role__in=roles))


def declarations_of(user: Person) -> QuerySet[Declaration]:
    """Return what the person's firms declared, of themselves first, then of others by name."""
    own = Declaration.objects.filter(supplier__in=firms_of(user)).select_related("supplier", "signed_by")
    return own.order_by("supplier", "name", "pk")


def partners_of(firm: Supplier) -> QuerySet[Partner]:
    """Return the firms that this one works with, by name."""
    return Partner.objects.filter(supplier=firm).select_related("supplier").order_by("name", "pk")


def firms_here() -> QuerySet[Supplier]:
    """Return the firms whose number is taken: all that gave one and have not closed their account."""
    return Supplier.objects.filter(closed_at=None).exclude(identifier="")


def people_of(firm: Supplier) -> QuerySet[Membership]:
    """Return who belongs to the firm, in the order in which they came."""
    return Membership.objects.filter(supplier=firm).select_related("person", "supplier").order_by("pk")


def invitations_of(firm: Supplier) -> QuerySet[Invitation]:
    """Return the firm's invitations that wait, or waited too long, the newest first."""
    return Invitation.objects.filter(supplier=firm).select_related("supplier").order_by("-invited_at", "-pk")


def invitations_to(user: Person, now: datetime) -> QuerySet[Invitation]:
    """Return the firms' invitations that wait for the person."""
    return waiting_for(Invitation.objects.select_related("supplier", "invited_by"), user, now)


def join_requests_to(firm: Supplier, now: datetime) -> QuerySet[JoinRequest]:
    """Return the requests that wait for the firm's owners, the oldest first."""
    waiting = JoinRequest.objects.filter(supplier=firm, declined_at=None, expires_at__gt=now)
    return waiting.filter(person__is_active=True).select_related("person", "supplier").order_by("pk")


def takeovers_waiting() -> QuerySet[Takeover]:
    """Return the requests to take an account over that are not over yet, the oldest first."""
    states = [TakeoverState.ASKED, TakeoverState.ANNOUNCED]
    return Takeover.objects.filter(state__in=states).select_related("supplier", "person", "buyer").order_by("pk")


def takeovers_announced_to(user: Person) -> QuerySet[Takeover]:
    """Return the announced handings-over of accounts that the person owns, to which it may object."""
    return takeovers_waiting().filter(state=TakeoverState.ANNOUNCED, supplier__in=firms_owned_by(user).values("pk"))


def owners_of(firm: Supplier) -> QuerySet[Membership]:
    """Return the owners of the firm's account, in the order in which they came."""
    return people_of(firm).filter(role=Role.OWNER, person__is_active=True)


def invitation_by_token(token: str, now: datetime) -> Invitation | None:
    """Return the invitation whose mail held this token, while it is valid."""
    return by_token(Invitation.objects.select_related("supplier", "invited_by"), token, now)


def proofs_of(firm: Supplier) -> QuerySet[Credential]:
    """Return what the firm keeps, and what was fetched about it, by name."""
    return Credential.objects.filter(supplier=firm, removed_at=None).order_by("title", "pk")


def files_read_at(user: Person) -> QuerySet[Application]:
    """Return the firms' files that the person, an officer of their authority, may look into: those handed in."""
    posts = Post.objects.filter(buyer=OuterRef("buyer"), person=user.pk, person__is_active=True, role=Role.OFFICER)
    return Application.objects.filter(Exists(posts)).exclude(state=ApplicationState.DRAFT)


def disclosures_to(user: Person) -> QuerySet[Disclosure]:
    """Return what firms gave to the authorities whose officer the person is."""
    return Disclosure.objects.filter(application__in=files_read_at(user).values("pk"))


def versions_given_in(disclosure: Disclosure) -> QuerySet[CredentialVersion]:
    """Return the versions that the authority may see: the one that was given, and those that came after it."""
    return CredentialVersion.objects.filter(
        credential=disclosure.credential_id, number__gte=disclosure.first_number
    ).order_by("-number")


def _firms(memberships: QuerySet[Membership]) -> QuerySet[Supplier]:
    return Supplier.objects.filter(pk__in=memberships.values("supplier")).order_by("name", "pk")
