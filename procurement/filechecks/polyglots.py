"""Files that are two things at once: what one program shows as a picture, another opens as an archive."""

import re

from django.utils.translation import gettext as _

from procurement.filechecks.problems import Problem, Problems, Rule

ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "odg", "zip"})
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")
_PDF_HEADER_WITHIN = 1024  # bytes in which PDF readers look for the header
_ZIP_END_WITHIN = 22 + 65535  # bytes in which ZIP readers look for the end record: itself and the longest comment
_WEB_PAGE = re.compile(rb"<(script|html|svg|\?php)[\s>]", re.IGNORECASE)
_SELF_EXTRACTING = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


def problems(extension: str, content: bytes) -> Problems:
    """Whether a file with this ending also reads as something else."""
    if extension != "pdf" and extension not in ZIPPED and b"%PDF-" in content[:_PDF_HEADER_WITHIN]:
        yield two_in_one("PDF")
    elif extension not in ZIPPED and (_ends_as_zip(content) or any(sign in content for sign in _SELF_EXTRACTING)):
        yield two_in_one(_("archive"))
    elif _is_also_a_page(content):
        yield two_in_one(_("web page"))


def _is_also_a_page(content: bytes) -> bool:
    if content.startswith(b"%PDF-"):
        return bool(_WEB_PAGE.search(content[:_PDF_HEADER_WITHIN]))
    return content.startswith(_PICTURES) and bool(_WEB_PAGE.search(content))


def _ends_as_zip(content: bytes) -> bool:
    return b"PK\x05\x06" in content[-_ZIP_END_WITHIN:] and b"PK\x01\x02" in content


def two_in_one(other: str) -> Problem:
    """The refusal, naming what else the file is."""
    sentence = _("This file is two kinds of file in one: it is also read as another kind (%(other)s). Save it anew.")
    return Problem(Rule.POLYGLOT, sentence % {"other": other})


def trailing() -> Problem:
    """The refusal of bytes before the start or after the end of a file, where something else may hide."""
    return Problem(
        Rule.POLYGLOT, _("There is foreign data before the start or after the end of this file. Save it anew.")
    )


def other_content(kind: str) -> Problem:
    """The refusal of a content that is not what the name says."""
    sentence = _("The name says that this is a file of the kind %(kind)s, but its content is not.")
    return Problem(Rule.CONTENT, sentence % {"kind": kind})


def broken(kind: str) -> Problem:
    """The refusal of a file whose structure cannot be read."""
    return Problem(Rule.BROKEN, _("This %(kind)s file is damaged. Save it anew and try again.") % {"kind": kind})
