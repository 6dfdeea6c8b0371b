"""The prior information notice of a coming call: subtype 4 (Directive 2014/24/EU art. 48), which shortens no period."""

from calendar import monthrange
from datetime import date

from tenders.calls.notices import codes
from tenders.models import Announcement
from tenders.record.eforms.bought import classified, contracting_party, place
from tenders.record.eforms.head import DIRECTIVE, SDK, Form, identity
from tenders.record.eforms.markup import Child, Element, branch, document, extension, leaf
from tenders.record.eforms.organisations import Organisations
from tenders.record.eforms.values import amount, day, moment

FORM = Form("4", "pin-only", "planning")
PART = "PAR-0000"
MONTHS = 3  # of a quarter


def prior_notice(row: Announcement) -> bytes:
    """Return the notice of what was announced: it says no more than the public page."""
    language = codes.three_letter_language(row.language)
    parties = Organisations(language)
    buyer = contracting_party(row.buyer, parties)
    part = branch(
        "cac:ProcurementProjectLot",
        leaf("cbc:ID", PART, schemeName="Part"),
        _project(row, language, part=PART),
    )
    return document(
        "PriorInformationNotice", _head(row, parties, language), buyer, _project(row, language, part=None), part
    )


def _head(row: Announcement, parties: Organisations, language: str) -> list[Child]:
    zone = row.buyer.time_zone
    return [
        extension(
            branch("efac:NoticeSubType", leaf("cbc:SubTypeCode", FORM.subtype, listName="notice-subtype")),
            parties.all(),
        ),
        leaf("cbc:UBLVersionID", "2.3"),
        leaf("cbc:CustomizationID", SDK),
        leaf("cbc:ID", identity(row.reference, FORM.notice_type), schemeName="notice-id"),
        moment(("cbc:IssueDate", "cbc:IssueTime"), row.published_at, zone),
        leaf("cbc:VersionID", "01"),
        day("cbc:PlannedDate", _last_day(row), zone),
        leaf("cbc:RegulatoryDomain", DIRECTIVE),
        leaf("cbc:NoticeTypeCode", FORM.notice_type, listName=FORM.kind),
        leaf("cbc:NoticeLanguageCode", language),
    ]


def _last_day(row: Announcement) -> date:
    """Return the last day of the quarter in which the call is expected (BT-127)."""
    month = row.quarter * MONTHS
    return date(row.year, month, monthrange(row.year, month)[1])


def _project(row: Announcement, language: str, *, part: str | None) -> Element | None:
    return branch(
        "cac:ProcurementProject",
        leaf("cbc:ID", part or row.reference, schemeName="InternalID"),
        leaf("cbc:Name", row.title, languageID=language),
        leaf("cbc:Description", row.description or row.title, languageID=language),
        leaf("cbc:ProcurementTypeCode", row.nature, listName="contract-nature"),
        branch("cac:RequestedTenderTotal", amount("cbc:EstimatedOverallContractAmount", row.value, "EUR")),
        branch("cac:MainCommodityClassification", classified(row.cpv)),
        place(row.buyer, row.nuts),
    )
