"""Who may write a firm's declarations, and one at a time."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from suppliers.models import Declaration, Supplier


def let_in(firm: Supplier, by: User) -> None:
    """Let the firm's people in, one at a time: two must not begin the firm's own declaration twice."""
    Supplier.objects.select_for_update().get(pk=firm.pk)
    if not firm.roles_of(by):
        raise Refused(_("Only the firm's own people may do this."))


def lock(declaration: Declaration, by: User) -> None:
    """Lock the firm and bring the declaration up to date: two pages saved at once both stay."""
    let_in(declaration.supplier, by)
    declaration.refresh_from_db()
