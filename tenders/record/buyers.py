"""The public page of a buyer: what it buys, whether it keeps its dates, and every promise behind the numbers."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer
from procurement.punctuality import Figure, Punctuality, punctuality_from
from tenders.models import Announcement, Stage, Tender
from tenders.record.awarded import ResultRow, latest_results
from tenders.record.coming_calls import coming_calls
from tenders.record.figures import answers_in_time, days_to_bid, days_to_decide, punctuality_of, taking_bids_of
from tenders.record.queries import open_calls, stages_that_ended
from tenders.timetable.kinds import StageKind

SHOWN = 10  # rows; the lists behind them have all
AT_ONCE = 500  # rows in memory
COLUMNS = ["call", "round", "stage", "promised_first", "promised_last", "happened"]


@dataclass(frozen=True, slots=True)
class StageRecord:
    """How the first promises of one kind of stage were kept; `found` is None below ten."""

    stage: str
    kept: int
    n: int
    found: Punctuality | None

    @property
    def interval(self) -> str:
        """The interval of the share; "" where so few tell nothing."""
        if self.found is None:
            return ""
        ends = {"low": round(100 * self.found.low), "high": round(100 * self.found.high)}
        return _("%(low)s to %(high)s %%") % ends


@dataclass(frozen=True, slots=True)
class BuyerPage:
    """All that the page of a buyer holds."""

    buyer: Buyer
    figures: Sequence[Figure]
    stages: Sequence[StageRecord]
    calls: Sequence[Tender]
    coming: Sequence[Announcement]
    results: Sequence[ResultRow]


def buyer_page(buyer: Buyer, now: datetime) -> BuyerPage:
    """Return the page of a buyer at this instant, in a fixed number of queries."""
    today = _today(buyer, now)
    return BuyerPage(
        buyer=buyer,
        figures=[
            punctuality_of(today, buyer=buyer),
            answers_in_time(today, buyer=buyer),
            days_to_bid(now, buyer=buyer),
            days_to_decide(today, buyer=buyer),
            taking_bids_of(buyer, now),
        ],
        stages=stage_records(buyer, today),
        calls=list(open_calls(now).filter(buyer=buyer)[:SHOWN]),
        coming=list(coming_calls(now, buyer=buyer)[:SHOWN]),
        results=latest_results(buyer, now, SHOWN),
    )


def stage_records(buyer: Buyer, today: date) -> list[StageRecord]:
    """Return what was promised first and ended within twelve months, by kind of stage, in the order of a call."""
    on_time = Q(actual__lte=F("first_commitment"))
    rows: QuerySet[Any] = stages_that_ended(today, buyer=buyer).order_by().values("kind")
    counted = {row["kind"]: row for row in rows.annotate(n=Count("pk"), kept=Count("pk", filter=on_time))}
    return [
        StageRecord(str(kind.label), row["kept"], row["n"], punctuality_from(row["kept"], row["n"]))
        for kind in StageKind
        if (row := counted.get(kind))
    ]


def kept_of(buyer: Buyer, now: datetime) -> tuple[int, int]:
    """Return how many first promises were kept within twelve months, and of how many."""
    records = stage_records(buyer, _today(buyer, now))
    return sum(record.kept for record in records), sum(record.n for record in records)


def promise_lines(buyer: Buyer, now: datetime) -> Iterator[str]:
    """Yield every stage that the numbers count, as lines of CSV: streamed, so that memory stays flat."""
    write = csv.writer(_Echo()).writerow
    yield write(COLUMNS)
    ended = stages_that_ended(_today(buyer, now), buyer=buyer).order_by("actual", "pk").select_related("tender")
    for stage in ended.iterator(chunk_size=AT_ONCE):
        yield write(_columns(stage))


def _columns(stage: Stage) -> list[object]:
    dates = (stage.first_commitment, stage.commitment, stage.actual)
    return [stage.tender.reference, stage.round_number, stage.kind, *dates]


def _today(buyer: Buyer, now: datetime) -> date:
    return localtime(now, buyer.zone).date()


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
