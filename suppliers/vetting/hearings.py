"""Before a check is suspended the firm is heard: announced with its grounds, answered, then decided."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.dates import date_format
from procurement.lifecycle import Refused, perform
from suppliers.filing.emails import News, hearing_answered, tell_firm
from suppliers.lifecycle import ApplicationState
from suppliers.models import Application, Hearing
from suppliers.vetting.actions import REASON_GIVEN
from suppliers.vetting.queries import files_checked_by, first_day_to_close, open_hearing


@transaction.atomic
def announce_hearing(application: Application, *, grounds: str, answer_by: date, by: User, now: datetime) -> Hearing:
    """Tell the firm why its check might be suspended, and until when it can answer. Nothing is decided yet.

    Raises:
        Refused: no officer, one of the firm's own, not verified, a hearing runs, no grounds, or too little time.
    """
    row = _locked(application, by)
    if row.state != ApplicationState.VERIFIED:
        raise Refused(_("Only a check that is valid can be suspended."))
    if open_hearing(row):
        raise Refused(_("The firm is being heard already."))
    if not grounds.strip():
        raise Refused(_("Name the grounds: the firm answers them."))
    first = first_day_to_close(row.buyer, now)
    if answer_by < first:
        raise Refused(_("The firm needs five working days to answer: until %(day)s at least.") % {"day": _day(first)})
    facts = {"grounds": grounds.strip(), "announced_at": now, "announced_by": by, "answer_by": answer_by}
    hearing = Hearing.objects.create(application=row, **facts)
    record("application.announce_hearing", row, by=by, now=now, payload={"answer_by": answer_by})
    tell_firm(row, News.HEARING, now=now, answer_by=answer_by)
    return hearing


@transaction.atomic
def answer_hearing(hearing: Hearing, *, answer: str, by: User, now: datetime) -> None:
    """Answer for the firm, once. A late answer still counts while nothing is decided.

    Raises:
        Refused: no owner, nothing written, answered already, or closed.
    """
    row = Hearing.objects.select_for_update(of=("self",)).select_related("application__supplier").get(pk=hearing.pk)
    if Role.OWNER not in row.application.supplier.roles_of(by):
        raise Refused(_("Only an owner of the firm's account may do this."))
    if row.closed_at is not None or row.answered_at is not None:
        raise Refused(_("This was answered or decided already."))
    if not answer.strip():
        raise Refused(_("Write the answer."))
    row.answer, row.answered_at, row.answered_by = answer.strip(), now, by
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    record("application.answer_hearing", row.application, by=by, now=now)
    hearing_answered(row, now=now)
    hearing.refresh_from_db()


@transaction.atomic
def drop_hearing(application: Application, *, by: User, now: datetime) -> None:
    """Close the matter: the check stays valid, and the firm is told.

    Raises:
        Refused: no officer, one of the firm's own, or no hearing runs.
    """
    row = _locked(application, by)
    hearing = open_hearing(row)
    if hearing is None:
        raise Refused(_("No hearing runs."))
    _close(hearing, now)
    record("application.drop_hearing", row, by=by, now=now)
    tell_firm(row, News.DROPPED, now=now)


@transaction.atomic
def suspend(application: Application, *, reason: str, by: User, now: datetime) -> None:
    """Suspend a check, after the firm was heard, with the reason. The log keeps that it was said, not what.

    Raises:
        Refused: no officer, one of the firm's own, not verified, the firm was not heard, or no reason.
    """
    if not reason.strip():
        raise Refused(_("Give the reason."))
    Application.objects.filter(pk=application.pk).update(reason=reason.strip())
    perform(application, "suspend", by=by, now=now, facts=REASON_GIVEN)
    hearing = open_hearing(application)
    if hearing:
        _close(hearing, now)
    tell_firm(application, News.SUSPENDED, now=now)


def _locked(application: Application, by: User) -> Application:
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not files_checked_by(by).filter(pk=row.pk).exists():
        raise Refused(_("Only officers of the authority may do this."))
    if row.is_of_the_firm(by):
        raise Refused(_("You belong to this firm: a colleague checks its file."))
    return row


def _close(hearing: Hearing, now: datetime) -> None:
    hearing.closed_at = now
    hearing.save(update_fields=["closed_at"])


def _day(day: date) -> str:
    return date_format(day)
