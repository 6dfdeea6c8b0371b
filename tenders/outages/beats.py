"""The portal's answers in the last day before a deadline, minute by minute: for whoever asks whether it worked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from procurement.availability.gaps import Gap
from procurement.availability.models import Beat, Heartbeat, Outage

A_MINUTE, THE_LAST_DAY = timedelta(minutes=1), timedelta(days=1)


class Health(StrEnum):
    """What is known of a minute."""

    ANSWERED = "answered"
    OUTAGE = "outage"  # it lies in one, measured or recorded
    UNHEARD = "no answer noted"  # nobody asked, or it did not answer; too short for an outage
    UNMEASURED = "not measured"  # nothing was measured yet, or the answers of that day are not kept


@dataclass(frozen=True, slots=True)
class Minute:
    """A minute, by its beginning, and how many answers were noted in it."""

    begins: datetime
    answers: int
    health: Health


def minutes_before(deadline: datetime) -> Iterator[Minute]:
    """Yield the minutes of the last day before a deadline."""
    began = deadline - THE_LAST_DAY
    moments = Beat.objects.filter(moment__gte=began, moment__lt=deadline).values_list("moment", flat=True)
    heard = Counter((moment - began) // A_MINUTE for moment in moments)
    gaps = [row.gap for row in outages_before(deadline)]
    first = Beat.objects.order_by("moment").values_list("moment", flat=True).first()
    heart = Heartbeat.objects.first()
    last = heart.last_at if heart else None
    for number in range(THE_LAST_DAY // A_MINUTE):
        begins = began + number * A_MINUTE
        measured = first is not None and last is not None and first < begins + A_MINUTE and begins <= last
        yield Minute(begins, heard[number], _health(begins, heard[number], gaps, measured=measured))


def outages_before(deadline: datetime) -> list[Outage]:
    """Return the outages in the last day before a deadline, the first one first."""
    rows = Outage.objects.filter(ended_at__gt=deadline - THE_LAST_DAY, began_at__lt=deadline)
    return list(rows.order_by("began_at", "pk"))


def _health(begins: datetime, answers: int, gaps: list[Gap], *, measured: bool) -> Health:
    if answers:
        return Health.ANSWERED
    if any(gap.began_at < begins + A_MINUTE and begins < gap.ended_at for gap in gaps):
        return Health.OUTAGE
    return Health.UNHEARD if measured else Health.UNMEASURED
