"""Which open calls fit a firm: those for something that it sells, in the order of their deadlines."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from suppliers.models import Supplier
from tenders.models import Lot, Tender
from tenders.record.queries import open_calls
from tenders.wanted import coded

NEAR = 4  # letters of a NUTS code: a province, a département, a Regierungsbezirk


def calls_that_fit(firm: Supplier, now: datetime, *, near: bool = False) -> QuerySet[Tender]:
    """Return the open calls for something that the firm sells; only those in its own part of the country, on demand."""
    if not firm.interests:
        return Tender.objects.none()
    calls = open_calls(now).filter(_sold(firm.interests)).prefetch_related("lots", "selection")
    return calls.filter(coded("nuts", region_of(firm))) if near and firm.nuts else calls


def region_of(firm: Supplier) -> str:
    """Return the code of the region that counts as near."""
    return firm.nuts[:NEAR]


def _sold(prefixes: Iterable[str]) -> Q:
    begins = reduce(or_, (Q(cpv__startswith=prefix) for prefix in prefixes))
    return begins | Q(pk__in=Lot.objects.filter(begins).values("tender"))
