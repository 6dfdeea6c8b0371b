"""What every notice begins with: its form, its names and its dates."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from procurement.calendar.thresholds import eu_threshold
from tenders.calls.notices import codes
from tenders.models import Tender
from tenders.record.eforms.markup import Child, branch, extension, leaf
from tenders.record.eforms.organisations import Organisations
from tenders.record.eforms.values import moment

SDK = "eforms-sdk-1.15"
DIRECTIVE = "32014L0024"
NATIONAL = {Tender.Procedure.SIMPLIFIED, Tender.Procedure.ADAPTED}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the regulation: its subtype, and the notice type (BT-02) with its code list."""

    subtype: str
    notice_type: str
    kind: str


def is_below_threshold(tender: Tender, now: datetime) -> bool:
    """Tell whether the voluntary forms apply: a national procedure, or an estimate below the EU's threshold.

    Without an estimate the forms of the directive are taken.
    """
    if tender.procedure in NATIONAL:
        return True
    works = tender.nature == Tender.Nature.WORKS
    limit = eu_threshold(tender.rules(now), tender.sent_on or tender.local_day(now), works=works)
    return tender.value is not None and tender.value < limit


def identity(*parts: object) -> str:
    """Return a name of the form that eForms asks for (UUID, version 4): the same parts give the same name."""
    digest = hashlib.sha256(" ".join(map(str, parts)).encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def language_of(tender: Tender) -> str:
    """Return the call's language, ISO 639-3 in capitals."""
    return codes.three_letter_language(tender.language)


def head(
    tender: Tender, form: Form, parties: Organisations, *, version: int, issued: datetime, result: Child = None
) -> list[Child]:
    """Return what every notice begins with. `version` counts the notices of this kind about the call.

    `result` is what the notice says before its form: what was decided, or what changed.
    """
    zone, below = tender.buyer.time_zone, form.subtype.startswith("E")
    return [
        extension(
            result,
            branch("efac:NoticeSubType", leaf("cbc:SubTypeCode", form.subtype, listName="notice-subtype")),
            parties.all(),
        ),
        leaf("cbc:UBLVersionID", "2.3"),
        leaf("cbc:CustomizationID", SDK),
        leaf("cbc:ID", identity(tender.ocid, form.notice_type, version), schemeName="notice-id"),
        leaf("cbc:ContractFolderID", tender.procedure_id or identity(tender.ocid)),
        moment(("cbc:IssueDate", "cbc:IssueTime"), issued, zone),
        leaf("cbc:VersionID", "01"),
        leaf("cbc:RegulatoryDomain", "other" if below else DIRECTIVE),
        leaf("cbc:NoticeTypeCode", form.notice_type, listName=form.kind),
        leaf("cbc:NoticeLanguageCode", language_of(tender)),
    ]
