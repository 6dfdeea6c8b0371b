"""What lies in a vault, and how much room it takes."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from suppliers.access import proofs_of
from suppliers.models import Application, Credential, CredentialVersion, Supplier

ROWS = 50
MB = 1_000_000
QUOTA = 500 * MB
"""Bytes that a firm may keep. The page shows it before a file is chosen."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a vault has, in MB."""

    used: float
    quota: int


def newest_versions() -> QuerySet[CredentialVersion]:
    """Return the version of each proof that counts."""
    newer = CredentialVersion.objects.filter(credential=OuterRef("credential"), number__gt=OuterRef("number"))
    known = CredentialVersion.objects.select_related("credential__fetched_by", "credential__supplier")
    return known.filter(~Exists(newer)).prefetch_related("contests")


def newest_of(firm: Supplier) -> QuerySet[CredentialVersion]:
    """Return what the firm keeps, each by the version that counts: what expires first comes first."""
    own = newest_versions().filter(credential__in=proofs_of(firm).values("pk"))
    return own.order_by(F("expires_on").asc(nulls_last=True), "credential__title", "pk")


def newest(proof: Credential) -> CredentialVersion:
    """Return the version that counts."""
    return newest_versions().get(credential=proof)


def used_by(firm: Supplier) -> int:
    """Return how many bytes the firm's own proofs take, every version counted."""
    own = CredentialVersion.objects.filter(credential__in=proofs_of(firm).values("pk"))
    return own.aggregate(size=Sum("size"))["size"] or 0


def room_of(firm: Supplier) -> Room:
    """Return how much room the firm's vault has."""
    return Room(used_by(firm) / MB, QUOTA // MB)


def is_an_officer(person: User) -> bool:
    """Tell whether the person is an officer of any authority."""
    return Post.objects.filter(person=person, person__is_active=True, role=Role.OFFICER).exists()


def applications_open_to(proof: Credential) -> QuerySet[Application]:
    """Return the firm's files at authorities to which the proof was not given yet."""
    files = Application.objects.filter(supplier=proof.supplier_id).select_related("buyer")
    return files.exclude(disclosures__credential=proof).order_by("buyer__name", "pk")
