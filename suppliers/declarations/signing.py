"""Signing a declaration: by whom, and what must be answered before."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from suppliers.declarations.gaps import gaps_in
from suppliers.declarations.locking import lock
from suppliers.models import Declaration

SIGNERS = frozenset({Role.OWNER, Role.BID_SIGNATORY})


@transaction.atomic
def sign(declaration: Declaration, *, by: User, now: datetime) -> None:
    """Sign the declaration: from now on it goes with bids, as it stands, until somebody changes it.

    Raises:
        Refused: neither owner nor signatory, or something is not answered.
    """
    lock(declaration, by)
    if reasons := reasons_against_signing(declaration, by=by):
        raise Refused(*reasons)
    declaration.signed_at, declaration.signed_by = now, by
    declaration.save(update_fields=["signed_at", "signed_by"])
    record("declaration.sign", declaration, by=by, now=now)


def reasons_against_signing(declaration: Declaration, *, by: User) -> list[Sentence]:
    """Return why the person can't sign now; empty means go."""
    reasons: list[Sentence] = [gap.sentence for gap in gaps_in(declaration)]
    if not SIGNERS & declaration.supplier.roles_of(by):
        reasons.append(_("An owner or a signatory of the firm signs it."))
    return reasons
