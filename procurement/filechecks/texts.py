"""Plain text, tables as text, and XML."""

import re
from xml.parsers import expat

from django.utils.translation import gettext as _

from procurement.filechecks.polyglots import broken, other_content
from procurement.filechecks.problems import Problem, Problems, Rule

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # in no text, whether UTF-8, UTF-16, Latin or Windows
_HEAD = 1024  # characters in which browsers look for a web page
_MARKUP = re.compile(r"<(!doctype|html|head|body|script|iframe|svg|\?xml|\?php)\b|\{\\rtf", re.IGNORECASE)
_STARTS = re.compile(r"""(?:^|[;,\t"'])\s*[=+@-][\w ]{1,40}\|[^\r\n]{0,200}!""", re.MULTILINE)
_SHOWN = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def plain(content: bytes) -> Problems:
    """Text in UTF-8, UTF-16 with its mark, or one of the older 8-bit encodings that spreadsheets still write."""
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "latin-1")  # which reads any byte
    except UnicodeDecodeError:
        yield other_content(_("text"))
        return
    if _CONTROLS.search(text) or text.startswith("#!") or _MARKUP.search(text[:_HEAD]):
        yield other_content(_("text"))
    elif _STARTS.search(text):
        sentence = _("This table holds a formula that starts a program (DDE). Remove it.")
        yield Problem(Rule.ACTIVE, sentence)


class _DoctypeError(Exception):
    """A document type declaration begins; nothing behind it is read."""


def _refuse_doctype(*_declaration: object) -> None:
    raise _DoctypeError


class _WebPageError(Exception):
    """What browsers show with scripts: a page, a picture, or anything dressed by a stylesheet."""


def _refuse_web_page(name: str, _attributes: object) -> None:
    space, _blank, tag = name.rpartition(" ")
    if space in _SHOWN or (not space and tag.lower() in {"svg", "html"}):
        raise _WebPageError


def _refuse_stylesheet(target: str, _data: object) -> None:
    if target == "xml-stylesheet":
        raise _WebPageError


def xml(content: bytes) -> Problems:
    """Well-formed XML without a DOCTYPE, in whatever encoding: so there are no entities, and nothing is fetched."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = _refuse_web_page
    parser.ProcessingInstructionHandler = _refuse_stylesheet
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    except _DoctypeError:
        yield Problem(Rule.DOCTYPE, _("This XML file has a DOCTYPE. Remove it: such files are not accepted."))
    except _WebPageError:
        yield other_content("XML")
    except (expat.ExpatError, ValueError, LookupError):
        yield broken("XML")
