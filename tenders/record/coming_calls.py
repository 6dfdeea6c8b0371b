"""The calls that are still to come, as their list and the page of a buyer read them."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from procurement.accounts.models import Buyer
from tenders.models import Announcement

MONTHS = 3  # of a quarter


def coming_calls(now: datetime, *, buyer: Buyer | None = None) -> QuerySet[Announcement]:
    """Return what is still to come: neither withdrawn nor published as a call, nor of a year that is over."""
    today = localtime(now).date()
    this = (today.month - 1) // MONTHS + 1
    ahead = Q(year__gt=today.year) | Q(year=today.year, quarter__gte=this)
    found = Announcement.objects.filter(ahead, withdrawn_at=None, published_at__lte=now).select_related("buyer")
    found = found.filter(Q(call=None) | Q(call__published_at=None))
    return found.filter(buyer=buyer) if buyer else found
