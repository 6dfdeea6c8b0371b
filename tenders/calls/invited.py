"""What an invited firm does with its invitation: it takes a link up, or declines. It learns of no other firm."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.access import firms_owned_by
from suppliers.models import Supplier
from tenders.calls import invitation_emails
from tenders.calls.own_invitations import running
from tenders.lifecycle.tender import TenderState
from tenders.models import InvitedFirm

DECLINERS = {Role.OWNER, Role.BID_SIGNATORY}


@transaction.atomic
def take_up(invited: InvitedFirm, firm: Supplier, *, by: User, now: datetime) -> None:
    """Let the firm of an owner take part in place of the address that was invited. The link then opens nothing more.

    The address is told, should somebody else have come by its link.

    Raises:
        Refused: not the firm's owner, the link was used meanwhile, or the firm is invited already.
    """
    locked = InvitedFirm.objects.select_for_update(of=("self",)).filter(pk=invited.pk, supplier=None).first()
    if locked is None or locked.tender.state != TenderState.PUBLISHED:
        raise Refused(_("This invitation was used, or its time is over."))
    if not firms_owned_by(by).filter(pk=firm.pk).exists():
        raise Refused(_("Only an owner of the firm's account takes an invitation up for it."))
    if InvitedFirm.objects.filter(tender=locked.tender_id, supplier=firm).exists():
        raise Refused(_("Your firm is invited to this call already: you find it on your desk."))
    locked.supplier, locked.taken_up_at, locked.taken_up_by, locked.token_sha256 = firm, now, by, ""
    locked.save(update_fields=["supplier", "taken_up_at", "taken_up_by", "token_sha256"])
    invitation_emails.taken_up(locked, by=by, now=now)
    record("invited_firm.take_up", locked, by=by, now=now)


@transaction.atomic
def decline(invited: InvitedFirm, *, by: User, now: datetime) -> None:
    """Say that the firm will not bid. It binds nobody: a firm that thinks again bids, until the deadline.

    The office reads it once the bids are open: before, it would tell how many may come.

    Raises:
        Refused: neither an owner nor a signatory of the firm, declined before, or the deadline has passed.
    """
    locked = InvitedFirm.objects.select_for_update(of=("self",)).get(pk=invited.pk)
    if locked.supplier is None or not locked.supplier.roles_of(by) & DECLINERS:
        raise Refused(_("Only an owner or a signatory of the firm declines for it."))
    if not running(now).filter(pk=locked.pk).exists():
        raise Refused(_("The call takes no bids any more: its deadline has passed."))
    if locked.declined_at is not None:
        raise Refused(_("Your firm has declined already."))
    locked.declined_at, locked.declined_by = now, by
    locked.save(update_fields=["declined_at", "declined_by"])
    record("invited_firm.decline", locked, by=by, now=now)
