"""How the contract of a lot runs (BT-36, BT-536, BT-537), its renewals (BT-57, BT-58) and options (BT-54)."""

from tenders.models import LotTerms, Tender
from tenders.record.eforms.head import language_of
from tenders.record.eforms.markup import Child, Element, branch, leaf
from tenders.record.eforms.values import day


def contract_of(terms: LotTerms | None, tender: Tender) -> list[Child]:
    """Return the last parts of a lot's project, in the order of the schema; none where nothing is said."""
    return [_period(terms, tender), _extension(terms, language_of(tender))] if terms else []


def _period(terms: LotTerms, tender: Tender) -> Element | None:
    zone = tender.buyer.time_zone
    return branch(
        "cac:PlannedPeriod",
        day("cbc:StartDate", terms.starts_on, zone),
        day("cbc:EndDate", terms.ends_on, zone),
        leaf("cbc:DurationMeasure", terms.length, unitCode=terms.unit.upper()),
    )


def _extension(terms: LotTerms, language: str) -> Element | None:
    words = leaf("cbc:Description", terms.renewal, languageID=language)
    return branch(
        "cac:ContractExtension",
        leaf("cbc:OptionsDescription", terms.options, languageID=language),
        leaf("cbc:MaximumNumberNumeric", terms.renewals),
        branch("cac:Renewal", branch("cac:Period", words)),
    )
