"""Pictures: PNG and JPEG, from their first byte to their last."""

from django.utils.translation import gettext as _

from procurement.filechecks.polyglots import broken, other_content, trailing
from procurement.filechecks.problems import Problem, Problems, Rule

_PNG = b"\x89PNG\r\n\x1a\n"
_MAX_DOTS = 400_000_000  # a plan on A0 at 400 dots per inch has 245 million
_CHUNK_FRAME = 12  # bytes of length, type and checksum around a chunk's data


def png(content: bytes) -> Problems:
    """The chunks follow each other from the header to IEND, and nothing comes after it."""
    if not content.startswith(_PNG + b"\x00\x00\x00\x0dIHDR"):
        yield other_content("PNG")
        return
    if int.from_bytes(content[16:20]) * int.from_bytes(content[20:24]) > _MAX_DOTS:
        yield Problem(Rule.BOMB, _("This picture has more than 400 million dots. Save it smaller."))
        return
    place, kind = len(_PNG), b""
    while kind != b"IEND" and place + _CHUNK_FRAME <= len(content):
        kind = content[place + 4 : place + 8]
        place += _CHUNK_FRAME + int.from_bytes(content[place : place + 4])
    if kind != b"IEND" or place > len(content):
        yield broken("PNG")
    elif place < len(content):
        yield trailing()


def jpeg(content: bytes) -> Problems:
    """Begins as JPEG and comes to an end. Cameras write a second picture or notes after the end: that may stay."""
    if not content.startswith(b"\xff\xd8\xff"):
        yield other_content("JPEG")
    elif b"\xff\xd9" not in content:
        yield broken("JPEG")
