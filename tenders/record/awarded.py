"""The public list of results: every decision in force that was notified, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer
from tenders.lifecycle.decision import DecisionState
from tenders.lifecycle.lot import LotState
from tenders.models import Decision, Lot, LotBid, Tender
from tenders.record.queries import public_calls

ROWS = 50


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result in the list: what was decided, about which lot of which call, and where the lot stands now."""

    decision: Decision
    lot: Lot
    tender: Tender
    winners: Sequence[LotBid]
    kind: str
    word: str


def result_rows(words: str, number: str | None, now: datetime) -> tuple[Page[Decision], list[ResultRow]]:
    """Return one page of the results with these words, and its rows. Three queries, however many rows."""
    page = Paginator(notified_results(words, now), ROWS).get_page(number)
    return page, [_row(decision) for decision in page]


def latest_results(buyer: Buyer, now: datetime, number: int) -> list[ResultRow]:
    """Return the last results of one buyer."""
    return [_row(decision) for decision in notified_results("", now).filter(lot__tender__buyer=buyer)[:number]]


def notified_results(words: str, now: datetime) -> QuerySet[Decision]:
    """Return the decisions in force that everybody was told; with words, those of such a call, lot or buyer."""
    winners = Prefetch("winners", queryset=LotBid.objects.select_related("bid__supplier").order_by("bid__number"))
    found = Decision.objects.filter(state=DecisionState.NOTIFIED, notified_at__lte=now)
    found = found.filter(lot__tender__in=public_calls().order_by().values("pk"))
    for word in words.split():
        in_call = Q(lot__tender__title__icontains=word) | Q(lot__tender__reference__icontains=word)
        found = found.filter(in_call | Q(lot__title__icontains=word) | Q(lot__tender__buyer__name__icontains=word))
    found = found.select_related("lot__tender__buyer").prefetch_related(winners)
    return found.order_by("-notified_at", "lot__tender", "lot__position", "pk")


def _row(decision: Decision) -> ResultRow:
    lot = decision.lot
    return ResultRow(decision, lot, lot.tender, list(decision.winners.all()), *standing_of(lot.tender, lot))


def standing_of(tender: Tender, lot: Lot) -> tuple[str, str]:
    """Return shape and word of where a lot stands; a decision is nobody's business before it is notified."""
    if tender.state == "cancelled" or lot.state == LotState.CANCELLED:
        return "not-planned", _("Cancelled")
    words = {
        LotState.STANDSTILL: ("in-progress", _("Standstill")),
        LotState.AWARDED: ("done", _("Awarded")),
        LotState.CONTRACTED: ("done", _("Contract signed")),
        LotState.NOT_AWARDED: ("not-planned", _("Not awarded")),
    }
    return words.get(LotState(lot.state), ("", ""))
