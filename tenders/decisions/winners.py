"""The winner's file: an officer may have it checked between ranking and contract. A check never holds anything up."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from suppliers.filing.actions import check_unasked
from suppliers.models import Submission, Supplier
from tenders.decisions.pages import intended_winners, lot_page
from tenders.decisions.standing import Standing, standings_of
from tenders.decisions.steps import Asker, asker_of
from tenders.models import Lot


def firms_to_check(standing: Standing, asker: Asker) -> list[Supplier]:
    """Return the intended winners of a lot; nobody for who may not know yet."""
    return [place.supplier for place in intended_winners(standing, lot_page(standing, asker).places)]


def against_checking(standing: Standing, asker: Asker) -> list[Sentence]:
    """Return why nobody's file can be checked for this lot now."""
    if asker.undeclared():
        return asker.undeclared()
    return [] if firms_to_check(standing, asker) else [_("This lot has no winner, and no ranking that names one.")]


@transaction.atomic
def have_checked(lot: Lot, firm: Supplier, *, by: User, now: datetime) -> Submission:
    """Have the file of a lot's intended winner checked by the authority. The log of the call keeps that, not its file.

    Raises:
        Refused: no officer of the call, interests not declared, not the winner, or its file is open or valid already.
    """
    asker = asker_of(lot.tender, by, now)
    if Role.OFFICER not in asker.roles:
        raise Refused(_("Only officers of the authority may do this."))
    standing = standings_of(lot.tender, [lot])[0]
    if sentences := against_checking(standing, asker):
        raise Refused(*sentences)
    if firm not in firms_to_check(standing, asker):
        raise Refused(_("Only the file of the winner, or of who is ranked first, is checked for a lot."))
    submission = check_unasked(firm, lot.tender.buyer, by=by, now=now)
    record("lot.check_winner", lot, by=by, now=now, payload={"application": submission.application_id})
    return submission
