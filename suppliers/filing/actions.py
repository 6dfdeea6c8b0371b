"""A file is handed in: by the firm that asks for a check, or unasked by the authority. It never holds up a bid."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from procurement.audit.log import record
from procurement.calendar.moments import local_day
from procurement.dates import date_format
from procurement.lifecycle import Refused, blockers, perform
from suppliers.filing import emails
from suppliers.filing.queries import buyers_that_check, buyers_that_check_newcomers, facts_of, promised_day
from suppliers.lifecycle import ApplicationState
from suppliers.models import OPEN, Application, Submission, Supplier

S = ApplicationState


@transaction.atomic
def ask_for_check(firm: Supplier, buyer: Buyer, *, by: User, now: datetime) -> Submission:
    """Open a file at an authority and hand it in.

    Raises:
        Refused: no owner, the firm is not identified, the authority checks none, or has an open file of the firm.
    """
    Supplier.objects.select_for_update().get(pk=firm.pk)
    if not buyers_that_check().filter(pk=buyer.pk).exists():
        raise Refused(_("This authority checks no files here."))
    if Application.objects.filter(supplier=firm, buyer=buyer, state__in=OPEN).exists():
        raise Refused(_("This authority has an open file of your firm already."))
    return hand_in(_opened(firm, buyer, now=now), by=by, now=now)


@transaction.atomic
def hand_in(application: Application, *, by: User, now: datetime) -> Submission:
    """Hand a file in, for the first time or after changes. The day of the answer is promised and kept with it.

    Raises:
        Refused: no owner, the firm is not identified, or the file is not the firm's turn.
    """
    submission = _handed_in(application, "submit", by=by, now=now)
    emails.handed_in(submission, now=now)
    return submission


@transaction.atomic
def check_unasked(firm: Supplier, buyer: Buyer, *, by: User, now: datetime) -> Submission:
    """Open a file from the authority's side, as the firm describes itself today; an answer is promised all the same.

    Raises:
        Refused: no officer of the authority, the firm's own, not identified, checked already, or its file is open.
    """
    Supplier.objects.select_for_update().get(pk=firm.pk)
    files = Application.objects.filter(supplier=firm, buyer=buyer)
    if files.filter(state__in=set(OPEN) - {S.DRAFT}).exists():
        raise Refused(_("Your authority has an open file of this firm already."))
    if valid := files.filter(state=S.VERIFIED, valid_until__gt=now).order_by("-valid_until").first():
        until = date_format(local_day(valid.valid_until or now, buyer.time_zone))
        raise Refused(_("Your authority has checked this firm already: that is valid until %(day)s.") % {"day": until})
    application = files.filter(state=S.DRAFT).first() or _opened(firm, buyer, now=now)
    submission = _handed_in(application, "take_in", by=by, now=now)
    emails.taken_in(submission, now=now)
    return submission


@transaction.atomic
def hand_in_where_newcomers_are_checked(firm: Supplier, *, by: User, now: datetime) -> None:
    """Open a file at each authority that checks every new firm. What can't be handed in yet waits as a draft."""
    for buyer in buyers_that_check_newcomers():
        application = _opened(firm, buyer, now=now)
        if not blockers(application, "submit", by=by, now=now):
            hand_in(application, by=by, now=now)


def _handed_in(application: Application, move: str, *, by: User, now: datetime) -> Submission:
    due = promised_day(application.buyer, now)
    perform(application, move, by=by, now=now, facts={"buyer": application.buyer.slug, "due": due})
    facts = {"said": facts_of(application.supplier), "submitted_by": by, "submitted_at": now, "due": due}
    return Submission.objects.create(application=application, **facts)


def _opened(firm: Supplier, buyer: Buyer, *, now: datetime) -> Application:
    application = Application.objects.create(supplier=firm, buyer=buyer, made_at=now)
    record("application.open", application, by=None, now=now, payload={"buyer": buyer.slug, "supplier": firm.pk})
    return application
