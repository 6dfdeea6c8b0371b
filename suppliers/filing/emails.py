"""What firms and officers are told while a file is checked. What is asked, answered and decided stands on its page."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.urls import reverse

from procurement.accounts.models import User
from procurement.outbox.post import write, write_to
from suppliers.filing.queries import officers_of, owners_of
from suppliers.models import Application, Hearing, Submission


class News(models.TextChoices):
    """What a firm is told."""

    RECEIVED = "received"
    UNASKED = "unasked"
    CHANGES = "changes"
    VERIFIED = "verified"
    REFUSED = "refused"
    EXPIRED = "expired"
    HEARING = "hearing"
    DROPPED = "dropped"
    SUSPENDED = "suspended"


class Work(models.TextChoices):
    """What an officer is told."""

    ASKED = "asked"
    UNASKED = "unasked"
    AGAIN = "again"
    ASSIGNED = "assigned"
    HEARD = "heard"


def handed_in(submission: Submission, *, now: datetime) -> None:
    """Confirm the promised day to the firm; tell who checks it, or all officers while nobody does."""
    application = submission.application
    tell_firm(application, News.RECEIVED, now=now, due=submission.due)
    again = application.submissions.exclude(pk=submission.pk).exists()
    tell_officers(application, Work.AGAIN if again else Work.ASKED, now=now, due=submission.due)


def taken_in(submission: Submission, *, now: datetime) -> None:
    """Tell the firm that it is checked, and by when; tell the other officers. Neither mail says what it is for."""
    application, by = submission.application, submission.submitted_by
    tell_firm(application, News.UNASKED, now=now, due=submission.due)
    colleagues = officers_of(application.buyer).exclude(pk=by.pk)
    tell_officers(application, Work.UNASKED, now=now, people=colleagues, due=submission.due, by=by)


def tell_firm(application: Application, news: News, *, now: datetime, **facts: object) -> None:
    """Tell each owner, in its language; where nobody owns the account yet, the address that the firm gave."""
    firm = application.supplier
    context = {"news": str(news), "buyer": application.buyer, "firm": firm, "application": application, **facts}

    def page() -> str:
        return reverse("vetting:check", args=[firm.pk, application.pk])

    owners = list(owners_of(firm))
    for owner in owners:
        write_to(owner, "check_news", now=now, context=context, page=page)
    if not owners and firm.email:
        write("check_news", to=firm.email, language=firm.language, now=now, context=context)


def tell_officers(
    application: Application, work: Work, *, now: datetime, people: Iterable[User] = (), **facts: object
) -> None:
    """Tell these people; or else who checks the file, or all officers of the authority while nobody does."""
    officers = officers_of(application.buyer)
    taken = officers.filter(pk=application.assigned_to_id or 0)
    context = {"work": str(work), "buyer": application.buyer, "firm": application.supplier, **facts}

    def page() -> str:
        return reverse("vetting:file", args=[application.pk])

    for person in people or taken or officers:
        write_to(person, "check_work", now=now, context=context, page=page)


def hearing_answered(hearing: Hearing, *, now: datetime) -> None:
    """Tell who checks the file that the firm was heard."""
    tell_officers(hearing.application, Work.HEARD, now=now)
