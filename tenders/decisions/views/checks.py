"""Having the winner's file checked: who it is, by when the answer comes, and what the firm is told."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from procurement.dates import date_format
from suppliers.filing.queries import promised_day
from tenders.decisions import winners
from tenders.decisions.forms import WinnerForm
from tenders.decisions.views.asking import Question, ask, lot_for, page_of, typed


@allow("officers of the buyer")
@never_cache
def check_winner(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Name the winner and how its file stands; then have it checked."""
    standing, asker = lot_for(request, reference, lot, clock.now(), Role.OFFICER)
    tender = asker.tender
    due = date_format(promised_day(tender.buyer, asker.now))
    question = Question(
        tender=tender,
        title=_("Have the winner’s file checked"),
        sentences=[
            _("Your colleagues check what the firm says of itself, by %(day)s at the latest.") % {"day": due},
            _("The firm gets a mail that it is checked, and by when. It names no call; the firm may guess which."),
            _("The check holds up neither the decision nor a bid."),
        ],
        button=_("Have the file checked"),
        back=page_of(standing),
        reasons=asker.reasons(winners.against_checking(standing, asker)),
    )
    form = WinnerForm(typed(request), firms=winners.firms_to_check(standing, asker))
    deed = partial(winners.have_checked, standing.lot, by=request.user, now=asker.now)
    done = _("The file is with your colleagues. You find it among the files of firms.")
    return ask(request, question, form, deed=deed, done=done)
