"""What no file may carry, wherever it hides: programs, archives in disguise, the test string of virus scanners."""

import re

from django.utils.translation import gettext as _

from procurement.filechecks.problems import Problem, Rule

_NAMES = re.compile(
    r"\.(zip|7z|rar|gz|tgz|bz2|xz|tar|jar|cab|iso|img|msi|exe|com|scr|dll|bat|cmd|ps1|js|jse|vbs|vbe|wsf|hta|lnk|sh)$",
    re.IGNORECASE,
)
_SIGNS = (
    b"MZ",  # Windows
    b"\x7fELF",  # Linux
    b"\xca\xfe\xba\xbe",  # Java, macOS
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"Rar!",
    b"7z\xbc\xaf",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # shortcuts of Windows
)
_OLE = b"\xd0\xcf\x11\xe0"
_PACKED_BY_WINDOWS = "Ole10Native".encode("utf-16-le")  # any file, put into a document by dragging
# The test string of the European Institute for Computer Antivirus Research, in halves: this file is harmless.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def hidden(name: str, content: bytes) -> Problem | None:
    """The refusal of a part that is an archive or a program, by its name or its first bytes."""
    packed = content.startswith(_OLE) and _PACKED_BY_WINDOWS in content
    if not (_NAMES.search(name) or content.startswith(_SIGNS) or packed):
        return None
    sentence = _("Inside this file is another archive or a program: %(name)s. Remove it.")
    return Problem(Rule.NESTED, sentence % {"name": name})


def infected(content: bytes) -> Problem | None:
    """The refusal of the test string."""
    if EICAR not in content:
        return None
    return Problem(
        Rule.VIRUS, _("This file holds the test string of virus scanners (EICAR). It is refused like a virus.")
    )
