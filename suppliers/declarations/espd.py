"""A declaration in the exchange format of the European Single Procurement Document: an ESPD response, ESPD-EDM 4.1.0.

The format is a profile of UBL 2.3 (QualificationApplicationResponse). Written here are the criteria that are answered,
each with the questions that we ask; what a buyer would require stands in its own request, not in an answer.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pycountry
from django.utils.translation import override
from lxml import etree

from suppliers.declarations.answers import answered_groups, truth
from suppliers.declarations.criteria import Criterion, Group, Kind, Question, criteria
from suppliers.declarations.ubl import OURS, RESPONSE, VERSION, Node, below, code_list, document, put
from suppliers.declarations.wording import CRITERIA, QUESTIONS, STEPS
from suppliers.models import Declaration

NO_PROCEDURE = "none"  # a declaration is made for any call; the format wants the number of one
MEMBER_ROLE = "group-mem"
BELOW = "SubsidiaryTenderingCriterionPropertyGroup"


def espd_of(declaration: Declaration, *, now: datetime) -> bytes:
    """Return the declaration as an ESPD response in UTF-8. It must answer something: the format wants an answer."""
    root = document(RESPONSE)
    with override("en"):
        write_head(root, f"ESPD-{declaration.pk}", folder=NO_PROCEDURE, now=now)
        _parties(root, declaration)
        answered = [(each, declaration.answer_to(each.code)) for each in criteria().values()]
        answered = [(criterion, answer) for criterion, answer in answered if answer]
        for criterion, _answer in answered:
            write_criterion(root, criterion)
        for criterion, answer in answered:
            _answers(root, criterion, answer)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def write_head(root: Node, name: str, *, folder: str, now: datetime) -> None:
    """Write what a response and a request begin with; `folder` is the number of the procedure."""
    moment = now.astimezone(UTC)
    name = f"{name}-{moment:%Y%m%dT%H%M%SZ}"
    put(root, "UBLVersionID", "2.3", schemeAgencyID="OASIS-UBL-TC")
    put(root, "ProfileExecutionID", f"ESPD-EDMv{VERSION}", schemeAgencyID="OP", schemeVersionID=VERSION)
    put(root, "ID", name)
    put(root, "CopyIndicator", "false")
    put(root, "UUID", str(uuid5(NAMESPACE_URL, name)), schemeID="ISO/IEC 9834-8:2008 - 4UUID", schemeVersionID=VERSION)
    put(root, "ContractFolderID", folder)
    put(root, "IssueDate", f"{moment:%Y-%m-%d}")
    put(root, "IssueTime", f"{moment:%H:%M:%S}Z")
    put(root, "VersionID", VERSION, schemeAgencyID="OP", schemeVersionID=VERSION)


def _parties(root: Node, declaration: Declaration) -> None:
    below(below(root, "ContractingParty"), "Party")
    operator = below(root, "EconomicOperatorParty")
    if declaration.about == Declaration.About.MEMBER:
        put(below(operator, "EconomicOperatorRole"), "RoleCode", MEMBER_ROLE, **code_list("eo-role-type"))
    party, firm = below(operator, "Party"), declaration.supplier
    if declaration.is_own and firm.size:
        put(party, "IndustryClassificationCode", firm.size, **code_list("economic-operator-size"))
    country = firm.country if declaration.is_own else declaration.country
    if number := firm.identifier if declaration.is_own else declaration.identifier:
        put(below(party, "PartyIdentification"), "ID", number, schemeAgencyID=country)
    put(below(party, "PartyName"), "Name", declaration.of_whom)
    address = below(party, "PostalAddress")
    for line in firm.address.splitlines() if declaration.is_own else ():
        put(below(address, "AddressLine"), "Line", line)
    if found := pycountry.countries.get(alpha_2=country):
        put(below(address, "Country"), "IdentificationCode", found.alpha_3, **code_list("country"))
    if declaration.is_own and firm.email:
        put(below(party, "Contact"), "ElectronicMail", firm.email)
    put(below(root, "ProcurementProjectLot"), "ID", "LOT-0000", **OURS)


def write_criterion(root: Node, criterion: Criterion) -> None:
    """Write a criterion with every question that we ask about it."""
    node = below(root, "TenderingCriterion")
    put(node, "ID", criterion.identifier, **OURS)
    put(node, "CriterionTypeCode", criterion.code, **code_list("criterion"))
    put(node, "Name", str(CRITERIA[criterion.code]))
    put(node, "Description", f"{STEPS[criterion.step].question} {CRITERIA[criterion.code]}")
    write_group(node, "TenderingCriterionPropertyGroup", criterion, criterion.group)


def write_group(parent: Node, name: str, criterion: Criterion, group: Group) -> None:
    """Write a group of questions, and those below."""
    node = open_group(parent, name, f"{criterion.tag}/{group.path}", group.type)
    for question in group.questions:
        asked = str(QUESTIONS[question.name or question.follows])
        write_property(node, f"{criterion.tag}/{question.path}", asked, kind="QUESTION", by=question.kind)
    if not group.questions:  # the schema wants something in each group
        words = str(CRITERIA[criterion.code])
        write_property(node, f"{criterion.tag}/{group.path}/CA1", words, kind="CAPTION", by="NONE")
    for under in group.groups:
        write_group(node, BELOW, criterion, under)


def open_group(parent: Node, name: str, identifier: str, kind: str) -> Node:
    """Add an empty group of properties."""
    node = below(parent, name)
    put(node, "ID", identifier, **OURS)
    put(node, "PropertyGroupTypeCode", kind, listID="property-group-type", listAgencyID="OP")
    return node


def write_property(group: Node, name: str, words: str, *, kind: str, by: str) -> Node:
    """Add a question, a caption, or what is required."""
    node = below(group, "TenderingCriterionProperty")
    put(node, "ID", name, **OURS)
    put(node, "Description", words)
    put(node, "TypeCode", kind, listID="criterion-element-type", listAgencyID="OP")
    put(node, "ValueDataTypeCode", by, listID="response-data-type", listAgencyID="OP")
    return node


def _answers(root: Node, criterion: Criterion, answer: Mapping[str, Any]) -> None:
    for place, row in enumerate(answer.get("rows", [answer]), start=1):
        for question, value in _told(criterion.group, row):
            asked = f"{criterion.tag}/{question.path}"
            node = below(root, "TenderingCriterionResponse")
            put(node, "ID", f"{asked}/R{place}", **OURS)
            put(node, "ValidatedCriterionPropertyID", asked, **OURS)
            if question.kind is Kind.PERIOD:
                period = below(node, "ApplicablePeriod")
                put(period, "StartDate", value[0])
                put(period, "EndDate", value[1])
            else:
                told = below(node, "ResponseValue")
                put(told, "ID", f"{asked}/R{place}/RV", **OURS)
                _value(told, question.kind, value)


def _told(group: Group, row: Mapping[str, Any]) -> Iterator[tuple[Question, Any]]:
    """Yield the questions that are asked, given these answers, with what is answered."""
    for question in group.questions:
        value = truth(question, row) if question.kind is Kind.INDICATOR else row.get(question.name)
        if value is not None:
            yield question, value
    for under in answered_groups(group, row):
        yield from _told(under, row)


def _value(node: Node, kind: Kind, value: Any) -> None:
    if kind is Kind.INDICATOR:
        put(node, "ResponseIndicator", "true" if value else "false")
    elif kind is Kind.DATE:
        put(node, "ResponseDate", value)
    elif kind is Kind.AMOUNT:
        put(node, "ResponseAmount", value, currencyID="EUR")
    elif kind is Kind.COUNTRY:
        put(node, "ResponseCode", _alpha_3(value), **code_list("country"))
    elif kind in {Kind.YEAR, Kind.NUMBER}:
        put(node, "ResponseQuantity", str(value), unitCode=kind.removeprefix("QUANTITY_"))
    else:
        put(node, "Description", value)


def _alpha_3(code: str) -> str:
    found = pycountry.countries.get(alpha_2=code)
    return found.alpha_3 if found else code
