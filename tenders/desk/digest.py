"""One mail each morning to whoever asked for it on the desk: what is late, due today, or at risk."""

import logging
from collections.abc import Sequence
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from procurement.accounts.models import User
from procurement.calendar.moments import local_day, to_local
from procurement.outbox.post import write_to
from tenders.desk.queries import posts_of, work_of
from tenders.desk.rows import Row, tasks_of
from tenders.models import MorningMail
from tenders.timetable.status import Status

logger = logging.getLogger(__name__)
MORNING = time(7)  # by the site's own clocks
PRESSING = (Status.LATE, Status.AT_RISK)
AT_ONCE = 500


def write_morning_mails(*, now: datetime) -> int:
    """Write what is due; called each minute. Returns how many mails were written."""
    if to_local(now, settings.TIME_ZONE).time() < MORNING:
        return 0
    today = local_day(now, settings.TIME_ZONE)
    due = MorningMail.objects.filter(last_on__lt=today, person__is_active=True).values_list("pk", flat=True)
    return sum(_written_or_noted(pk, now) for pk in list(due.order_by("pk")[:AT_ONCE]))


def pressing(person: User, now: datetime) -> Sequence[Row]:
    """Return what the person has to do that is late, due today or at risk, the next day first."""
    rows = tasks_of(person, work_of(person), posts_of(person), now)
    return [row for row in rows if row.standing.kind in PRESSING]


def _written_or_noted(pk: int, now: datetime) -> bool:
    """Write to one person; where that fails, the others still hear, and it is tried again."""
    try:
        return _write(pk, now)
    except Exception:
        logger.exception("The morning mail %s could not be written.", pk)
        return False


@transaction.atomic
def _write(pk: int, now: datetime) -> bool:
    today = local_day(now, settings.TIME_ZONE)
    wanted = MorningMail.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk)
    row = wanted.filter(last_on__lt=today).first()
    if row is None:
        return False
    row.last_on = today
    row.save(update_fields=["last_on"])
    with override(row.person.language):
        rows = pressing(row.person, now)
    if rows:
        write_to(row.person, "morning", now=now, context={"rows": rows, "day": today}, page=_desk)
    return bool(rows)


def _desk() -> str:
    return reverse("desk:home")
