"""Finding a text wherever it may hide: in another encoding, inside a PDF, in a row, on a disk."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pikepdf
from django.db import connection


def spellings(text: str) -> set[bytes]:
    """Return the text as bytes in every form in which it could lie somewhere unencrypted."""
    raw = text.encode()
    found = {raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode()}
    found |= {json.dumps(text)[1:-1].encode(), quote(text).encode(), text.encode("latin-1", "ignore")}
    return found | set(_in_base64(raw))


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """The three ways in which it can stand within a longer text in Base64, without the signs at its edges."""
    for shift in range(3):
        body = base64.b64encode(b"x" * shift + raw)
        whole = body[4 if shift else 0 : -4]
        yield whole
        yield whole.translate(bytes.maketrans(b"+/", b"-_"))


def holds(data: bytes, text: str) -> bool:
    """Tell whether the bytes hold the text, in any spelling, also inside a PDF's packed parts."""
    return any(form in part for form in spellings(text) for part in _parts(data))


def _parts(data: bytes) -> Iterator[bytes]:
    yield data
    if data.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield from (thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream))


def files_with(text: str, *folders: Path) -> list[str]:
    """Return the files below these folders whose name or content holds the text."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if holds(str(path).encode(), text) or holds(path.read_bytes(), text)]


def tables_with(text: str) -> list[str]:
    """Return the tables of the database, of every app, that hold the text in any column of any row."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names come from the database itself
            if any(holds(_plain(value), text) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


def _plain(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
