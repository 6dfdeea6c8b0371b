"""From a deed to the mails about it: what is new is laid by for each alert, and goes with the next mail of its pace.

One mail goes to a reader at once, one a day, one a week, whatever the number of its alerts: the reader's row is locked,
what waits is told and marked in one transaction, and the digest keeps its moment. A crash repeats and loses nothing.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django_tasks import task

from procurement.calendar.moments import local_day, to_utc
from tenders.following import emails, queries
from tenders.following.invited import tell_invited
from tenders.following.matching import who_wants
from tenders.models import News, Pace, Piece, Reader, Tender

logger = logging.getLogger(__name__)
MORNING = time(7)  # digests are written, by the site's own clocks
READERS_AT_ONCE, ROWS_AT_ONCE = 500, 1000
A_WEEK = 7  # days


def tell_followers(tender: Tender, news: News, *, now: datetime) -> None:
    """Queue the news for whoever follows the call; call it inside the deed's transaction.

    Nobody follows a call by invitation: the firms that are invited hear of it instead, at that moment.
    """
    if tender.by_invitation:
        tell_invited(tender, news, now=now)
        return
    if queries.followers_of(tender).exists():
        lay_by.enqueue(tender.pk, str(news), now.isoformat())


def tell_seekers(tender: Tender, *, now: datetime) -> None:
    """Queue a new call for whoever looks for one like it; call it inside the deed's transaction."""
    if queries.searches().exists():
        lay_by.enqueue(tender.pk, News.FOUND.value, now.isoformat())


@task()
def lay_by(tender_id: int, news: str, moment: str) -> None:
    """Lay the news by for every alert that it concerns, and tell at once whoever wants that."""
    tender, now = Tender.objects.select_related("buyer").get(pk=tender_id), datetime.fromisoformat(moment)
    found = news == News.FOUND
    alerts = who_wants(tender, now) if found else queries.followers_of(tender).values_list("pk", flat=True)
    _lay_by(tender, news, alerts, now)
    tell(Pace.AT_ONCE, before=now, now=now)


def tell_what_is_due(*, now: datetime) -> int:
    """Write the mails that are due; called each minute. Returns how many were written."""
    morning = last_morning(now)
    monday = last_morning(now, weekday=0)
    due = {Pace.AT_ONCE: now, Pace.DAILY: morning, Pace.WEEKLY: monday}
    return sum(tell(pace, before=before, now=now) for pace, before in due.items())


def tell(pace: Pace, *, before: datetime, now: datetime) -> int:
    """Write one mail to each reader for whom news of this pace wait since before this moment; returns how many."""
    return sum(_told_or_noted(pk, pace, before, now) for pk in _owed(pace, before))


def last_morning(now: datetime, weekday: int | None = None) -> datetime:
    """Return the last moment at which digests fell due: this morning or yesterday's; on this day of the week only."""
    day = local_day(now, settings.TIME_ZONE)
    if to_utc(day, MORNING, settings.TIME_ZONE) > now:
        day -= timedelta(days=1)
    if weekday is not None:
        day -= timedelta(days=(day.weekday() - weekday) % A_WEEK)
    return to_utc(day, MORNING, settings.TIME_ZONE)


def _owed(pace: Pace, before: datetime) -> list[int]:
    return list(queries.readers_owed(pace, before).values_list("pk", flat=True)[:READERS_AT_ONCE])


@transaction.atomic
def _lay_by(tender: Tender, news: str, alerts: Iterable[int], now: datetime) -> None:
    rows = [Piece(alert_id=alert, tender=tender, news=news, at=now) for alert in alerts]
    # A call is new once. Whatever else happens to it may happen again.
    Piece.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=news == News.FOUND)


def _told_or_noted(pk: int, pace: Pace, before: datetime, now: datetime) -> bool:
    """Write to one reader; where that fails, the others still hear. Its news wait, and are tried again."""
    try:
        return _tell_one(pk, pace, before, now)
    except Exception:
        logger.exception("The %s mail to reader %s could not be written.", pace, pk)
        return False


@transaction.atomic
def _tell_one(pk: int, pace: Pace, before: datetime, now: datetime) -> bool:
    """Write to one reader, unless another process was quicker."""
    reader = Reader.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    owed = queries.readers_owed(pace, before).filter(pk=pk)
    if reader is None or not owed.exists():
        return False
    pieces = queries.pieces_owed(pace, before).filter(alert__reader=pk)
    whole = list(pieces.select_related("alert__buyer", "tender__buyer").prefetch_related("tender__rounds"))
    emails.news(reader, pace, whole, now=now)
    Piece.objects.filter(pk__in=[piece.pk for piece in whole]).update(told_at=now)
    if pace != Pace.AT_ONCE:
        Reader.objects.filter(pk=pk).update(**{f"{pace}_at": before})
    return True
