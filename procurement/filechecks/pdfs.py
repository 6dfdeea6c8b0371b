"""PDF: whole, open to read, and without anything that acts by itself."""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

import pikepdf
from django.utils.translation import gettext as _

from procurement.filechecks.contraband import hidden, infected
from procurement.filechecks.polyglots import broken, other_content, trailing
from procurement.filechecks.problems import Problem, Problems, Rule

# A small PDF can hold structures that unpack to gigabytes. Applies to the whole process.
pikepdf.settings.set_qpdf_limits(flate_max_memory=64 * 2**20, run_length_max_memory=64 * 2**20)

_MAY_ACT = re.compile(rb"/(?:JS|JavaScript|Launch|XFA|ImportData|SubmitForm|RichMedia|EF)\b|/S \d+ \d+ R")
_ACTIONS = (pikepdf.Name.JavaScript, pikepdf.Name.Launch, pikepdf.Name.ImportData, pikepdf.Name.SubmitForm)
_MAX_OBJECTS = 500_000  # looking through 200,000 takes 5 seconds; a book of 3,000 pages has fewer
_SPACE = b" \t\r\n\f\x00"


def problems(content: bytes) -> Problems:
    """Begins and ends as a PDF, has pages, no password, no scripts, no programs to start."""
    if not content.startswith(b"%PDF-"):
        yield other_content("PDF")
        return
    _body, mark, tail = content.rpartition(b"%%EOF")
    if mark and tail.strip(_SPACE):
        yield trailing()
        return
    try:
        # Without repair: a bid should not depend on how a program guesses what a damaged file meant.
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            yield from _structure(pdf)
    except pikepdf.PasswordError:
        yield _encrypted()
    except (pikepdf.PikepdfError, ValueError, TypeError, RuntimeError):
        yield broken("PDF")


def _encrypted() -> Problem:
    return Problem(Rule.ENCRYPTED, _("This PDF is protected by a password or encrypted. Save it without protection."))


def _structure(pdf: pikepdf.Pdf) -> Problems:
    if pdf.is_encrypted:
        yield _encrypted()
    elif len(pdf.pages) == 0:
        yield broken("PDF")
    elif int(pdf.trailer.get("/Size", 0)) > _MAX_OBJECTS:
        yield Problem(Rule.ENTRIES, _("This PDF has too many parts. Split it, or print it to a new PDF."))
    else:
        yield from islice((problem for thing in pdf.objects for problem in _carried(thing)), 1)


def _carried(thing: pikepdf.Object) -> Problems:
    """What an indirect object holds. Its text is searched first: looking into every object is slow."""
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Array) or not _MAY_ACT.search(thing.unparse(resolved=True)):
        return
    for part in _dictionaries(thing):
        if _acts(part):
            sentence = _(
                "This PDF holds a script or starts a program. Print it to a new PDF: active content is refused."
            )
            yield Problem(Rule.ACTIVE, sentence)
        elif isinstance(files := part.get("/EF"), pikepdf.Dictionary):
            yield from _attached(str(part.get("/UF", part.get("/F", ""))), files)


def _acts(part: pikepdf.Dictionary) -> bool:
    scripted = "/JS" in part and "/S" in part
    return scripted or part.get("/S") in _ACTIONS or "/XFA" in part or part.get("/Subtype") == pikepdf.Name.RichMedia


def _attached(name: str, files: pikepdf.Dictionary) -> Problems:
    """A file inside the PDF may be a table or the data of an invoice, but no program."""
    for stream in files.values():
        if isinstance(stream, pikepdf.Stream):
            content = stream.read_bytes()
            carried = infected(content) or hidden(name, content)
            if carried:
                yield carried


def _dictionaries(root: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    waiting = [root]
    while waiting:
        thing = waiting.pop()
        inner: Iterable[object] = ()
        if isinstance(thing, pikepdf.Dictionary):
            yield thing
            inner = thing.values()
        elif isinstance(thing, pikepdf.Array):
            inner = thing
        # An indirect object has its own turn.
        waiting += [part for part in inner if isinstance(part, pikepdf.Object) and not part.is_indirect]
