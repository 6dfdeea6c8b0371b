"""XML as eForms wants it. Nothing empty is written: an element without text or children is None, and left out."""

from collections.abc import Iterable
from typing import TypeAlias

from lxml import etree

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
EXTENSION = "http://data.europa.eu/p27/eforms-ubl-extension"
PREFIXES = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
    "ext": f"{UBL}CommonExtensionComponents-2",
    "efac": f"{EXTENSION}-aggregate-components/1",
    "efbc": f"{EXTENSION}-basic-components/1",
    "efext": f"{EXTENSION}s/1",
}

Element: TypeAlias = etree._Element  # noqa: SLF001  lxml has no other name for it
Child: TypeAlias = Element | Iterable["Child"] | None


def leaf(name: str, text: object, **attributes: str) -> Element | None:
    """Return an element with text, such as `leaf("cbc:Name", "…", languageID="FRA")`; None without text."""
    written = "" if text is None else str(text).strip()
    if not written:
        return None
    element = etree.Element(_qualified(name), attributes)
    element.text = written
    return element


def branch(name: str, *children: Child) -> Element | None:
    """Return an element that holds others; None when there are none."""
    found = list(_flat(children))
    if not found:
        return None
    element = etree.Element(_qualified(name))
    element.extend(found)
    return element


def extension(*children: Child) -> Element | None:
    """Wrap what UBL does not know in its three envelopes."""
    content = branch("ext:ExtensionContent", branch("efext:EformsExtension", *children))
    return branch("ext:UBLExtensions", branch("ext:UBLExtension", content))


def document(kind: str, *children: Child) -> bytes:
    """Return the bytes of a whole notice; `kind` is "ContractNotice" or "ContractAwardNotice"."""
    own = f"{UBL}{kind}-2"
    root = etree.Element(f"{{{own}}}{kind}", nsmap={None: own, **PREFIXES})  # type: ignore[dict-item]
    root.extend(_flat(children))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _flat(children: Iterable[Child]) -> Iterable[Element]:
    for child in children:
        if etree.iselement(child):
            yield child
        elif child is not None:
            yield from _flat(child)


def _qualified(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"
