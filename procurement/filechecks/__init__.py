"""May this file be kept? Asked before sealing, while a person can still mend it.

By name and by content, from an allow-list; structures are opened in memory, and nothing is ever written anywhere. What
passes can be shown and printed; it is not thereby free of viruses. See seal.md, "Uploads and other bad input".
"""

import re
from collections.abc import Callable
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from procurement.filechecks import archives, contraband, images, office, pdfs, polyglots, texts
from procurement.filechecks.problems import Problem, Problems, Rule

__all__ = ["ALLOWED", "Problem", "check_announced", "check_file"]

_MAX_NAME = 200  # characters
# No control characters, no signs that turn the reading direction, nothing that an operating system reads as a path.
_BAD_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff/\\:*?"<>|]')

_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # names of devices

_CHECKS: dict[str, Callable[[bytes], Problems]] = {
    "pdf": pdfs.problems,
    "docx": office.docx,
    "xlsx": office.xlsx,
    "pptx": office.pptx,
    "odt": office.odt,
    "ods": office.ods,
    "odp": office.odp,
    "odg": office.odg,
    "png": images.png,
    "jpg": images.jpeg,
    "jpeg": images.jpeg,
    "txt": texts.plain,
    "csv": texts.plain,
    "xml": texts.xml,
}
ALLOWED = (*_CHECKS, "zip")
"""Endings of names that are accepted, for the hint beside the upload field."""


def check_file(name: str, data: bytes | bytearray | memoryview | Path, *, max_bytes: int) -> list[Problem]:
    """Every rule that this file breaks, each with its sentence; empty when it may be sealed.

    Args:
        name: the file's own name, as the supplier gave it.
        data: its content, or where it lies (for tests and tools: no plain text of a bid lies on a disk).
        max_bytes: the limit that the upload page shows.
    """
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    problems = list(_at_the_door(name, size, max_bytes))
    if problems:
        return problems
    content = data.read_bytes() if isinstance(data, Path) else bytes(data)
    if _extension(name) == "zip":
        return list(archives.problems(content, lambda inner, unpacked: _inner(inner, unpacked, max_bytes)))
    return list(_content(name, content))


def check_announced(name: str, size: int, *, max_bytes: int) -> list[Problem]:
    """Every rule that can be seen broken before the first byte comes."""
    return list(_at_the_door(name, size, max_bytes))


def _extension(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def _at_the_door(name: str, size: int, max_bytes: int) -> Problems:
    deceives = name.startswith(".") or _BAD_NAME.search(name) or _OF_WINDOWS.fullmatch(name)
    if deceives or len(name) > _MAX_NAME or not name.strip(" ."):
        yield Problem(Rule.NAME, _("This file name holds signs that are not allowed, or is too long. Rename the file."))
    if _extension(name) not in ALLOWED:
        sentence = _("This kind of file is not accepted. Accepted are: %(kinds)s.")
        yield Problem(Rule.TYPE, sentence % {"kinds": ", ".join(ALLOWED)})
    if size == 0:
        yield Problem(Rule.EMPTY, _("This file is empty (0 bytes)."))
    if size > max_bytes:
        sentence = _("This file is too large: %(size)s MB. At most %(limit)s MB are accepted.")
        yield Problem(Rule.SIZE, sentence % {"size": f"{size / 1e6:.1f}", "limit": f"{max_bytes / 1e6:g}"})


def _content(name: str, content: bytes) -> Problems:
    extension = _extension(name)
    virus = contraband.infected(content)
    yield from [virus] if virus else list(polyglots.problems(extension, content)) or _CHECKS[extension](content)


def _inner(name: str, content: bytes, max_bytes: int) -> list[Problem]:
    """A file inside a .zip obeys the same rules, so that an archive is no way around them; but no archive again."""
    if _extension(name) == "zip":
        return [Problem(Rule.NESTED, _("An archive inside an archive is not accepted."))]
    return list(_at_the_door(name, len(content), max_bytes)) or list(_content(name, content))
