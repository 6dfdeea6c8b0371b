"""XML from strangers, read safely: bounded in size, depth and number of elements, and without any declaration.

Entities, external files and network addresses can only be named in a document type declaration (DOCTYPE). What we
read has none, so a file with one is refused before it is read, and refused again by the parser, whatever its encoding.
"""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_ELEMENTS = 500_000
MAX_DEPTH = 100
MAX_ATTRIBUTES = 100

FIRST_CHUNK = 64 * 1024
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SKIPPED = {b"<!--": b"-->", b"<?": b"?>"}  # comments and instructions


class XmlRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The file is not XML that can be read without danger. `sentence` says why, in one plain translated sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class _Builder(TreeBuilder):
    """Builds the tree with bare names: prefixes and namespaces differ between publishers, the names do not."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > MAX_ELEMENTS or len(attrs) > MAX_ATTRIBUTES:
            raise XmlRefused(_("The XML is too deep or has too many elements."))
        return super().start(tag.rpartition("}")[2], attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag.rpartition("}")[2])

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise XmlRefused(_doctype_sentence())


def read_xml(data: bytes) -> Element:
    """Return the root element of `data`, its names without namespaces. Raises XmlRefused."""
    if len(data) > MAX_BYTES:
        raise XmlRefused(_("The file is larger than %(size)d MB.") % {"size": MAX_BYTES // 1024 // 1024})
    data = data.strip(b" \t\r\n")
    if not data:
        raise XmlRefused(_("The file is empty."))
    head = _head(data)
    if not head.startswith(b"<"):
        raise XmlRefused(_("The file is not XML."))
    if _declares_doctype(head):
        raise XmlRefused(_doctype_sentence())
    return _parsed(data)


def _parsed(data: bytes) -> Element:
    parser = XMLParser(target=_Builder())  # noqa: S314 - no declaration gets this far, and the builder counts
    try:
        # The builder's refusal takes effect at the end of a chunk: the first is small; doubling keeps the work linear.
        start, size = 0, FIRST_CHUNK
        while start < len(data):
            parser.feed(data[start : start + size])
            start, size = start + size, size * 2
        root: Element = parser.close()
    except ParseError as broken:
        sentence = _("The XML is broken at line %(line)d.") % {"line": broken.position[0]}
        raise XmlRefused(sentence) from None
    except (LookupError, ValueError):
        raise XmlRefused(_("The XML is in an encoding that can't be read.")) from None
    return root


def _head(data: bytes) -> bytes:
    """Return the beginning as if it were ASCII: without byte order mark and without the zeros of UTF-16 and UTF-32."""
    head = data[:FIRST_CHUNK]
    for mark in BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip(b" \t\r\n")


def _declares_doctype(head: bytes) -> bool:
    """Whether a declaration stands before the first element. Later it would be text, or broken XML."""
    position = head.find(b"<")
    while position >= 0:
        closing = next((end for start, end in SKIPPED.items() if head.startswith(start, position)), None)
        if closing is None:
            return head[position:].lower().startswith(b"<!doctype")
        end = head.find(closing, position)
        position = head.find(b"<", end) if end >= 0 else -1
    return False


def _doctype_sentence() -> str:
    return _("The XML contains a document type declaration, which can hide an attack; it was not read.")
