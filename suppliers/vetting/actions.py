"""The authority's deeds on a file: take up, give to a colleague, ask for changes, verify, refuse; and the clock's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.calendar.moments import local_day
from procurement.lifecycle import Refused, perform
from suppliers.filing.emails import News, Work, tell_firm, tell_officers
from suppliers.filing.queries import officers_of
from suppliers.models import FACTS, OTHER, WAITING, Application, Remark, Submission
from suppliers.vetting.queries import files_checked_by, last_of

REASON_GIVEN = {"reason_given": True}


@transaction.atomic
def take_up(application: Application, *, by: User, now: datetime) -> None:
    """Begin to check a file; who takes it up is in charge of it.

    Raises:
        Refused: no officer of the authority, one of the firm's own people, or it is taken up already.
    """
    perform(application, "take_up", by=by, now=now)


@transaction.atomic
def assign(application: Application, *, to: User, by: User, now: datetime) -> None:
    """Give a file that waits to an officer of the authority, and tell it.

    Raises:
        Refused: one of the two is no officer of the authority, the new one belongs to the firm, or nothing waits.
    """
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not files_checked_by(by).filter(pk=row.pk).exists():
        raise Refused(_("Only officers of the authority give a file to somebody."))
    if row.state not in WAITING:
        raise Refused(_("This file does not wait for an answer."))
    if not officers_of(row.buyer).filter(pk=to.pk).exists() or row.is_of_the_firm(to):
        raise Refused(_("Choose an officer of the authority who does not belong to the firm."))
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])
    record("application.assign", row, by=by, now=now, payload={"to": to.pk})
    if to != by:
        tell_officers(row, Work.ASSIGNED, now=now, people=[to], by=by)
    application.refresh_from_db()


@transaction.atomic
def request_changes(application: Application, *, remarks: Mapping[str, str], by: User, now: datetime) -> None:
    """Ask the firm to mend single facts (fact → what to mend). The log keeps which, not what was said.

    Raises:
        Refused: no officer, one of the firm's own, not under review, or nothing is asked.
    """
    asked = {name: remarks[name].strip() for name in (*FACTS, OTHER) if remarks.get(name, "").strip()}
    if not asked:
        raise Refused(_("Say beside at least one field what is to be mended."))
    submission = _answered(application, "request_changes", by=by, now=now, reason=", ".join(asked))
    Remark.objects.bulk_create(
        Remark(submission=submission, field=name, comment=comment) for name, comment in asked.items()
    )
    tell_firm(application, News.CHANGES, now=now)


@transaction.atomic
def verify(application: Application, *, by: User, now: datetime) -> None:
    """Say that the file is in order, for a year.

    Raises:
        Refused: no officer, one of the firm's own, or not under review.
    """
    _answered(application, "verify", by=by, now=now)
    tell_firm(application, News.VERIFIED, now=now)


@transaction.atomic
def refuse(application: Application, *, reason: str, remedy: str, by: User, now: datetime) -> None:
    """Say that the file can't be verified, why, and what the firm can do. The log keeps that it was said, not what.

    Raises:
        Refused: no officer, one of the firm's own, not under review, or reason or remedy is missing.
    """
    if not reason.strip() or not remedy.strip():
        raise Refused(_("Give the reason, and say what the firm can do."))
    Application.objects.filter(pk=application.pk).update(reason=reason.strip(), remedy=remedy.strip())
    _answered(application, "refuse", by=by, now=now, facts=REASON_GIVEN)
    tell_firm(application, News.REFUSED, now=now)


@transaction.atomic
def expire(application: Application, *, now: datetime) -> None:
    """End a verification whose term is over; a hearing that was announced ends with it.

    Raises:
        Refused: its term is not over, or it is none any more.
    """
    perform(application, "expire", by=None, now=now)
    application.hearings.filter(closed_at=None).update(closed_at=now)
    tell_firm(application, News.EXPIRED, now=now)


def _answered(application: Application, move: str, *, by: User, now: datetime, **logged: Any) -> Submission:
    """Make the move, and stamp what was handed in as answered: on the day that it really was."""
    perform(application, move, by=by, now=now, **logged)
    submission = last_of(application)
    if submission is None:
        raise Refused(_("Nothing was handed in."))
    submission.answer, submission.answered_by, submission.answered_at = application.state, by, now
    submission.answered_on = local_day(now, application.buyer.time_zone)
    submission.save(update_fields=["answer", "answered_by", "answered_at", "answered_on"])
    payload = {"buyer": application.buyer.slug, "answer": submission.answer, "in_time": submission.in_time}
    record("application.answer", application, by=by, now=now, payload=payload)
    return submission
