"""Readers and what they follow, as deeds make them, without the mails that ask to confirm."""

from django.db.models import QuerySet

from procurement.accounts.models import User
from procurement.outbox import post
from procurement.outbox.models import Mail
from tenders.following.actions import confirm, follow, follow_as
from tenders.following.queries import What
from tenders.models import Alert, Pace
from tests.personas import moment

SAVED = moment("2027-01-15")


def alert_of(what: What, *, email: str = "", by: User | None = None, pace: str = Pace.AT_ONCE) -> Alert:
    """Let an account, or an address, follow something; confirmed."""
    if by is not None:
        return follow_as(what, by=by, pace=pace, now=SAVED)
    email = email or f"reader{Alert.objects.count()}@example.org"
    follow(what, email=email, language="en", pace=pace, now=SAVED)
    alert = Alert.objects.select_related("reader__person").order_by("-pk").first()
    confirm(alert, now=SAVED)
    Mail.objects.filter(to=email).delete()
    alert.refresh_from_db()
    return alert


def mails() -> QuerySet[Mail]:
    """Run what is queued, and return every mail, in the order in which they were written."""
    post.drain()
    return Mail.objects.order_by("pk")
