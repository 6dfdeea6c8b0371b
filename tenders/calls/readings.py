"""A reading of a call begins when it is sent for approval, and ends with the approval, or when it is sent back."""

from datetime import datetime

from django.utils.translation import ngettext

from procurement.accounts.models import User
from procurement.lifecycle import Sentence
from tenders.calls.comments import latest_reading, open_comments
from tenders.calls.contents import parts_of, rows_of
from tenders.models import Reading, Tender


def begin_reading(tender: Tender, *, by: User, now: datetime) -> Reading:
    """Keep what the call says as it is sent, so that the next sending can be compared with it."""
    last = latest_reading(tender)
    return Reading.objects.create(
        tender=tender, number=last.number + 1 if last else 1, content=rows_of(parts_of(tender)), sent_at=now, sent_by=by
    )


def end_reading(tender: Tender, outcome: str, *, by: User, now: datetime) -> None:
    """Write how the last sending ended. An approval that is taken back makes it one that was sent back."""
    last = latest_reading(tender)
    if last:
        Reading.objects.filter(pk=last.pk).update(outcome=outcome, ended_at=now, ended_by=by)


def against_approving(tender: Tender) -> list[Sentence]:
    """Say that comments are open: whoever approves all the same says so."""
    count = open_comments(tender).count()
    said = ngettext(
        "%(count)s comment is open: approve all the same, or send the call back with it.",
        "%(count)s comments are open: approve all the same, or send the call back with them.",
        count,
    )
    return [said % {"count": count}] if count else []
