"""On which terms one bids for a lot: documents, criteria, where to submit, and whom to ask for review."""

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from django.conf import settings

from procurement.calendar.remedies import remedy
from procurement.headings import by_heading
from tenders.calls.notices import codes
from tenders.models import AwardCriterion, CallTerms, Lot, LotTerms, Tender
from tenders.record.eforms.head import language_of
from tenders.record.eforms.markup import Element, branch, extension, leaf
from tenders.record.eforms.organisations import Organisations


def _call_address(tender: Tender) -> str:
    """Return where everybody reads the call."""
    return f"{settings.BASE_URL}{tender.get_absolute_url()}"


def terms_of(lot: Lot, tender: Tender, parties: Organisations, now: datetime) -> Element | None:
    """Return the terms of one lot, in the order of the schema."""
    of_call: CallTerms = getattr(tender, "terms", None) or CallTerms()
    return branch(
        "cac:TenderingTerms",
        leaf("cbc:VariantConstraintCode", _variants(lot), listName="permission"),
        _documents(tender),
        source("reserved-procurement", "none"),
        source("selection-criteria-source", "epo-procurement-document"),
        _criteria(lot, language_of(tender)),
        branch("cac:AdditionalInformationParty", parties.contact(tender.buyer, of_call)),
        branch(
            "cac:TenderRecipientParty",
            leaf("cbc:EndpointID", _call_address(tender)),
            parties.buyer(tender.buyer),
        ),
        branch("cac:TenderValidityPeriod", leaf("cbc:DurationMeasure", of_call.validity_days, unitCode="DAY")),
        _review(tender, of_call, parties, now),
        [branch("cac:Language", leaf("cbc:ID", code)) for code in _languages(tender, of_call)],
    )


def _variants(lot: Lot) -> str:
    """Return whether variants are allowed (BT-63); where nothing is said they are not (art. 45)."""
    terms: LotTerms | None = getattr(lot, "terms", None)
    return terms.variants if terms else LotTerms.Variants.NO.value


def _languages(tender: Tender, terms: CallTerms) -> list[str]:
    """Return the languages of bids (BT-97): that of the call where none is named."""
    return [codes.three_letter_language(code) for code in terms.languages or [tender.language]]


def _documents(tender: Tender) -> Element | None:
    """Return where the documents are, free and complete (art. 53, BT-15)."""
    address = leaf("cbc:URI", tender.documents_url or _call_address(tender))
    return branch(
        "cac:CallForTendersDocumentReference",
        leaf("cbc:ID", tender.reference),
        leaf("cbc:DocumentType", "non-restricted-document"),
        branch("cac:Attachment", branch("cac:ExternalReference", address)),
    )


def source(list_name: str, code: str) -> Element | None:
    """Return where the grounds or criteria of a kind stand: in the procurement documents, or nowhere."""
    wanted = leaf("cbc:TendererRequirementTypeCode", code, listName=list_name)
    return branch("cac:TendererQualificationRequest", branch("cac:SpecificTendererRequirement", wanted))


def _criteria(lot: Lot, language: str) -> Element | None:
    """Return a bracket for the sub-criteria of each criterion, which bears its name, and one for the others between."""
    brackets = [
        branch(
            "cac:AwardingCriterion",
            leaf("cbc:Name", heading, languageID=language),
            [_criterion(row, language) for block in blocks for row in block.rows],
        )
        for heading, blocks in groupby(by_heading(lot.criteria.all()), key=lambda block: block.name)
    ]
    return branch("cac:AwardingTerms", brackets)


def _criterion(criterion: AwardCriterion, language: str) -> Element | None:
    """Return a criterion with its weight in per cent (BT-539, BT-734, BT-540, BT-541)."""
    weight = branch(
        "efac:AwardCriterionParameter",
        leaf("efbc:ParameterCode", "per-exa" if criterion.weight else "", listName="number-weight"),
        leaf("efbc:ParameterNumeric", None if criterion.weight is None else f"{criterion.weight.normalize():f}"),
    )
    return branch(
        "cac:SubordinateAwardingCriterion",
        extension(weight),
        leaf("cbc:AwardingCriterionTypeCode", criterion.kind, listName="award-criterion-type"),
        leaf("cbc:Name", criterion.name, languageID=language),
        leaf("cbc:Description", criterion.full_name, languageID=language),
    )


def _review(tender: Tender, terms: CallTerms, parties: Organisations, now: datetime) -> Element | None:
    """Return before whom and until when a review can be asked (BT-99): in the call's words, or the rule pack's."""
    told = remedy(tender.rules(now), "loser", tender.language)
    if terms.review_body:
        told = replace(told, body=terms.review_body, address="", periods=())
    if terms.review_period:
        told = replace(told, periods=(terms.review_period,))
    body = parties.review_body(told, tender.buyer.country)
    return branch(
        "cac:AppealTerms",
        branch(
            "cac:PresentationPeriod",
            leaf("cbc:Description", " ".join(told.periods), languageID=language_of(tender)),
        ),
        branch("cac:AppealReceiverParty", body),
    )
