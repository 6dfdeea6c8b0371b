"""What people are told when they are invited to a firm here, when one joins, or leaves."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from procurement.outbox.post import write, write_to
from suppliers.access import owners_of
from suppliers.models import Invitation, JoinRequest, Membership, Takeover


def invited(invitation: Invitation, *, token: str, now: datetime) -> None:
    """Send the link, in the language of the account behind the address, or else of the firm."""
    person = User.objects.filter(email=invitation.email, is_active=True).first()
    language = person.language if person else invitation.supplier.language
    context = {"invitation": invitation, "firm": invitation.supplier, "role": Role(invitation.role).label}

    def page() -> str:
        return reverse("onboarding:invited", args=[token])

    write(
        "firm_invited", to=invitation.email, person=person, language=language, now=now, context=context, page=page,
        secret=token,
    )  # fmt: skip


def joined(member: Membership, *, told: User, now: datetime) -> None:
    """Tell who invited that the person joined, and as what."""
    context = {"firm": member.supplier, "person": member.person, "role": Role(member.role).label}

    def page() -> str:
        return reverse("onboarding:firm", args=[member.supplier_id])

    write_to(told, "firm_joined", now=now, context=context, page=page)


def left(member: Membership, *, by: User, now: datetime) -> None:
    """Tell a person that it no longer belongs to the firm."""

    def page() -> str:
        return reverse("onboarding:firms")

    write_to(member.person, "firm_left", now=now, context={"firm": member.supplier, "by": by}, page=page)


def asked(request: JoinRequest, *, now: datetime) -> None:
    """Tell each owner who asks to join, and where to answer."""

    def page() -> str:
        return reverse("onboarding:answer", args=[request.supplier_id, request.pk])

    context = {"firm": request.supplier, "person": request.person, "until": request.expires_at}
    for owner in owners_of(request.supplier):
        write_to(owner.person, "firm_asked", now=now, context=context, page=page)


def let_in(member: Membership, *, now: datetime) -> None:
    """Tell the person that it belongs to the firm now, and as what."""

    def page() -> str:
        return reverse("onboarding:firm", args=[member.supplier_id])

    write_to(member.person, "firm_let_in", now=now, context={"firm": member.supplier, "member": member}, page=page)


def declined(request: JoinRequest, *, now: datetime) -> None:
    """Tell the person that it was declined: by the number that it typed, not by a name that it never saw."""
    write_to(request.person, "firm_declined", now=now, context={"number": request.supplier.identifier})


def takeover_asked(asked: Takeover, *, now: datetime) -> None:
    """Tell the administrators of the authority that somebody asks for a firm's account. They go to its page."""
    posts = Post.objects.filter(buyer=asked.buyer, role=Role.ADMINISTRATOR, person__is_active=True)

    def page() -> str:
        return reverse("administration:buyer", args=[asked.buyer.slug])

    for post in posts.select_related("person").order_by("pk"):
        write_to(post.person, "takeover_asked", now=now, context=_about(asked), page=page)


def takeover_announced(asked: Takeover, *, now: datetime) -> None:
    """Tell the owners, each at its own address, and the firm at its own: who asks, why, and until when to object."""

    def page() -> str:
        return reverse("onboarding:object", args=[asked.supplier_id, asked.pk])

    told = set()
    for owner in owners_of(asked.supplier):
        write_to(owner.person, "takeover_announced", now=now, context=_about(asked), page=page)
        told.add(owner.person.email)
    firm = asked.supplier
    if firm.email and firm.email not in told:
        context = _about(asked)
        write("takeover_announced", to=firm.email, language=firm.language, now=now, context=context, page=page)


def takeover_answered(asked: Takeover, *, now: datetime) -> None:
    """Tell who asked what became of it; by the number alone, until the account is its own."""

    def page() -> str:
        return reverse("onboarding:firms")

    write_to(asked.person, "takeover_answered", now=now, context=_about(asked), page=page)


def taken_over(asked: Takeover, before: Iterable[User], *, now: datetime) -> None:
    """Tell the former owners that the account was handed over."""

    def page() -> str:
        return reverse("onboarding:firms")

    for owner in before:
        if owner.is_active:
            write_to(owner, "taken_over", now=now, context=_about(asked), page=page)


def _about(asked: Takeover) -> dict[str, object]:
    about = {"asked": asked, "firm": asked.supplier, "person": asked.person, "buyer": asked.buyer}
    return {**about, "unowned": not owners_of(asked.supplier).exists()}
