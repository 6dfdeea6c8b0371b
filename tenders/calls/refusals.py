"""Before a call is changed: its row is locked, and whoever may not do it is told so."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, Sentence
from tenders.models import Tender


def lock_for(tender: Tender, role: Role, *, by: User) -> Tender:
    """Return the call's row, locked until the transaction ends, for somebody in this role. Raises Refused."""
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    if role not in locked.roles_of(by):
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": role.label})
    return locked


def refuse_if(sentences: Iterable[Sentence | None]) -> None:
    """Raise Refused with every sentence that is one."""
    if said := [sentence for sentence in sentences if sentence]:
        raise Refused(*said)
