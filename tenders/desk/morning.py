"""Whoever wants a mail each morning says so on the desk."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from procurement.accounts.models import User
from procurement.calendar.moments import local_day
from tenders.models import MorningMail


@transaction.atomic
def want_morning_mail(person: User, *, wanted: bool, now: datetime) -> None:
    """Begin or end it. The first one comes tomorrow."""
    MorningMail.objects.filter(person=person).delete()
    if wanted:
        MorningMail.objects.create(person=person, last_on=local_day(now, settings.TIME_ZONE))


def wants_morning_mail(person: User) -> bool:
    """Tell whether the person asked for it."""
    return MorningMail.objects.filter(person=person).exists()
