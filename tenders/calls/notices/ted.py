"""Contract notices of TED XML R2.0.9, form F02 (Implementing Regulation (EU) 2015/1986, annex II).

A notice may come in many languages: one FORM_SECTION holds the original and its translations. The original is read.
"""

from collections.abc import Iterable
from dataclasses import replace

from tenders.calls.notices import codes, plain
from tenders.calls.notices.kinds import check_ted
from tenders.calls.notices.moments import read_date, read_moment
from tenders.calls.notices.node import Node
from tenders.calls.notices.notice import (
    Notice,
    NoticeBuyer,
    NoticeFormat,
    NoticeIdentity,
    NoticeMoment,
    NoticePeriod,
    NoticeProcedure,
    NoticeTerms,
)
from tenders.calls.notices.ted_lots import UNITS, read_lots, read_nature, read_regions

CODED = "CODED_DATA_SECTION"
PROCEDURES = {
    "PT_OPEN": NoticeProcedure.OPEN,
    "PT_RESTRICTED": NoticeProcedure.RESTRICTED,
    "PT_COMPETITIVE_NEGOTIATION": NoticeProcedure.NEGOTIATED_WITH_CALL,
    "PT_NEGOTIATED_WITH_PRIOR_CALL": NoticeProcedure.NEGOTIATED_WITH_CALL,
    "PT_COMPETITIVE_DIALOGUE": NoticeProcedure.COMPETITIVE_DIALOGUE,
    "PT_INNOVATION_PARTNERSHIP": NoticeProcedure.INNOVATION,
    "PT_NEGOTIATED_WITHOUT_PUBLICATION": NoticeProcedure.NEGOTIATED_WITHOUT_CALL,
    "PT_AWARD_CONTRACT_WITHOUT_CALL": NoticeProcedure.NEGOTIATED_WITHOUT_CALL,
}


def read_ted(root: Node, digest: str) -> Notice:
    """Read a TED notice. `digest` names the file where the notice has no name. Raises NoticeRefused."""
    form, translations = _form(root)
    check_ted(form.name)
    body = form.first("CONTRACTING_BODY")
    notice = Notice(
        format=NoticeFormat.TED,
        form="F02",
        names=_names(root, digest),
        buyer=_buyer(body.first("ADDRESS_CONTRACTING_BODY")),
        other_buyers=tuple(map(_buyer, body.all("ADDRESS_CONTRACTING_BODY_ADDITIONAL"))),
        language=codes.language(form.attribute("LG")),
        other_languages=_known(codes.language(translation.attribute("LG")) for translation in translations),
        legal_basis=plain.name(form.attribute("VALUE", "LEGAL_BASIS")),
        documents_url=plain.web_address(body.line("URL_DOCUMENT")),
        terms=_terms(form, body.first("ADDRESS_CONTRACTING_BODY")),
    )
    notice = _with_procedure(notice, root, form.first("PROCEDURE"))
    notice = _with_dates(notice, root, form)
    return replace(_with_object(notice, form.first("OBJECT_CONTRACT")), unmapped=form.unread())


def _with_procedure(notice: Notice, root: Node, procedure: Node) -> Notice:
    named = [child.name for child in procedure.children() if child.name.startswith("PT_")]
    kind = PROCEDURES.get(named[0], NoticeProcedure.OTHER) if named else None
    languages = [codes.language(node.attribute("VALUE")) for node in procedure.all("LANGUAGES/LANGUAGE")]
    return replace(
        notice,
        procedure=kind,
        procedure_text=root.line(f"{CODED}/CODIF_DATA/PR_PROC") or kind,
        accelerated=bool(procedure.first("ACCELERATED_PROC")),
        framework=bool(procedure.first("FRAMEWORK")),
        purchasing_system=procedure.has("DPS"),
        deadline_is_for_requests=kind is not None and kind.starts_with_requests,
        submission_languages=_known(languages),
    )


def _with_dates(notice: Notice, root: Node, form: Node) -> Notice:
    procedure = form.first("PROCEDURE")
    zone = codes.zone_of(notice.buyer.country, notice.buyer.nuts)
    coded_sent = root.line(f"{CODED}/CODIF_DATA/DS_DATE_DISPATCH")
    return replace(
        notice,
        sent=read_date(form.line("COMPLEMENTARY_INFO/DATE_DISPATCH_NOTICE") or coded_sent),
        published=read_date(root.line(f"{CODED}/REF_OJS/DATE_PUB")),
        deadline=_deadline(root, procedure, zone),
        opening=_opening(procedure, zone),
    )


def _with_object(notice: Notice, contract: Node) -> Notice:
    """Add what is bought, and the lots; they share the deadline."""
    parts = contract.all("OBJECT_DESCR")
    divided = contract.has("LOT_DIVISION") or len(parts) > 1
    title, cpv = plain.line(contract.prose("TITLE")), plain.cpv(contract.attribute("CODE", "CPV_MAIN/CPV_CODE"))
    lots = read_lots(contract, None if divided else title, notice.deadline)
    return replace(
        notice,
        title=title,
        description=contract.prose("SHORT_DESCR"),
        reference=contract.line("REFERENCE_NUMBER"),
        cpv=cpv,
        cpv_additional=_known(code for lot in lots for code in lot.cpv if code != cpv),
        nuts=_known(code for part in parts for code in read_regions(part)),
        nature=read_nature(contract),
        value=plain.amount(contract.line("VAL_ESTIMATED_TOTAL")),
        currency=plain.currency(contract.attribute("CURRENCY", "VAL_ESTIMATED_TOTAL")),
        divided=divided,
        lots=lots,
    )


def _form(root: Node) -> tuple[Node, list[Node]]:
    """Return the form in its original language, and the translations."""
    forms = [node for node in root.first("FORM_SECTION").children() if node.name != "NOTICE_UUID"]
    languages = (root.line(f"{CODED}/NOTICE_DATA/LG_ORIG") or "").split()
    originals = [form for form in forms if form.attribute("CATEGORY") == "ORIGINAL"] or forms
    original = next(
        (form for form in originals if form.attribute("LG") in languages[:1]), (originals or [Node(None)])[0]
    )
    return original, [form for form in forms if form.element is not original.element]


def _names(root: Node, digest: str) -> NoticeIdentity:
    number = plain.publication_number(root.line(f"{CODED}/NOTICE_DATA/NO_DOC_OJS"))
    return NoticeIdentity(
        publication_number=number or plain.publication_number(root.attribute("DOC_ID")),
        notice_id=plain.name(root.line("FORM_SECTION/NOTICE_UUID")),
        digest=digest,
    )


def _buyer(address: Node) -> NoticeBuyer:
    return NoticeBuyer(
        name=address.line("OFFICIALNAME"),
        national_id=address.line("NATIONALID"),
        country=codes.country(address.attribute("VALUE", "COUNTRY")),
        nuts=plain.nuts(address.attribute("CODE", "NUTS")),
        street=address.line("ADDRESS"),
        postal_code=address.line("POSTAL_CODE"),
        town=address.line("TOWN"),
        email=plain.email(address.line("E_MAIL")),
        website=plain.web_address(address.line("URL_GENERAL")),
    )


def _terms(form: Node, buyer: Node) -> NoticeTerms:
    """Return what holds for every bid (IV.2.6, I.1, VI.4); a mail address alone is the buyer's, as everywhere."""
    valid = form.first("PROCEDURE/DURATION_TENDER_VALID")
    service, phone = buyer.line("CONTACT_POINT"), buyer.line("PHONE")
    more, division = form.first("COMPLEMENTARY_INFO"), form.first("OBJECT_CONTRACT/LOT_DIVISION")
    return NoticeTerms(
        validity=NoticePeriod(plain.whole_number(valid.line()), UNITS.get(valid.attribute("TYPE") or "")),
        contact_service=service,
        contact_email=plain.email(buyer.line("E_MAIL")) if service or phone else None,
        contact_phone=phone,
        review_body=more.line("ADDRESS_REVIEW_BODY/OFFICIALNAME"),
        review_period=more.prose("REVIEW_PROCEDURE"),
        most_bids=1 if division.has("LOT_ONE_ONLY") else plain.whole_number(division.line("LOT_MAX_NUMBER")),
        most_wins=plain.whole_number(division.line("LOT_MAX_ONE_TENDERER")),
    )


def _deadline(root: Node, procedure: Node, zone: str) -> NoticeMoment | None:
    """Return the deadline of the form, else of the coded data ("20160801 12:00"). Both are the buyer's local time."""
    day, _space, clock = (root.line(f"{CODED}/CODIF_DATA/DT_DATE_FOR_SUBMISSION") or "").partition(" ")
    written_day, written_clock = procedure.line("DATE_RECEIPT_TENDERS"), procedure.line("TIME_RECEIPT_TENDERS")
    return read_moment(written_day, written_clock, zone=zone) or read_moment(day, clock, zone=zone)


def _opening(procedure: Node, zone: str) -> NoticeMoment | None:
    condition = procedure.first("OPENING_CONDITION")
    return read_moment(condition.line("DATE_OPENING_TENDERS"), condition.line("TIME_OPENING_TENDERS"), zone=zone)


def _known(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in found if code))
