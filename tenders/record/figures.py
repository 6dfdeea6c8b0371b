"""Numbers about how well the promises are kept: each with its definition, its n and its interval."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import Buyer
from procurement.punctuality import A_YEAR, FEWEST, Figure, kept_in_words
from tenders.models import Question, Stage
from tenders.record.queries import open_calls, public_calls, stages_that_ended
from tenders.timetable.kinds import StageKind


def portal_figures(now: datetime) -> list[Figure]:
    """Return what the home page says of all buyers together: three queries, however many calls there are."""
    today = localdate(now)
    return [punctuality_of(today), days_to_decide(today), taking_bids(now)]


def punctuality_of(today: date, *, buyer: Buyer | None = None) -> Figure:
    """Return how the first promises were kept in the last twelve months, by one buyer or by all."""
    label, on_time = _("stages finished by the day that was promised first"), Q(actual__lte=F("first_commitment"))
    counted = stages_that_ended(today, buyer=buyer).aggregate(n=Count("pk"), kept=Count("pk", filter=on_time))
    return kept_in_words(label, counted["kept"], counted["n"])


def days_to_decide(today: date, *, buyer: Buyer | None = None) -> Figure:
    """Return the median of the days between the opening and the decision, of the decisions of twelve months."""
    opened = Stage.objects.filter(tender=OuterRef("tender"), kind=StageKind.OPENING).values("actual")
    decided: QuerySet[Any] = stages_that_ended(today, buyer=buyer).filter(kind=StageKind.DECISION)
    took = ExpressionWrapper(F("actual") - Subquery(opened), output_field=DurationField())
    rows = decided.annotate(took=took).filter(took__isnull=False).order_by("took").values_list("took", flat=True)
    return _median_of_days(_("from the opening to the decision"), rows)


def days_to_bid(now: datetime, *, buyer: Buyer) -> Figure:
    """Return the median of the days from publication to deadline, of the calls whose deadline was in twelve months."""
    window = ExpressionWrapper(F("deadline") - F("published_at"), output_field=DurationField())
    closed: QuerySet[Any] = public_calls().filter(buyer=buyer, deadline__gt=now - A_YEAR, deadline__lte=now)  # type: ignore[misc]  # annotated
    rows = closed.filter(round_number=1).annotate(window=window).order_by("window").values_list("window", flat=True)
    return _median_of_days(_("to prepare a bid, from publication to deadline"), rows)


def answers_in_time(today: date, *, buyer: Buyer) -> Figure:
    """Return how many questions were answered, or declined with a reason, by the day promised first for answers."""
    promised = Stage.every.filter(tender=OuterRef("tender"), kind=StageKind.ANSWERS).order_by("-round_number")
    told = Question.objects.filter(tender__in=public_calls().filter(buyer=buyer).order_by().values("pk"))
    told = told.annotate(
        day=TruncDate("answered_at", tzinfo=buyer.zone),
        promise=Subquery(promised.values("first_commitment")[:1]),
    ).filter(day__gt=today - A_YEAR, day__lte=today, promise__isnull=False)
    counted = told.aggregate(n=Count("pk"), kept=Count("pk", filter=Q(day__lte=F("promise"))))
    return kept_in_words(_("questions answered by the promised day"), counted["kept"], counted["n"])


def _median_of_days(label: str, rows: QuerySet[Any]) -> Figure:
    """Return the median (of an even number the lower one) of durations that come in order."""
    n = rows.count()
    if n < FEWEST:
        return Figure(label)
    days = rows[(n - 1) // 2].days
    number = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return Figure(label, number, _("median of %(n)s calls in twelve months") % {"n": n})


def taking_bids_of(buyer: Buyer, now: datetime) -> Figure:
    """Return how many calls of one buyer take bids at this instant."""
    n = open_calls(now).filter(buyer=buyer).order_by().count()
    return Figure(ngettext("call takes bids today", "calls take bids today", n), str(n))


def taking_bids(now: datetime) -> Figure:
    """Return how many calls take bids at this instant, and of how many buyers: a count, so no n is too small."""
    counted = open_calls(now).order_by().aggregate(n=Count("pk"), buyers=Count("buyer", distinct=True))
    n, buyers = counted["n"], counted["buyers"]
    label = ngettext("call takes bids today", "calls take bids today", n)
    basis = ngettext("of %(buyers)s buyer", "of %(buyers)s buyers", buyers) % {"buyers": buyers}
    return Figure(label, str(n), basis if n else "")
