"""The call itself in open data: OCDS `tender`, with its lots, criteria, documents, answers and amendments."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tenders.calls.told_terms import discounts_said
from tenders.lifecycle.lot import LotState
from tenders.lifecycle.tender import TenderState
from tenders.models import AwardCriterion, Lot, Stage, Tender
from tenders.record.contract_terms import lot_limits, terms_of_lot
from tenders.record.enclosures import address_of, amendments_of, documents_of, enquiries_of
from tenders.record.encoding import Object, end_of, filled, instant, money, number
from tenders.record.milestones import milestones_of
from tenders.record.parties import reference

P, N = Tender.Procedure, Tender.Nature
METHODS = {
    P.OPEN: "open",
    P.SIMPLIFIED: "open",
    P.ADAPTED: "open",
    P.RESTRICTED: "selective",
    P.NEGOTIATED: "selective",
    P.DIALOGUE: "selective",
    P.INNOVATION: "selective",
    P.NEGOTIATED_WITHOUT_CALL: "limited",
}
CATEGORIES = {N.WORKS: "works", N.SUPPLIES: "goods", N.SERVICES: "services"}
LOT_STATUS = {
    LotState.AWARDED: "complete",
    LotState.CONTRACTED: "complete",
    LotState.NOT_AWARDED: "unsuccessful",
    LotState.CANCELLED: "cancelled",
}


def tender_of(tender: Tender, *, mark: str, now: datetime) -> Object:
    """Return the `tender` object; `mark` says that nothing here is real, "" where it is."""
    lots = sorted(tender.lots.all(), key=lambda lot: lot.position)
    enquiries = enquiries_of(tender, now)
    return filled(
        id=tender.ocid,
        title=tender.title,
        description="\n\n".join(filter(None, [mark, tender.description])),
        status=_status(tender, lots),
        procuringEntity=reference(tender.buyer),
        items=[_item(lot, tender) for lot in lots],
        value=money(tender.value, tender.currency) if tender.value_is_public else None,
        procurementMethod=METHODS.get(P(tender.procedure)),
        procurementMethodDetails=str(P(tender.procedure).label),
        mainProcurementCategory=CATEGORIES[N(tender.nature)],
        awardCriteria=_basis(lots),
        awardCriteriaDetails=" ".join(_how_compared(tender, lots)),
        submissionMethod=["electronicSubmission"],
        submissionMethodDetails=address_of(tender),
        **_periods(tender),
        hasEnquiries=bool(enquiries),
        enquiries=enquiries,
        lots=[_lot(lot, tender) for lot in lots],
        lotDetails=lot_limits(tender),
        documents=list(documents_of(tender, now)),
        milestones=milestones_of(tender, now),
        amendments=list(amendments_of(tender, now)),
    )


def _how_compared(tender: Tender, lots: Iterable[Lot]) -> Iterator[str]:
    """Yield the criteria of each lot, and what is allowed across lots: the standard has no place of its own for it."""
    yield from (_criteria_sentence(lot) for lot in lots if lot.criteria.all())
    if discounts := discounts_said(getattr(tender, "terms", None)):
        yield discounts


def _status(tender: Tender, lots: Iterable[Lot]) -> str:
    if tender.state == TenderState.CANCELLED:
        return "cancelled"
    if tender.state != TenderState.CONCLUDED:
        return "active"
    return "complete" if any(lot.state == LotState.CONTRACTED for lot in lots) else "unsuccessful"


def _item(lot: Lot, tender: Tender) -> Object:
    """What a lot buys; the notice names no finer items."""
    nuts = lot.nuts or tender.nuts
    return filled(
        id=lot.identifier,
        description=lot.title,
        classification=_cpv(lot.cpv or tender.cpv),
        additionalClassifications=[_cpv(code) for code in tender.additional_cpv if code],
        deliveryLocation=filled(gazetteer={"scheme": "NUTS", "identifiers": [nuts]}) if nuts else None,
        relatedLot=lot.identifier,
    )


def _cpv(code: str) -> Object:
    return {"scheme": "CPV", "id": code} if code else {}


def _lot(lot: Lot, tender: Tender) -> Object:
    return filled(
        id=lot.identifier,
        title=lot.title,
        description=lot.description,
        status="cancelled" if tender.state == TenderState.CANCELLED else LOT_STATUS.get(LotState(lot.state), "active"),
        value=money(lot.value, tender.currency) if tender.value_is_public else None,
        awardCriteria=filled(criteria=[_criterion(criterion) for criterion in lot.criteria.all()]),
        **terms_of_lot(lot, tender),
    )


def _criterion(criterion: AwardCriterion) -> Object:
    weight, threshold = criterion.weight, criterion.threshold
    return filled(
        type=criterion.kind,
        name=criterion.full_name,
        description=criterion.weight_text if weight is None else "",
        numbers=[
            *([{"number": number(weight), "weight": "percentageExact"}] if weight is not None else []),
            *([{"number": number(threshold), "threshold": "minimumScore"}] if threshold is not None else []),
        ],
    )


def _basis(lots: Iterable[Lot]) -> str:
    kinds = {criterion.kind for lot in lots for criterion in lot.criteria.all()}
    if kinds == {AwardCriterion.Kind.PRICE.value}:
        return "priceOnly"
    return "qualityOnly" if kinds == {AwardCriterion.Kind.QUALITY.value} else "ratedCriteria" if kinds else ""


def _criteria_sentence(lot: Lot) -> str:
    parts = ", ".join(f"{criterion.full_name} {weight_of(criterion)}".strip() for criterion in lot.criteria.all())
    return _("Lot %(lot)s: %(criteria)s.") % {"lot": lot.identifier, "criteria": parts}


def weight_of(criterion: AwardCriterion) -> str:
    """Return a weight as people read it: the number, or the words of the notice where no number could be read."""
    return number_format(criterion.weight.normalize(), use_l10n=True) if criterion.weight else criterion.weight_text


def _periods(tender: Tender) -> Object:
    """Only the first round starts with the publication; an invitation to a later one goes to its firms."""
    zone = tender.buyer.time_zone
    stages: dict[str, Stage] = {stage.kind: stage for stage in tender.stages.all()}
    start = instant(tender.published_at) if tender.round_number == 1 else None
    deadline = next((row.deadline_at for row in tender.rounds.all() if row.number == tender.round_number), None)
    questions, decision = stages.get("questions"), stages.get("decision")
    return {
        "tenderPeriod": filled(startDate=start, endDate=instant(deadline)),
        "enquiryPeriod": filled(startDate=start, endDate=end_of(questions.commitment, zone)) if questions else None,
        "awardPeriod": filled(startDate=instant(deadline), endDate=end_of(decision.commitment, zone))
        if decision and decision.commitment
        else None,
    }
