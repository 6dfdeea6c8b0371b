"""The calls that are still to come, as their list and the page of a buyer read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from procurement.accounts.models import Buyer
from tenders.models import Announcement

MONTHS = 3  # of a quarter


def coming_calls(now: datetime, *, buyer: Buyer | None = None) -> QuerySet[Announcement]:
    """Return what is still to come: neither withdrawn nor published as a call, nor of a year that is over."""
    told = Announcement.objects.filter(Q(call=None) | Q(call__published_at=None), withdrawn_at=None)
    told = told.filter(published_at__lte=now).select_related("buyer")
    if buyer:
        return told.filter(_ahead(now, buyer.time_zone), buyer=buyer)
    ahead = Q(pk__in=[])
    for zone in Buyer.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        ahead |= Q(_ahead(now, zone), buyer__time_zone=zone)
    return told.filter(ahead)


def _ahead(now: datetime, zone: str) -> Q:
    """A year ends where its buyer is."""
    today = localtime(now, ZoneInfo(zone)).date()
    return Q(year__gt=today.year) | Q(year=today.year, quarter__gte=(today.month - 1) // MONTHS + 1)
