"""Which of the portal's answers are kept: those of the last day before a deadline."""

from datetime import datetime, timedelta

from django.db.models import Q

from procurement.availability.models import Beat
from tenders.models import Round
from tenders.outages.beats import THE_LAST_DAY

SOME_DAYS, LONG_AGO = timedelta(days=2), timedelta(days=9)


def forget_beats(*, now: datetime) -> None:
    """Forget the answers that lie in no last day before a deadline, once two days are over: deadlines may move.

    What is older than nine days was looked at often enough: it stays.
    """
    since, until = now - LONG_AGO, now - SOME_DAYS
    deadlines = Round.objects.filter(deadline_at__gte=since, deadline_at__lte=until + THE_LAST_DAY)
    kept = Q(pk=None)
    for deadline in set(deadlines.values_list("deadline_at", flat=True)):
        kept |= Q(moment__gte=deadline - THE_LAST_DAY, moment__lte=deadline)
    Beat.objects.filter(moment__gte=since, moment__lt=until).exclude(kept).delete()
