"""What firms are told by mail: that there is a decision and where to read it. Never an outcome, a point or a price."""

from datetime import datetime

from django.urls import reverse

from procurement.outbox.post import Page, write, write_to
from suppliers.models import Supplier
from tenders.bids.queries import members_of
from tenders.models import Letter, Tender


def decision_is_there(letter: Letter, *, now: datetime) -> None:
    """Tell a firm that a letter waits for it, and where."""

    def page() -> str:
        return reverse("decisions:letter", args=[letter.pk])

    _tell(letter.supplier, "decision_is_there", letter.notification.tender, page=page, now=now)


def call_is_cancelled(supplier: Supplier, tender: Tender, *, reason: str, now: datetime) -> None:
    """Tell a firm whose sealed bid will never be opened that the call is cancelled, and why."""
    _tell(supplier, "call_is_cancelled", tender, page=tender.get_absolute_url, now=now, reason=reason)


def _tell(supplier: Supplier, template: str, tender: Tender, *, page: Page, now: datetime, reason: str = "") -> None:
    """Write to the firm's own address, in its language, and to each of its people in theirs."""
    context = {"tender": tender, "buyer": tender.buyer, "reason": reason, "now": now}
    if supplier.email:
        write(template, to=supplier.email, language=supplier.language, now=now, context=context, page=page)
    for person in members_of(supplier).exclude(email__iexact=supplier.email):
        write_to(person, template, now=now, context=context, page=page)
