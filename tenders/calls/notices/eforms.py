"""Contract notices of eForms: UBL 2.3 with the eForms extension (Implementing Regulation (EU) 2019/1780).

Comments name the business terms (BT) of that regulation. A change notice repeats the whole notice and is read as one.
"""

from dataclasses import replace

from tenders.calls.notices import codes, plain
from tenders.calls.notices.eforms_lots import (
    is_for_requests,
    read_codes,
    read_deadline,
    read_lots,
    read_nature,
    read_regions,
)
from tenders.calls.notices.eforms_parties import EXTENSION, read_buyers
from tenders.calls.notices.eforms_terms import read_terms
from tenders.calls.notices.kinds import check_eforms
from tenders.calls.notices.moments import earliest, read_date, read_moment
from tenders.calls.notices.node import Node
from tenders.calls.notices.notice import Notice, NoticeFormat, NoticeIdentity, NoticeLot, NoticeMoment, NoticeProcedure

NO_SYSTEM = frozenset({None, "none"})


def read_eforms(root: Node, digest: str) -> Notice:
    """Read an eForms notice. `digest` names the file where the notice has no name. Raises NoticeRefused."""
    subtype = root.line(f"{EXTENSION}/NoticeSubType/SubTypeCode")  # OPP-070
    check_eforms(root.name, subtype, root.line("NoticeTypeCode"))
    language = root.line("NoticeLanguageCode")  # BT-702
    buyer, *others = read_buyers(root, language)
    zone = codes.zone_of(buyer.country, buyer.nuts)
    lots = read_lots(root, language, zone)
    notice = Notice(
        format=NoticeFormat.EFORMS,
        form=subtype,
        names=_names(root, digest),
        buyer=buyer,
        other_buyers=tuple(others),
        language=codes.language(language),
        other_languages=_languages(root.all("AdditionalNoticeLanguage/ID")),
        submission_languages=_languages(root.all("ProcurementProjectLot/TenderingTerms/Language/ID")),  # BT-97
        terms=read_terms(root, language),
        changes=root.line(f"{EXTENSION}/Changes/ChangedNoticeIdentifier"),  # BT-758
        lots=lots,
        divided=len(lots) > 1,
    )
    notice = _with_object(notice, root.first("ProcurementProject"), language)
    notice = _with_procedure(notice, root, language)
    return replace(_with_dates(notice, root, zone), documents_url=_documents(root), unmapped=root.unread())


def _with_object(notice: Notice, project: Node, language: str | None) -> Notice:
    """Add what is bought. A notice without title or description has those of its only lot."""
    lots = notice.lots
    alone = lots[0] if len(lots) == 1 else NoticeLot("")
    value = project.first("RequestedTenderTotal/EstimatedOverallContractAmount")
    cpv = read_codes(project) + tuple(code for lot in lots for code in lot.cpv)
    nuts = read_regions(project) + tuple(code for lot in lots for code in lot.nuts)
    return replace(
        notice,
        title=project.line("Name", language) or alone.title,  # BT-21
        description=project.prose("Description", language) or alone.description,  # BT-24
        reference=project.line("ID"),  # BT-22
        cpv=cpv[0] if cpv else None,  # BT-262
        cpv_additional=tuple(dict.fromkeys(code for code in cpv if code != cpv[0])),  # BT-263
        nuts=tuple(dict.fromkeys(nuts)),  # BT-5071
        nature=read_nature(project) or next((lot.nature for lot in lots if lot.nature), None),  # BT-23
        value=plain.amount(value.line()),  # BT-27
        currency=plain.currency(value.attribute("currencyID")),
    )


def _with_procedure(notice: Notice, root: Node, language: str | None) -> Notice:
    code = root.line("TenderingProcess/ProcedureCode")
    return replace(
        notice,
        procedure=_procedure(code),  # BT-105
        procedure_text=code,
        procedure_description=root.prose("TenderingProcess/Description", language),  # BT-88
        procedure_id=plain.name(root.line("ContractFolderID")),  # BT-04
        legal_basis=plain.name(root.line("RegulatoryDomain")),  # BT-01
        accelerated=_is_accelerated(root),
        framework=_uses(root, "framework-agreement"),  # BT-765
        purchasing_system=_uses(root, "dps-usage"),  # BT-766
    )


def _with_dates(notice: Notice, root: Node, zone: str) -> Notice:
    sent = read_moment(root.line("IssueDate"), root.line("IssueTime"), zone=zone)
    return replace(
        notice,
        sent=sent.date if sent else None,  # BT-05
        sent_at=sent.at if sent else None,
        published=read_date(root.line(f"{EXTENSION}/Publication/PublicationDate")),
        deadline=earliest(lot.deadline for lot in notice.lots) or read_deadline(root.first("TenderingProcess"), zone),
        deadline_is_for_requests=is_for_requests(root),
        opening=earliest(_openings(root, zone)),
    )


def _names(root: Node, digest: str) -> NoticeIdentity:
    return NoticeIdentity(
        publication_number=plain.publication_number(root.line(f"{EXTENSION}/Publication/NoticePublicationID")),
        notice_id=plain.name(root.line("ID")),  # BT-701
        notice_version=plain.name(root.line("VersionID")),  # BT-757
        digest=digest,
    )


def _languages(nodes: list[Node]) -> tuple[str, ...]:
    found = [codes.language(node.line()) for node in nodes]
    return tuple(dict.fromkeys(code for code in found if code))


def _procedure(code: str | None) -> NoticeProcedure | None:
    if code is None:
        return None
    return NoticeProcedure(code) if code in set(NoticeProcedure) else NoticeProcedure.OTHER


def _is_accelerated(root: Node) -> bool:  # BT-106
    reasons = root.all("TenderingProcess/ProcessJustification/ProcessReasonCode")
    return any(
        reason.attribute("listName") == "accelerated-procedure" and reason.line() == "true" for reason in reasons
    )


def _uses(root: Node, system: str) -> bool:
    """Whether a lot is bought through a framework agreement or a dynamic purchasing system."""
    kinds = root.all("ProcurementProjectLot/TenderingProcess/ContractingSystem/ContractingSystemTypeCode")
    return any(kind.attribute("listName") == system and kind.line() not in NO_SYSTEM for kind in kinds)


def _openings(root: Node, zone: str) -> list[NoticeMoment | None]:  # BT-132
    events = root.all("ProcurementProjectLot/TenderingProcess/OpenTenderEvent")
    return [read_moment(event.line("OccurrenceDate"), event.line("OccurrenceTime"), zone=zone) for event in events]


def _documents(root: Node) -> str | None:  # BT-15
    path = "ProcurementProjectLot/TenderingTerms/CallForTendersDocumentReference/Attachment/ExternalReference/URI"
    addresses = [plain.web_address(node.line()) for node in root.all(path)]
    return next((address for address in addresses if address), None)
