"""What was typed wrong is corrected by the authority that took it in, until the firm has claimed its account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.intake.queries import taken_in_for
from suppliers.models import Intake, Supplier
from suppliers.onboarding.actions import Facts, rewrite
from suppliers.onboarding.joining import MOST_OF_AN_OFFICER, firm_with
from suppliers.registers.regions import region_of_address


@transaction.atomic
def correct(intake: Intake, facts: Facts, *, attention: str, by: User, now: datetime) -> None:
    """Correct what was taken in; the log keeps which facts. A code that was sent by then opens nothing any more.

    Raises:
        Refused: no officer of the authority, claimed already, or a number that is none or is here.
    """
    row = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if not taken_in_for(by).filter(pk=row.pk).exists():
        raise Refused(_("Only officers of the authority may do this."))
    if row.claimed_at is not None:
        raise Refused(_("The firm has claimed its account: its owner corrects it now."))
    firm = Supplier.objects.select_for_update().get(pk=row.supplier_id)
    here = None
    if _renumbered(firm, facts):
        here = firm_with(facts.country, facts.identifier, by=by, now=now, most=MOST_OF_AN_OFFICER)
    if here is not None and here != firm:
        raise Refused(_("A firm with this number is here already. Its people sign in, or ask its owner to add them."))
    firm.nuts = region_of_address(facts.country, facts.address)
    changed = rewrite(firm, facts) + ["attention"] * (attention != row.attention)
    if changed:
        row.attention, row.code_sha256, row.code_made_at, row.code_expires_at = attention, "", None, None
        row.save(update_fields=["attention", "code_sha256", "code_made_at", "code_expires_at"])
        payload = {"buyer": row.buyer.slug, "changed": changed}
        record("supplier.correct", firm, by=by, now=now, payload=payload)
    intake.refresh_from_db()


def _renumbered(firm: Supplier, facts: Facts) -> bool:
    return bool(facts.identifier) and (firm.country, firm.identifier) != (facts.country, facts.identifier)
