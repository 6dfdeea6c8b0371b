"""What is written when a consent is asked for, and when it is answered: call, leader and part, nothing of the bid."""

from datetime import datetime

from django.urls import reverse

from procurement.outbox.post import write, write_to
from tenders.groups.queries import binders_of, firm_asked
from tenders.models import Consent


def consent_asked(consent: Consent, *, now: datetime) -> None:
    """Tell the firm that is asked.

    The address that its partner named gets the mail whether the firm has an account here or not: that nobody learns.
    """
    firm, email = firm_asked(consent), consent.partner.email
    people = list(binders_of(firm)) if firm else []
    for person in people:
        write_to(person, "consent_asked", now=now, context=_about(consent), page=_page)
    if email and email not in {person.email for person in people}:
        language = consent.leader.language
        write("consent_asked", to=email, language=language, now=now, context=_about(consent), page=_page)


def consent_answered(consent: Consent, *, now: datetime) -> None:
    """Tell who asked."""
    if consent.asked_by.is_active:
        write_to(consent.asked_by, "consent_answered", now=now, context=_about(consent))


def _about(consent: Consent) -> dict[str, object]:
    tender = consent.round.tender
    return {"consent": consent, "leader": consent.leader, "tender": tender, "buyer": tender.buyer}


def _page() -> str:
    return reverse("groups:asked")
