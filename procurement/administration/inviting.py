"""How a person comes to work at an authority: invited to an address, and with a password that only it knows."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.groups import ensure_groups
from procurement.accounts.invitations import VALIDITY, digest_of, too_many_wait
from procurement.accounts.models import Buyer, Post, PostInvitation, User
from procurement.administration import emails
from procurement.administration.access import invitations_of, invitations_to
from procurement.administration.actions import let_administrators_in, refuse_mixed
from procurement.audit.log import record
from procurement.lifecycle import Refused


@transaction.atomic
def invite(buyer: Buyer, *, email: str, role: str, by: User, now: datetime) -> PostInvitation:
    """Offer a post to an address. A second invitation takes the place of the first, whose link no longer works.

    Raises Refused: no administrator, somebody who works here already, or too many invitations wait.
    """
    let_administrators_in(buyer, by)
    email = email.strip().lower()
    if Post.objects.filter(buyer=buyer, person__email=email).exists():
        raise Refused(_("This person works here already: change its roles instead."))
    if too_many_wait(invitations_of(buyer), email, now):
        raise Refused(_("Too many invitations wait for an answer. Take one back first."))
    token = secrets.token_urlsafe(32)
    facts = {"role": role, "token_sha256": digest_of(token), "invited_by": by}
    facts |= {"invited_at": now, "expires_at": now + VALIDITY}
    invitation, _made = PostInvitation.objects.update_or_create(buyer=buyer, email=email, defaults=facts)
    record("buyer.invite", buyer, by=by, now=now, payload={"invitation": invitation.pk, "role": role})
    emails.invited(invitation, token=token, now=now)
    return invitation


@transaction.atomic
def accept(invitation: PostInvitation, *, by: User, now: datetime, own_name: str = "") -> Post:
    """Take the post that was offered; who offered it is told. `own_name`: where the account has none yet.

    Raises:
        Refused: it was taken back, has expired, was sent to another address, or does not go with a post held already.
    """
    found = invitations_to(by, now).select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if found is None:
        raise Refused(_("This invitation is no longer valid. Ask for a new one."))
    refuse_mixed({found.role, *found.buyer.roles_of(by)})
    if own_name and not by.name:
        by.name = own_name
        by.save(update_fields=["name"])
    facts = {"buyer": found.buyer, "person": by, "role": found.role}
    post, _made = Post.given.get_or_create(**facts, defaults={"since": now})
    record("buyer.join", found.buyer, by=by, now=now, payload={"invitation": found.pk, "role": found.role})
    ensure_groups()
    emails.joined(post, told=found.invited_by, now=now)
    found.delete()
    return post


@transaction.atomic
def take_back(invitation: PostInvitation, *, by: User, now: datetime) -> None:
    """Take an invitation back: its link no longer works.

    Raises:
        Refused: no administrator.
    """
    let_administrators_in(invitation.buyer, by)
    record("buyer.uninvite", invitation.buyer, by=by, now=now, payload={"invitation": invitation.pk})
    invitation.delete()
