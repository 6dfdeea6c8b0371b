"""Giving a proof to an authority: nothing leaves the vault for an authority by itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.models import Application, Credential, Disclosure
from suppliers.vault import queries
from suppliers.vault.actions import let_keepers_in, own_proof


@transaction.atomic
def give_proof(proof: Credential, application: Application, *, by: User, now: datetime) -> Disclosure:
    """Give a proof to the authority of an application: its version of today, and those that come after it.

    Raises:
        Refused: neither owner nor contributor, another firm's application, or removed meanwhile. Given twice, it stays
            as it was.
    """
    let_keepers_in(proof.supplier, by)
    if application.supplier_id != proof.supplier_id:
        raise Refused(_("This is not your firm's file."))
    row = own_proof(proof)
    facts = {"first_number": queries.newest(row).number, "given_at": now, "given_by": by}
    given, made = Disclosure.objects.get_or_create(credential=row, application=application, defaults=facts)
    if made:
        record("credential.give", row, by=by, now=now, payload={"application": application.pk})
    return given
