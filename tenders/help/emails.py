"""What people are told about help. What was asked and answered stands on the page only."""

from datetime import datetime

from django.urls import reverse

from procurement.outbox.post import write_to
from tenders.help import queries
from tenders.models import HelpRequest


def help_asked(asked: HelpRequest, *, now: datetime) -> None:
    """Tell those who answer for the authority that a firm waits, and until when it does."""
    for person in queries.helpers_of(asked.buyer):
        write_to(person, "help_asked", now=now, context=_about(asked), page=lambda: _page(asked))


def help_answered(asked: HelpRequest, *, now: datetime) -> None:
    """Tell whoever asked that the answer is there."""
    if asked.asked_by.is_active:
        write_to(asked.asked_by, "help_answered", now=now, context=_about(asked), page=lambda: _page(asked))


def _about(asked: HelpRequest) -> dict[str, object]:
    return {"asked": asked, "tender": asked.tender, "buyer": asked.buyer}


def _page(asked: HelpRequest) -> str:
    return reverse("help:one", args=[asked.pk])
