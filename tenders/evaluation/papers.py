"""What the evaluation report says: the place for every value. `documents.py` fills it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from procurement.paper import Lot, Money, PaperBase
from tenders.evaluation.facts import Candidate, Conflict, Criterion, Inquiry, RankedBid, RejectedBid, Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedLot:
    """One lot in the evaluation report."""

    lot: Lot
    criteria: tuple[Criterion, ...]
    ranking: tuple[RankedBid, ...]
    rejected: tuple[RejectedBid, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelMember:
    """Who evaluated, and as what."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationReportPaper(PaperBase):
    """The written report of the evaluation (Directive 2014/24/EU art. 84)."""

    kind: ClassVar[str] = "evaluation_report"
    template: ClassVar[str] = "pdf/evaluation_report.html"

    subject: str
    value: Money | None
    procedure: str
    legal_ground: str
    bids_received: int
    candidates: tuple[Candidate, ...] = ()
    panel: tuple[PanelMember, ...]
    conflicts: tuple[Conflict, ...] = ()
    lots: tuple[EvaluatedLot, ...]
    together: tuple[str, ...] = ()  # what the discounts for lots won together make of it
    timetable: Timetable
    concluded_on: date
    rule_pack: str = ""

    @property
    def title(self) -> str:
        return _("Evaluation report")
