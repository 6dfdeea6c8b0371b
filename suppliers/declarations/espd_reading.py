"""An ESPD response made elsewhere, read into answers. Its identifiers are those of ESPD-EDM 4."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pycountry
from django.utils.translation import gettext as _

from procurement.safe_xml import XmlRefused, read_xml
from suppliers.declarations.criteria import Criterion, Kind, Question, criteria

RESPONSE = "QualificationApplicationResponse"
# "C1_EG_crime-org/QG1/Q1": the number changes between versions, the rest does not.
PROPERTY = re.compile(r"C\d+_(?:EG|SC)_(?P<code>[a-z-]+)/(?P<path>[A-Z0-9/]+)\Z")
ROW = re.compile(r"/R(\d{1,4})\Z")
TAGS = {
    Kind.INDICATOR: "ResponseIndicator",
    Kind.DESCRIPTION: "Description",
    Kind.DATE: "ResponseDate",
    Kind.AMOUNT: "ResponseAmount",
    Kind.COUNTRY: "ResponseCode",
    Kind.YEAR: "ResponseQuantity",
    Kind.NUMBER: "ResponseQuantity",
}
TRUE, FALSE = {"true", "1"}, {"false", "0"}

Found = dict[str, dict[str, Any]]


def read_espd(data: bytes) -> Found:
    """Return the answers to the criteria that we know, as they stand in the file; `answers.kept` checks them.

    Raises:
        XmlRefused: hostile or broken XML, no ESPD response, no answer that we know, or two that differ.
    """
    root = read_xml(data)
    if root.tag != RESPONSE:
        raise XmlRefused(_("This is no ESPD response. An ESPD request, or a PDF, holds no answers."))
    found: Found = {}
    for criterion, question, response in _responses(root):
        value = _value(question.kind, response)
        if value is None:
            continue
        answer = found.setdefault(criterion.code, {})
        row = _row(answer, question.name, response) if criterion.repeats else answer
        if row.setdefault(question.name, value) != value:
            raise XmlRefused(_("This file answers the same question twice, and differently."))
    if not found:
        raise XmlRefused(_("No answer was found in this file under the identifiers of ESPD-EDM 4."))
    return {code: _in_order(answer) if criteria()[code].repeats else answer for code, answer in found.items()}


def _responses(root: Element) -> Iterator[tuple[Criterion, Question, Element]]:
    """Yield what answers a question that we keep."""
    known = {
        (criterion.code, question.path): (criterion, question)
        for criterion in criteria().values()
        for question in criterion.questions().values()
    }
    for response in root.findall("TenderingCriterionResponse"):
        match = PROPERTY.match((response.findtext("ValidatedCriterionPropertyID") or "").strip())
        if match and (found := known.get((match["code"], match["path"]))):
            yield *found, response


def _row(answer: dict[Any, Any], name: str, response: Element) -> dict[str, Any]:
    """Return the row to which a response belongs: that of its number, or the next one that does not know it yet."""
    match = ROW.search((response.findtext("ID") or "").strip())
    place = int(match[1]) if match else 1
    while name in answer.get(place, {}):
        place += 1
    row: dict[str, Any] = answer.setdefault(place, {})
    return row


def _in_order(answer: dict[Any, Any]) -> dict[str, Any]:
    return {"rows": [answer[place] for place in sorted(answer)]}


def _value(kind: Kind, response: Element) -> Any:
    """Return what is answered; None where nothing is, or where it is not what we can keep."""
    if kind is Kind.PERIOD:
        period = [response.findtext(f"ApplicablePeriod/{day}") for day in ("StartDate", "EndDate")]
        return period if any(period) else None
    node = response.find(f"ResponseValue/{TAGS[kind]}")
    text = (node.text or "").strip() if node is not None else ""
    if not text or node is None:
        return None
    if kind is Kind.INDICATOR:
        return True if text in TRUE else False if text in FALSE else None
    if kind is Kind.COUNTRY:
        country = pycountry.countries.get(alpha_3=text) or pycountry.countries.get(alpha_2=text)
        return country.alpha_2 if country else None
    if kind is Kind.AMOUNT and node.get("currencyID", "EUR") != "EUR":
        return None
    return text
