"""How a person joins a firm: invited to an address, and only by its own consent.

Whether somebody has an account with an address is nobody else's business: the one who invites gets the same answer
and waits for the same event either way.
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.invitations import VALIDITY, digest_of, too_many_wait
from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.access import invitations_of, invitations_to, people_of
from suppliers.models import Invitation, Membership, Supplier
from suppliers.onboarding import emails
from suppliers.onboarding.actions import let_owners_in


@transaction.atomic
def invite(firm: Supplier, *, email: str, role: str, by: User, now: datetime) -> Invitation:
    """Invite an address. A second invitation takes the place of the first, whose link no longer works.

    Raises:
        Refused: no owner, a member already, or too many invitations wait.
    """
    let_owners_in(firm, by)
    email = email.strip().lower()
    if people_of(firm).filter(person__email=email).exists():
        raise Refused(_("This person belongs to the firm already."))
    if too_many_wait(invitations_of(firm), email, now):
        raise Refused(_("Too many invitations wait for an answer. Take one back first."))
    token = secrets.token_urlsafe(32)
    facts = {"role": role, "token_sha256": digest_of(token), "invited_by": by}
    facts |= {"invited_at": now, "expires_at": now + VALIDITY}
    invitation, _made = Invitation.objects.update_or_create(supplier=firm, email=email, defaults=facts)
    record("supplier.invite", firm, by=by, now=now, payload={"invitation": invitation.pk, "role": role})
    emails.invited(invitation, token=token, now=now)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: User, now: datetime, own_name: str = "") -> Membership:
    """Join the firm, in the role that was offered; who invited is told. `own_name`: where the account has none yet.

    Raises:
        Refused: it was taken back, has expired, or was sent to an address that is not the person's.
    """
    found = invitations_to(by, now).select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if found is None:
        raise Refused(_("This invitation is no longer valid. Ask for a new one."))
    if own_name and not by.name:
        by.name = own_name
        by.save(update_fields=["name"])
    facts = {"role": found.role}
    member, _made = Membership.objects.get_or_create(supplier=found.supplier, person=by, defaults=facts)
    record("supplier.join", found.supplier, by=by, now=now, payload={"invitation": found.pk, "role": member.role})
    emails.joined(member, told=found.invited_by, now=now)
    found.delete()
    return member


@transaction.atomic
def take_back(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Take an invitation back: its link no longer works.

    Raises:
        Refused: no owner.
    """
    let_owners_in(invitation.supplier, by)
    record("supplier.uninvite", invitation.supplier, by=by, now=now, payload={"invitation": invitation.pk})
    invitation.delete()
