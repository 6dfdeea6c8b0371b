"""An ESPD request of any buyer: what it asks, beside what a declaration answers already. Nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from procurement.lifecycle import Sentence
from procurement.safe_xml import XmlRefused, read_xml
from suppliers.declarations.criteria import criteria
from suppliers.declarations.ubl import REQUEST
from suppliers.declarations.wording import CRITERIA
from suppliers.models import Declaration

MOST, LONGEST, LONGEST_WORDS = 300, 300, 2000  # criteria shown, signs of a name, signs of a requirement
NUMBERS = ("MinimumAmount", "ExpectedAmount", "ExpectedValueNumeric")


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that is asked, with the buyer's words; `step`: the page on which it is answered here, if it is."""

    name: Sentence
    words: Sequence[str]
    step: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A buyer's request: of which procedure, and what it asks."""

    reference: str
    title: str
    asked: Sequence[Asked]


def read_request(data: bytes, declaration: Declaration) -> Request | None:
    """Return what an ESPD request asks; None for a file that is something else.

    Raises:
        XmlRefused: hostile or broken XML, or a request that asks nothing.
    """
    root = read_xml(data)
    if root.tag != REQUEST:
        return None
    asked = [_asked(node, declaration) for node in root.findall("TenderingCriterion")[:MOST]]
    if not asked:
        raise XmlRefused(_("This ESPD request asks nothing."))
    title = _text(root, "ProcurementProject/Name") or _text(root, "ProcurementProject/Description")
    return Request(_text(root, "ContractFolderID"), title, asked)


def _asked(node: Element, declaration: Declaration) -> Asked:
    code = _text(node, "CriterionTypeCode")
    known = criteria().get(code)
    name = CRITERIA[code] if known else _text(node, "Name") or code
    return Asked(name, _words(node), known.step if known else "", bool(known and declaration.answer_to(code)))


def _words(node: Element) -> list[str]:
    """Return what is required, each text once. Words in square brackets are a form that nobody has filled in."""
    required = [each for each in node.iter("TenderingCriterionProperty") if _text(each, "TypeCode") == "REQUIREMENT"]
    return list(dict.fromkeys(filter(None, (_required(each) for each in required))))


def _required(node: Element) -> str:
    if words := _text(node, "ExpectedDescription", LONGEST_WORDS):
        return "" if (words[0], words[-1]) == ("[", "]") else words
    number = next(filter(None, (_text(node, name) for name in NUMBERS)), "")
    return f"{_text(node, 'Description')}: {number}" if number else ""


def _text(node: Element, path: str, longest: int = LONGEST) -> str:
    return " ".join((node.findtext(path) or "").split())[:longest]
