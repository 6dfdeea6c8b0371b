"""Who buys, by which procedure, and what: the parts that a call's notice and a result's notice share."""

from django.utils.translation import override

from tenders.calls.notices import codes
from tenders.calls.told_terms import discounts_said
from tenders.models import Lot, Tender
from tenders.record.eforms.head import language_of
from tenders.record.eforms.markup import Child, Element, branch, leaf
from tenders.record.eforms.organisations import Organisations
from tenders.record.eforms.values import amount

# The word of the eForms code list for our procedures; the national ones with publication have none of their own.
PROCEDURES = {
    Tender.Procedure.SIMPLIFIED: "neg-w-call",
    Tender.Procedure.ADAPTED: "oth-single",
    Tender.Procedure.OTHER: "oth-single",
}


def contracting_party(tender: Tender, parties: Organisations) -> Element | None:
    """Return who buys."""
    return branch("cac:ContractingParty", branch("cac:Party", parties.buyer(tender.buyer)))


def procedure(tender: Tender) -> Element | None:
    """Return the kind of procedure (BT-105), and whether it is urgent (BT-106)."""
    code = PROCEDURES.get(Tender.Procedure(tender.procedure), tender.procedure)
    urgent = leaf("cbc:ProcessReasonCode", "true" if tender.urgent else "false", listName="accelerated-procedure")
    return branch(
        "cac:TenderingProcess",
        leaf("cbc:ProcedureCode", code, listName="procurement-procedure-type"),
        branch("cac:ProcessJustification", urgent),
    )


def project(tender: Tender, lot: Lot | None = None, *more: Child) -> Element | None:
    """Return what is bought: the whole, or one lot, which has the whole's code and place unless it has its own.

    `more` stands at its end.
    """
    language, part = language_of(tender), lot or tender
    others = [] if lot else tender.additional_cpv
    value = part.value if tender.value_is_public else None
    return branch(
        "cac:ProcurementProject",
        leaf("cbc:ID", lot.identifier if lot else tender.reference, schemeName="InternalID"),
        leaf("cbc:Name", part.title or tender.title, languageID=language),
        leaf("cbc:Description", part.description or tender.description or part.title, languageID=language),
        leaf("cbc:ProcurementTypeCode", tender.nature, listName="contract-nature"),
        None if lot else _note(tender),
        branch("cac:RequestedTenderTotal", amount("cbc:EstimatedOverallContractAmount", value, tender.currency)),
        branch("cac:MainCommodityClassification", _cpv(part.cpv or tender.cpv)),
        [branch("cac:AdditionalCommodityClassification", _cpv(code)) for code in others],
        _place(tender, part.nuts or tender.nuts),
        *more,
    )


def _note(tender: Tender) -> Element | None:
    """Return that discounts for lots won together are allowed (BT-300): a group of lots (BT-330) is named by the buyer,
    and these are named by each bid.
    """
    with override(tender.language):
        said = discounts_said(getattr(tender, "terms", None))
    return leaf("cbc:Note", said, languageID=language_of(tender))


def _cpv(code: str) -> Element | None:
    return leaf("cbc:ItemClassificationCode", code, listName="cpv")


def _place(tender: Tender, nuts: str) -> Element | None:
    country = codes.three_letters(tender.buyer.country)
    return branch(
        "cac:RealizedLocation",
        branch(
            "cac:Address",
            leaf("cbc:CountrySubentityCode", nuts, listName="nuts"),
            branch("cac:Country", leaf("cbc:IdentificationCode", country, listName="country")),
        ),
    )
