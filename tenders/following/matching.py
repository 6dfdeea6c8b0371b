"""Who wants this call? The question of `tenders/wanted.py` from its other end, in one query for all searches.

The codes of a call have few beginnings, so the index finds the searches that name one of them. Words are compared at
the end, with those that are left.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tenders.following.queries import searches
from tenders.models import Alert, Tender
from tenders.wanted import CURRENCY, Wanted

A_DAY = 86_400  # seconds


def who_wants(tender: Tender, now: datetime) -> list[int]:
    """Return the keys of the searches that a call fits, as of this moment."""
    lots = list(tender.lots.values_list("cpv", "nuts"))
    cpv = beginnings([tender.cpv, *(cpv for cpv, _nuts in lots)])
    fitting = searches().filter(
        Q(buyer=None) | Q(buyer=tender.buyer_id),
        cpv__in=cpv,
        division__in=cpv,
        nuts__in=beginnings([tender.nuts, *(nuts for _cpv, nuts in lots)]),
    )
    fitting = fitting.filter(_of_this_value(tender), Q(days=None) | Q(days__lte=_days_left(tender, now)))
    text = f"{tender.title}\n{tender.buyer.name}\n{tender.reference}".lower()
    rows = fitting.order_by().values_list("pk", "words")
    return sorted(pk for pk, words in rows if all(word in text for word in words.split()))


def beginnings(codes: Iterable[str]) -> list[str]:
    """Return every beginning of these codes, with the empty one."""
    return sorted({code[:length] for code in codes for length in range(len(code) + 1)} | {""})


def wanted_by(alert: Alert) -> Wanted:
    """Return what a search asks for."""
    return Wanted(
        q=alert.words, buyer=alert.buyer, division=alert.division, cpv=alert.cpv, region=alert.nuts,
        least=alert.least, most=alert.most, days=alert.days,
    )  # fmt: skip


def facts_of(wanted: Wanted) -> dict[str, object]:
    """Return what a search is stored as."""
    return {
        "query": wanted.query, "words": wanted.plain_words, "buyer": wanted.buyer, "division": wanted.division,
        "cpv": wanted.cpv, "nuts": wanted.region, "least": wanted.least, "most": wanted.most, "days": wanted.days,
    }  # fmt: skip


def _of_this_value(tender: Tender) -> Q:
    """A value that is not told, or in another currency, keeps the call from nobody, and tells nobody anything."""
    if tender.value is None or not tender.value_is_public or tender.currency != CURRENCY:
        return Q()
    return (Q(least=None) | Q(least__lte=tender.value)) & (Q(most=None) | Q(most__gte=tender.value))


def _days_left(tender: Tender, now: datetime) -> int:
    """Count whole days; a call without a deadline leaves none."""
    deadline = tender.deadline_at
    return int((deadline - now).total_seconds() // A_DAY) if deadline else 0
