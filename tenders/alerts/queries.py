"""What one follows, as its pages and its private feeds read it: a fixed number of queries, however much that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from tenders.calls.queries import office_calls
from tenders.following.matching import wanted_by
from tenders.following.queries import own_alerts
from tenders.lifecycle.tender import UNFINISHED
from tenders.models import Alert, Reader, Tender
from tenders.record.queries import call_with_its_parts, open_calls
from tenders.wanted import fitting, in_words

MOST_AT_WORK = 300
MOST_FOUND = 100  # calls that one's searches find now, the next deadline first


@dataclass(frozen=True, slots=True)
class Row:
    """One alert, with what it looks for in words; "" where it follows a call."""

    alert: Alert
    search: str

    @classmethod
    def of(cls, alert: Alert) -> "Row":
        """Return an alert as pages show it."""
        return cls(alert, "" if alert.tender else in_words(wanted_by(alert)))


@dataclass(frozen=True, slots=True)
class Followed:
    """The calls that one follows, those that one's searches find now, and the public ones that one works on."""

    calls: Sequence[Tender]
    found: Sequence[Tender]
    work: Sequence[Tender] = ()


def rows_of(alerts: Iterable[Alert]) -> list[Row]:
    """Return alerts as pages show them."""
    return [Row.of(alert) for alert in alerts]


def reader_of_feed(token: str) -> Reader | None:
    """Return whose private addresses hold this token."""
    active = Q(person=None) | Q(person__is_active=True)
    return Reader.objects.filter(active, feed_token=token).select_related("person").first()


def followed_by(reader: Reader, now: datetime) -> Followed:
    """Return every call that a reader follows or looks for, each once, with what its dates and changes read."""
    alerts = list(own_alerts(reader))
    calls = list(call_with_its_parts().filter(pk__in=[alert.tender_id for alert in alerts if alert.tender_id]))
    searched = [fitting(wanted_by(alert), now) for alert in alerts if alert.tender_id is None]
    work = _at_work(reader, [call.pk for call in calls])
    if not searched:
        return Followed(calls, [], work)
    known = [call.pk for call in [*calls, *work]]
    found = open_calls(now).filter(reduce(or_, searched)).exclude(pk__in=known)
    keys = list(found.values_list("pk", flat=True)[:MOST_FOUND])
    return Followed(calls, list(call_with_its_parts().filter(pk__in=keys)), work)


def _at_work(reader: Reader, known: Sequence[int]) -> list[Tender]:
    """Return the public calls in which the reader has an office or a seat, and that go on.

    Whoever holds the address reads the feed without signing in: what is not public yet is not in it.
    """
    if reader.person is None:
        return []
    mine = office_calls(reader.person).filter(state__in=UNFINISHED).exclude(pk__in=known)
    return list(call_with_its_parts().filter(pk__in=mine.order_by().values("pk"))[:MOST_AT_WORK])
