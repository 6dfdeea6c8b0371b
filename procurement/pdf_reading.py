"""Read back what `procurement.pdf` wrote: the words of a PDF, and the data embedded in it.

Fonts are subsets with two bytes a glyph and a table back to Unicode, as WeasyPrint embeds them. A PDF from elsewhere
may give no words; that is an answer too.
"""

import json
import re
from io import BytesIO
from typing import Any

import pikepdf

PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<((?:[0-9A-Fa-f]{4})+)>")
BYTES_PER_GLYPH = 2


def words_of(document: bytes) -> str:
    """Return the text of all pages in the order in which it was laid out, without any white space.

    Raises:
        pikepdf.PdfError: this is no PDF.
    """
    with pikepdf.open(BytesIO(document)) as opened:
        return "".join("".join(_words_of(page)).translate(INVISIBLE) for page in opened.pages)


def pages_in(document: Any) -> int | None:
    """Return how many pages an open file has; None where it is no PDF, or can't be opened without a password.

    The file is left at its beginning.
    """
    try:
        with pikepdf.open(document) as opened:
            return len(opened.pages)
    except pikepdf.PdfError:
        return None
    finally:
        document.seek(0)


INVISIBLE = dict.fromkeys(map(ord, " \t\n\r\x0b\x0c\u00a0\u00ad\u2007\u2009\u200b\u202f\u2010\u2011"))


def squeezed(text: str) -> str:
    """Return any text as `words_of` gives it: lines break where they like."""
    return text.translate(INVISIBLE)


def _words_of(page: pikepdf.Page) -> list[str]:
    fonts = {name: _table(font) for name, font in page.resources.get("/Font", {}).items()}
    table: dict[bytes, str] = {}
    words = []
    for operation in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        operator, operands = str(operation.operator), operation.operands
        if operator == "Tf":
            table = fonts.get(str(operands[0]), {})
        elif operator in {"Tj", "TJ"}:
            parts = operands[0] if operator == "TJ" else operands
            raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            glyphs = (raw[start : start + BYTES_PER_GLYPH] for start in range(0, len(raw), BYTES_PER_GLYPH))
            words.append("".join(table.get(glyph, "") for glyph in glyphs))
    return words


def _table(font: Any) -> dict[bytes, str]:
    """Return glyph → letters, from the table that the font carries."""
    if "/ToUnicode" not in font:
        return {}
    pairs = PAIR.findall(font.ToUnicode.read_bytes())
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def data_of(document: bytes) -> dict[str, Any]:
    """Return the JSON object embedded in a paper; an empty one where there is none.

    Raises:
        pikepdf.PdfError: this is no PDF.
    """
    with pikepdf.open(BytesIO(document)) as opened:
        for name, attachment in opened.attachments.items():
            if name.endswith(".json"):
                found = json.loads(attachment.get_file().read_bytes())
                return found if isinstance(found, dict) else {}
    return {}
