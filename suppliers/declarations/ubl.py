"""The pieces of UBL 2.3 of which an ESPD is built: names, attributes, and how an element is put below another."""

from lxml import etree

VERSION = "4.1.0"
RESPONSE, REQUEST = "QualificationApplicationResponse", "QualificationApplicationRequest"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC, CBC = f"{UBL}CommonAggregateComponents-2", f"{UBL}CommonBasicComponents-2"
SPACES: dict[str | None, str] = {None: f"{UBL}{RESPONSE}-2", "cac": CAC, "cbc": CBC}
LISTS = "http://publications.europa.eu/resource/authority/"
OURS = {"schemeID": "Criterion", "schemeAgencyID": "OP", "schemeVersionID": VERSION}

Node = etree._Element  # noqa: SLF001  lxml's own name for an element


def document(name: str) -> Node:
    """Return the empty root of an ESPD response or request."""
    space = f"{UBL}{name}-2"
    return etree.Element(f"{{{space}}}{name}", nsmap={**SPACES, None: space})  # type: ignore[dict-item]  # its stubs know no default


def code_list(name: str) -> dict[str, str]:
    """Return the attributes that name a code list of the Publications Office."""
    return {"listID": f"{LISTS}{name}", "listAgencyID": "OP"}


def below(parent: Node, name: str) -> Node:
    """Add an element that holds others."""
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def put(parent: Node, name: str, text: str, **attributes: str) -> None:
    """Add an element that holds text."""
    etree.SubElement(parent, f"{{{CBC}}}{name}", attributes).text = text
