"""Office documents: Word, Excel and PowerPoint (OOXML, ISO/IEC 29500), and OpenDocument (ISO/IEC 26300)."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext as _

from procurement.filechecks import archives
from procurement.filechecks.contraband import hidden, infected
from procurement.filechecks.polyglots import broken, other_content
from procurement.filechecks.problems import Problem, Problems, Rule

_OLE = b"\xd0\xcf\x11\xe0"  # old Office formats, and OOXML under a password
_MAX_PART = 5_000_000  # bytes of a list of contents
_PIECE = 1_000_000  # bytes of a part that are looked at together
_DEEPEST = 2  # a document in a document, such as the table behind a diagram
_MACROS = re.compile(
    r"(^|/)(vbaProject\.bin|vbaData\.xml)$|(^|/)(activeX|macrosheets|dialogsheets)/."
    r"|^Basic/.+/(?!script-l[bc]\.xml$)[^/]+\.xml$|^Scripts/.*[^/]$"  # ODF; an empty library is no macro
    r"|\.(docm|dotm|xlsm|xltm|xlsb|xlam|pptm|potm|ppam|ppsm|sldm)$",
    re.IGNORECASE,
)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
_CALLS_MACRO = b"vnd.sun.star.script:"
# Templates and objects that are fetched when the document is opened, and fields that start a program (DDE).
_FETCHES = re.compile(rb'<Relationship\s[^>]*relationships/(attachedTemplate|oleObject|frame|subDocument)"[^>]*>')
_EXTERNAL = re.compile(rb'TargetMode\s*=\s*["\']External', re.IGNORECASE)
_STARTS = re.compile(
    rb"<w:instrText[^>]*>\s*DDE|<w:fldSimple[^>]*\"\s*DDE|<(\w+:)?ddeLink[\s>]|<(\w+:)?dde-source[\s>]"
)


def _document(
    content: bytes, *, kind: str, own: Callable[[zipfile.ZipFile, str], Problems], depth: int = 1
) -> Problems:
    if content.startswith(_OLE):
        yield Problem(
            Rule.ENCRYPTED,
            _("This file is protected by a password, or of an old kind. Save it anew without password."),
        )
        return
    found = archives.structure(content, kind)
    if found:
        yield from found
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(_MACROS.search(name) for name in archive.namelist()):
                yield _macros()
            yield from own(archive, kind)
            yield from islice((problem for entry in archive.infolist() for problem in _part(archive, entry, depth)), 1)
    except archives.UNREADABLE:
        yield broken(kind)


def _macros() -> Problem:
    return Problem(
        Rule.MACROS, _("This file holds macros. Save it without macros: files with macros are not accepted.")
    )


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> Problems:
    """One part, read to its end, so that a damaged one is noticed."""
    is_first = True
    for piece in _pieces(archive, entry):
        carried = infected(piece) or (hidden(entry.filename, piece) if is_first else None)
        if carried:
            yield carried
        elif _STARTS.search(piece) or any(_EXTERNAL.search(link[0]) for link in _FETCHES.finditer(piece)):
            sentence = _(
                "This document starts a program or fetches parts from elsewhere when it is opened. Remove them."
            )
            yield Problem(Rule.ACTIVE, sentence)
        elif _CALLS_MACRO in piece:
            yield _macros()
        is_first = False
    inner = EMBEDDED.get(PurePath(entry.filename).suffix.lower())
    if inner:
        yield from _within(archive, entry, inner, depth)


def _within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, check: "partial[Problems]", depth: int) -> Problems:
    if depth > _DEEPEST:
        yield Problem(Rule.NESTED, _("Documents lie in documents too deeply. Send them as files of their own."))
        return
    for problem in check(archive.read(entry), depth=depth + 1):
        sentence = _("In “%(file)s”: %(sentence)s")
        yield Problem(problem.rule, sentence % {"file": entry.filename, "sentence": problem.sentence})


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece, each with the end of the one before, so that nothing is cut in two unseen."""
    before = b""
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            yield before + piece
            before = piece[-1000:]


def _ooxml(archive: zipfile.ZipFile, kind: str, *, main: str) -> Problems:
    contents = _list(archive, "[Content_Types].xml")
    if _MACRO_TYPES.search(contents):
        yield _macros()
    elif f".{main}.main+xml".encode() not in contents:
        yield other_content(kind)


def _odf(archive: zipfile.ZipFile, kind: str, *, media_type: str) -> Problems:
    if _list(archive, "mimetype").strip() != f"application/vnd.oasis.opendocument.{media_type}".encode():
        yield other_content(kind)
    elif b"encryption-data" in _list(archive, "META-INF/manifest.xml"):
        yield Problem(Rule.ENCRYPTED, _("This file is protected by a password. Save it without one."))


def _list(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part, without the zero bytes of UTF-16; empty when it is missing."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(_MAX_PART).replace(b"\x00", b"")


docx = partial(_document, kind="DOCX", own=partial(_ooxml, main="wordprocessingml.document"))
xlsx = partial(_document, kind="XLSX", own=partial(_ooxml, main="spreadsheetml.sheet"))
pptx = partial(_document, kind="PPTX", own=partial(_ooxml, main="presentationml.presentation"))
odt = partial(_document, kind="ODT", own=partial(_odf, media_type="text"))
ods = partial(_document, kind="ODS", own=partial(_odf, media_type="spreadsheet"))
odp = partial(_document, kind="ODP", own=partial(_odf, media_type="presentation"))
odg = partial(_document, kind="ODG", own=partial(_odf, media_type="graphics"))
EMBEDDED = {
    ".docx": docx, ".xlsx": xlsx, ".pptx": pptx, ".odt": odt, ".ods": ods, ".odp": odp, ".odg": odg,
}  # fmt: skip
