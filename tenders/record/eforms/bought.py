"""Who buys, by which procedure, and what: the parts that a call's notice and a result's notice share."""

from django.utils.translation import override

from procurement.accounts.models import Buyer
from procurement.calendar.grounds import Ground
from tenders.calls.ground_words import in_words
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
# The word of `direct-award-justification` for our grounds; those below the threshold have none.
DIRECT_AWARDS = {
    Ground.URGENCY: "urgency",
    Ground.UNSUITABLE: "unsuitable",
    Ground.ARTISTIC: "artistic",
    Ground.TECHNICAL: "technical",
    Ground.EXCLUSIVE: "exclusive",
    Ground.ADDITIONAL: "existing",
    Ground.REPETITION: "repetition",
}


def contracting_party(buyer: Buyer, parties: Organisations) -> Element | None:
    """Return who buys."""
    return branch("cac:ContractingParty", branch("cac:Party", parties.buyer(buyer)))


def procedure(tender: Tender, *, justified: bool = False) -> Element | None:
    """Return the kind of procedure (BT-105), and whether it is urgent (BT-106).

    `justified`: with the reason why no call was published, where none was.
    """
    code = PROCEDURES.get(Tender.Procedure(tender.procedure), tender.procedure)
    urgent = leaf("cbc:ProcessReasonCode", "true" if tender.urgent else "false", listName="accelerated-procedure")
    return branch(
        "cac:TenderingProcess",
        leaf("cbc:ProcedureCode", code, listName="procurement-procedure-type"),
        branch("cac:ProcessJustification", urgent),
        _why_unpublished(tender) if justified else None,
    )


def _why_unpublished(tender: Tender) -> Element | None:
    """Return the ground of a contract without prior publication (BT-136), in words with its article (BT-135)."""
    rule = tender.invitation_rule(tender.published_at) if tender.by_invitation and tender.published_at else None
    code = DIRECT_AWARDS.get(Ground(rule.ground)) if rule else None
    if rule is None or code is None:
        return None
    with override(tender.language):
        said = in_words(rule, [])
    return branch(
        "cac:ProcessJustification",
        leaf("cbc:ProcessReasonCode", code, listName="direct-award-justification"),
        leaf("cbc:ProcessReason", said, languageID=language_of(tender)),
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
        branch("cac:MainCommodityClassification", classified(part.cpv or tender.cpv)),
        [branch("cac:AdditionalCommodityClassification", classified(code)) for code in others],
        place(tender.buyer, part.nuts or tender.nuts),
        *more,
    )


def _note(tender: Tender) -> Element | None:
    """Return that discounts for lots won together are allowed (BT-300): a group of lots (BT-330) is named by the buyer,
    and these are named by each bid.
    """
    with override(tender.language):
        said = discounts_said(getattr(tender, "terms", None))
    return leaf("cbc:Note", said, languageID=language_of(tender))


def classified(code: str) -> Element | None:
    """Return a code of the vocabulary (BT-262, BT-263)."""
    return leaf("cbc:ItemClassificationCode", code, listName="cpv")


def place(buyer: Buyer, nuts: str) -> Element | None:
    """Return where it is performed (BT-5071), in the buyer's country (BT-5141)."""
    country = codes.three_letters(buyer.country)
    return branch(
        "cac:RealizedLocation",
        branch(
            "cac:Address",
            leaf("cbc:CountrySubentityCode", nuts, listName="nuts"),
            branch("cac:Country", leaf("cbc:IdentificationCode", country, listName="country")),
        ),
    )
