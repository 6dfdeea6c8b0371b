"""Who hears that a firm has its account now."""

from datetime import datetime

from django.urls import reverse

from procurement.outbox.post import write, write_to
from suppliers.models import Intake


def claimed(intake: Intake, *, now: datetime) -> None:
    """Tell who took the registration in; and the firm's own address, should a stranger have opened its letter."""
    context = {"firm": intake.supplier, "buyer": intake.buyer, "person": intake.claimed_by}

    def page() -> str:
        return reverse("intake:one", args=[intake.pk])

    if intake.taken_by.is_active:
        write_to(intake.taken_by, "account_claimed", now=now, context=context, page=page)
    firm = intake.supplier
    if firm.email and intake.claimed_by and firm.email.lower() != intake.claimed_by.email:
        write("account_claimed", to=firm.email, language=firm.language, now=now, context=context)
