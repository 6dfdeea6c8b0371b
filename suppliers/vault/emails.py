"""What is written about proofs: that one expires, that a fact was fetched, that it is contested. No word of either."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from procurement.outbox.post import write_to
from suppliers.models import Contest, CredentialVersion, Supplier
from suppliers.models.credential import TIME_TO_CONTEST


def expires(version: CredentialVersion, *, now: datetime) -> None:
    """Remind those who keep the firm's proofs."""
    _tell_firm("proof_expires", version, now, {})


def fetched(version: CredentialVersion, *, now: datetime) -> None:
    """Tell those who keep the firm's proofs of a fact in its file, and until when nobody decides on it unanswered."""
    context = {"buyer": version.credential.fetched_by, "until": version.added_at + TIME_TO_CONTEST}
    _tell_firm("fact_fetched", version, now, context)


def contested(answer: Contest, *, now: datetime) -> None:
    """Tell the authority's officers that the firm has answered."""
    proof = answer.version.credential
    context = {"proof": proof, "firm": proof.supplier}
    for given in proof.disclosures.select_related("application__buyer"):
        posts = Post.objects.filter(buyer=given.application.buyer, role=Role.OFFICER, person__is_active=True)
        for post in posts.select_related("person").order_by("pk"):

            def page(pk: int = given.pk) -> str:
                return reverse("vault:given", args=[pk])

            write_to(post.person, "fact_contested", now=now, context=context, page=page)


def keepers_of(firm: Supplier) -> list[User]:
    """Return who keeps the firm's proofs, in the order in which they came."""
    roles = [Role.OWNER, Role.CONTRIBUTOR]
    members = firm.memberships.filter(role__in=roles, person__is_active=True)
    return [member.person for member in members.select_related("person").order_by("pk")]


def _tell_firm(template: str, version: CredentialVersion, now: datetime, context: Mapping[str, object]) -> None:
    proof = version.credential

    def page() -> str:
        return reverse("vault:proof", args=[proof.supplier_id, proof.pk])

    known = {"proof": proof, "version": version, "firm": proof.supplier, **context}
    for person in keepers_of(proof.supplier):
        write_to(person, template, now=now, context=known, page=page)
