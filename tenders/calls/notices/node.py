"""An XML element that is read by plain paths and remembers what was read, so that the rest can be named."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tenders.calls.notices import plain

MAX_UNREAD = 100
MAX_PATH = 120
TEXT_MARKUP = frozenset({"P", "FT"})  # TED's paragraphs and superscripts: part of a text, not parts of a notice
TECHNICAL = frozenset({"UBLVersionID", "CustomizationID", "GazetteID"})
WRAPPERS = frozenset({"UBLExtensions", "UBLExtension", "ExtensionContent", "EformsExtension"})


class Node:
    """An element, or the absence of one: reading from an absent node gives None and empty lists."""

    __slots__ = ("_read", "element")

    def __init__(self, element: Element | None, read: set[Element] | None = None) -> None:
        self.element = element
        self._read = set() if read is None else read

    def __bool__(self) -> bool:
        return self.element is not None

    @property
    def name(self) -> str:
        return "" if self.element is None else self.element.tag

    def first(self, path: str) -> "Node":
        return Node(None if self.element is None else self.element.find(path), self._read)

    def all(self, path: str) -> "list[Node]":
        return [] if self.element is None else [Node(found, self._read) for found in self.element.findall(path)]

    def children(self) -> "list[Node]":
        return self.all("*")

    def has(self, path: str) -> bool:
        """Whether the element is there, empty or not; it counts as read, what stands below it doesn't."""
        found = self.first(path)
        if found.element is not None:
            self._read.add(found.element)
        return bool(found)

    def attribute(self, name: str, path: str = ".") -> str | None:
        found = self.first(path).element
        if found is None:
            return None
        self._read.add(found)
        return plain.line(found.get(name))

    def line(self, path: str = ".", language: str | None = None) -> str | None:
        """Return the text on one line: the one in `language` (eForms code) where there are several."""
        written = self._in_language(path, language)
        return plain.line("".join(written[0].itertext())) if written else None

    def prose(self, path: str = ".", language: str | None = None) -> str | None:
        """Return the text with its paragraphs, divided by blank lines."""
        paragraphs = []
        for element in self._in_language(path, language):
            parts = element.findall("P")
            if parts:
                paragraphs += [plain.line("".join(part.itertext())) for part in parts]
            else:
                paragraphs.append(plain.prose("".join(element.itertext())))
        return "\n\n".join(text for text in paragraphs if text) or None

    def unread(self) -> tuple[str, ...]:
        """Return the paths below this element that have content which nobody asked for, each once."""
        if self.element is None:
            return ()
        paths = dict.fromkeys(self._unread_below(self.element, ()))
        return tuple(path[-MAX_PATH:] for path in list(paths)[:MAX_UNREAD])

    def _in_language(self, path: str, language: str | None) -> list[Element]:
        elements = [] if self.element is None else self.element.findall(path)
        for element in elements:
            self._read.update(element.iter())
        written = [element for element in elements if plain.line("".join(element.itertext()))]
        own = [element for element in written if (element.get("languageID") or "").upper() == language]
        if own or not language:
            return own or written
        return [element for element in written if not element.get("languageID")] or written[:1]

    def _unread_below(self, element: Element, path: tuple[str, ...]) -> Iterator[str]:
        for child in element:
            if child.tag in TECHNICAL or (child in self._read and not len(child)):
                continue
            here = path if child.tag in TEXT_MARKUP or child.tag in WRAPPERS else (*path, child.tag)
            if len(child):
                yield from self._unread_below(child, here)
            elif child.attrib or (child.text and child.text.strip()):
                yield "/".join(here)
