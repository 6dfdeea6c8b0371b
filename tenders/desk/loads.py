"""What calls ask of those who bid, in numbers: two queries, however many calls there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from tenders.calls.turnover import turnover_asked
from tenders.models import Document, Round, SelectionCriterion, Tender
from tenders.models.invited import FOR_EVERYBODY

DIVISION = 2  # digits of a CPV code


@dataclass(frozen=True, slots=True)
class Load:
    """What one call asks. None: not known. `days` from publication to deadline; `times` the value as turnover."""

    asked: int = 0
    proofs: int = 0
    documents: int = 0
    pages: int | None = None
    days: int | None = None
    times: Decimal | None = None


def similar_to(tender: Tender) -> QuerySet[Tender]:
    """Return the published calls of the same nature and division, the newest first; none for one without a CPV code."""
    public = Tender.objects.filter(FOR_EVERYBODY).exclude(pk=tender.pk)
    alike = public.filter(cpv__startswith=tender.cpv[:DIVISION], nature=tender.nature, rehearsal=False)
    return (alike if tender.cpv else public.none()).order_by("-published_at", "-pk")


def loads_of(keys: Sequence[int], today: Mapping[int, date]) -> dict[int, Load]:
    """Return what each of these calls asks: one query for what is counted, one for the words of turnovers."""
    times = _times(keys)
    asked = Count("pk")
    rows = Tender.objects.filter(pk__in=keys).annotate(
        asked=_per_call(SelectionCriterion.objects, asked),
        proofs=_per_call(SelectionCriterion.objects.exclude(proof=""), asked),
        enclosed=_per_call(Document.objects, asked),
        leaves=_per_call(Document.objects, Sum("pages")),
        until=Subquery(Round.objects.filter(tender=OuterRef("pk"), number=1).values("deadline_date")),
    )
    return {
        row.pk: replace(_load(row, today.get(row.pk)), times=times.get(row.pk)) for row in rows.select_related("buyer")
    }


def _load(row: Any, today: date | None) -> Load:
    begins = row.local_day(row.published_at) if row.published_at else today
    days = (row.until - begins).days if row.until and begins else None
    return Load(row.asked or 0, row.proofs or 0, row.enclosed or 0, row.leaves, days)


def _per_call(rows: Any, counted: Any) -> Subquery:
    return Subquery(rows.filter(tender=OuterRef("pk")).order_by().values("tender").annotate(n=counted).values("n"))


def _times(keys: Sequence[int]) -> dict[int, Decimal]:
    """Return the highest turnover that each call asks, divided by the value of the lot or call that it is asked for."""
    found: dict[int, list[Decimal]] = defaultdict(list)
    rows = SelectionCriterion.objects.filter(tender__in=keys, kind=SelectionCriterion.Kind.ECONOMIC)
    known = rows.filter(Q(lot__value__gt=0) | Q(tender__value__gt=0))
    for key, name, level, of_lot, of_call in known.values_list(
        "tender", "name", "level", "lot__value", "tender__value"
    ):
        amount, value = turnover_asked(f"{name}: {level}"), of_lot or of_call
        if amount and value:
            found[key].append(amount / value)
    return {key: max(times) for key, times in found.items()}
