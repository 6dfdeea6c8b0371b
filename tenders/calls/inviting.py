"""Whom a call by invitation goes to: each named with a reason, and told at the moment it is sent, or later in time."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.accounts.invitations import digest_of
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar import rulepacks
from procurement.lifecycle import Refused, Sentence
from suppliers.models import Supplier
from tenders.calls import invitation_emails, queries
from tenders.calls.drafting import lock_draft, why_not_edited
from tenders.calls.finding_firms import firms_to_invite
from tenders.calls.refusals import lock_for, refuse_if
from tenders.lifecycle.tender import UNPUBLISHED, TenderState
from tenders.models import InvitedFirm, Opening, Tender

# Until its bids are open, nobody learns from an answer how many bids may come.
SEALED = (*UNPUBLISHED, TenderState.PUBLISHED, TenderState.CLOSED)


@dataclass(frozen=True, slots=True)
class Address:
    """A firm that is not on the portal yet: as the officer knows it."""

    email: str
    name: str
    language: str


@transaction.atomic
def name_firm(tender: Tender, firm: Supplier, *, reason: str, by: User, now: datetime) -> InvitedFirm:
    """Name a firm of the portal to be invited; once the invitations are sent, it gets its own at once.

    Raises:
        Refused: as `why_not_named`, not an officer, no reason, no such firm, or named already.
    """
    locked = _may_name(tender, reason, by, now)
    if not firms_to_invite().filter(pk=firm.pk).exists():
        raise Refused(_("This firm has nobody here who could read an invitation: invite its address."))
    if InvitedFirm.objects.filter(tender=locked, supplier=firm).exists():
        raise Refused(_("This firm is named already."))
    row = InvitedFirm(tender=locked, supplier=firm, language=firm.language, reason=reason.strip())
    return _named(row, by=by, now=now)


@transaction.atomic
def name_address(tender: Tender, address: Address, *, reason: str, by: User, now: datetime) -> InvitedFirm:
    """Name the address of a firm that is not on the portal yet; it gets its link with the others, or at once.

    Raises:
        Refused: as `why_not_named`, not an officer, no reason, or named already.
    """
    locked, email = _may_name(tender, reason, by, now), address.email.strip().lower()
    if InvitedFirm.objects.filter(tender=locked, email=email).exists():
        raise Refused(_("This address is named already."))
    words = {"name": address.name.strip(), "language": address.language, "reason": reason.strip()}
    return _named(InvitedFirm(tender=locked, email=email, **words), by=by, now=now)


@transaction.atomic
def drop_invited(invited: InvitedFirm, *, by: User, now: datetime) -> None:
    """Take a firm off the list, while the call is a draft. Raises Refused."""
    locked = lock_draft(invited.tender, by=by)
    record("tender.drop_invited", locked, by=by, now=now, payload={"invited": invited.pk})
    invited.delete()


@transaction.atomic
def send_invitations(tender: Tender, *, now: datetime) -> None:
    """Let every firm that is named know at this moment; an address gets a link that one firm can use, once."""
    for row in InvitedFirm.objects.filter(tender=tender, invited_at=None).select_for_update(of=("self",)):
        row.invited_at = now
        if row.supplier:
            invitation_emails.to_firm(row, now=now)
        else:
            token = secrets.token_urlsafe(32)
            row.token_sha256 = digest_of(token)
            invitation_emails.to_address(row, token=token, now=now)
        row.save(update_fields=["invited_at", "token_sha256"])


def invited_to(tender: Tender) -> QuerySet[InvitedFirm]:
    """Return whom a call by invitation names, for those of its office. Who is invited is never shown to a firm."""
    return InvitedFirm.objects.filter(tender=tender).select_related("supplier").order_by("pk")


def answers_are_shown(tender: Tender) -> bool:
    """Tell whether the office may see who declined or took its link up: once the bids are open, never before.

    A call that is cancelled sealed may begin again with the same firms, so it never tells.
    """
    if tender.state == TenderState.CANCELLED:
        return Opening.objects.filter(envelope__round__tender=tender).exists()
    return tender.state not in SEALED


def why_not_named(tender: Tender, now: datetime) -> list[Sentence]:
    """Return why no firm can be named; empty where one can: in a draft, or while enough time for a bid is left.

    Whoever is invited later has as much time at least as firms have after an answer that changes the call
    (Directive 2014/24/EU arts 47(3) and 53(2)). Nobody else is told of it: a later deadline is told to all.
    """
    if not tender.by_invitation:
        return [_("Only a call by invitation names firms.")]
    if tender.state != TenderState.PUBLISHED:
        return list(why_not_edited(tender))
    if tender.deadline_at is None or tender.deadline_at <= now:
        return [_("The deadline for bids has passed.")]
    last = rulepacks.answers_due(queries.rules_of(tender, now), tender.deadline_day, urgent=tender.urgent)
    if tender.local_day(now) > last:
        return [_("A firm that is invited now has too little time for a bid: extend the deadline first.")]
    return []


def _may_name(tender: Tender, reason: str, by: User, now: datetime) -> Tender:
    locked = lock_for(tender, Role.OFFICER, by=by)
    said = None if len(reason.split()) > 1 else _("Say why you invite this firm, in a few words.")
    refuse_if([*why_not_named(locked, now), said])
    return locked


def _named(row: InvitedFirm, *, by: User, now: datetime) -> InvitedFirm:
    row.save(force_insert=True)
    # Neither an address nor a name: the log can't be shortened.
    record("tender.name_invited", row.tender, by=by, now=now, payload={"invited": row.pk, "firm": row.supplier_id})
    if row.tender.state == TenderState.PUBLISHED:
        send_invitations(row.tender, now=now)
        row.refresh_from_db()
    return row
