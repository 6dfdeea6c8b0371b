"""The evaluation report (Directive 2014/24/EU art. 84), made in the worker."""

from django.db.models import QuerySet
from django.utils.translation import override
from django_tasks import task

from procurement import clock
from procurement.accounts.roles import Role
from procurement.calendar.moments import local_day
from procurement.paper import Money
from tenders.evaluation.combined import together_in_words
from tenders.evaluation.facts import Conflict
from tenders.evaluation.papers import EvaluatedLot, EvaluationReportPaper, PanelMember
from tenders.evaluation.queries import criteria_of, legal_ground_of, ranking_of, rejected_of, timetable_of
from tenders.issuing import frame, issue, lot_on_paper, new_code
from tenders.models import ConflictDeclaration, Lot, Paper, Tender


@task()
def make_evaluation_report(tender_id: int) -> None:
    """Make the report of one call, once, in the buyer's language."""
    tender = Tender.objects.select_related("buyer").get(pk=tender_id)
    if tender.papers.filter(kind=Paper.Kind.EVALUATION_REPORT).exists():
        return
    code = new_code()
    with override(tender.buyer.language):
        paper = _report(tender, code)
    issue(paper, Paper(tender=tender, kind=Paper.Kind.EVALUATION_REPORT, code=code))


def _report(tender: Tender, code: str) -> EvaluationReportPaper:
    now = clock.now()
    lots = list(tender.lots.all())
    return EvaluationReportPaper(
        **frame(tender, language=tender.buyer.language, now=now, code=code),
        subject=tender.title,
        value=Money(tender.value, tender.currency) if tender.value is not None else None,
        procedure=str(tender.get_procedure_display()),
        legal_ground=legal_ground_of(tender),
        bids_received=len({bid.bid_id for lot in lots for bid in lot.bids()}),
        panel=tuple(PanelMember(str(seat.person), seat.part) for seat in _panel(tender)),
        conflicts=tuple(_conflict(row, tender) for row in _declarations(tender)),
        lots=tuple(_evaluated(lot, only=len(lots) == 1) for lot in lots),
        together=together_in_words(tender),
        timetable=timetable_of(tender),
        concluded_on=tender.local_day(now),
        rule_pack=tender.rule_pack,
    )


def _panel(tender: Tender) -> QuerySet:
    return tender.panel.select_related("person").prefetch_related("lots").order_by("role", "pk")


def _declarations(tender: Tender) -> QuerySet[ConflictDeclaration]:
    return tender.declarations.select_related("person").order_by("declared_at", "pk")


def _conflict(row: ConflictDeclaration, tender: Tender) -> Conflict:
    roles = ", ".join(str(Role(role).label) for role in sorted(tender.roles_of(row.person)))
    day = local_day(row.declared_at, tender.buyer.time_zone)
    return Conflict(person=str(row.person), role=roles, declared_on=day, statement=row.statement)


def _evaluated(lot: Lot, *, only: bool) -> EvaluatedLot:
    return EvaluatedLot(
        lot=lot_on_paper(lot, only=only),
        criteria=criteria_of(lot),
        ranking=ranking_of(lot),
        rejected=rejected_of(lot),
    )
