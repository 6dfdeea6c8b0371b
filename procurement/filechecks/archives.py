"""ZIP, and everything that is a ZIP inside: looked at from its directory, never unpacked to anywhere."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from pathlib import PurePath

from django.utils.translation import gettext as _

from procurement.filechecks.contraband import hidden, infected
from procurement.filechecks.polyglots import broken, other_content, trailing
from procurement.filechecks.problems import Problem, Problems, Rule

MAX_ENTRIES = 5_000
MAX_UNPACKED = 1_000_000_000  # bytes
MAX_RATIO = 100  # unpacked to packed; looked at only from here on:
RATIO_FROM = 10_000_000  # bytes unpacked
_MAX_REPORTED = 10

_LOCAL_HEADER = 30  # bytes before an entry's name
_END_RECORD = 22  # bytes at the end, before the archive's comment
_PLAIN_COMMENT = re.compile(rb"[\w .,:;()/-]{0,200}")
_SYMLINK = 0o120000
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flag bits
# What computers add on their own, and no one means to send.
_JUNK = re.compile(r"(^|/)(__MACOSX/(.*/)?\._[^/]+|\.DS_Store|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_MOST_JUNK = 5_000_000  # bytes
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error, zlib.error)


def problems(content: bytes, check_inner: Callable[[str, bytes], Iterable[Problem]]) -> Problems:
    """A .zip, and with `check_inner(name, content)` each file in it."""
    try:
        yield from structure(content, "ZIP") or islice(_files(content, check_inner), _MAX_REPORTED)
    except UNREADABLE:
        yield broken("ZIP")


def _files(content: bytes, check_inner: Callable[[str, bytes], Iterable[Problem]]) -> Problems:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            content_of_it = archive.read(entry)
            if entry.is_dir() or _is_junk(entry, content_of_it):
                continue
            for problem in check_inner(PurePath(entry.filename).name, content_of_it):
                sentence = _("In the archive, “%(file)s”: %(sentence)s")
                yield Problem(problem.rule, sentence % {"file": entry.filename, "sentence": problem.sentence})


def _is_junk(entry: zipfile.ZipInfo, content: bytes) -> bool:
    named = _JUNK.search(entry.filename) and entry.file_size <= _MOST_JUNK
    return bool(named) and not (infected(content) or hidden("", content))


def structure(content: bytes, kind: str) -> list[Problem]:
    """What the directory alone tells: whole, one piece, open, bounded, and no name that leads elsewhere."""
    if not content.startswith(b"PK"):
        return [other_content(kind)]
    if content.count(b"PK\x01\x02") > 20 * MAX_ENTRIES:  # before a directory of millions is read into memory
        return [_too_many()]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if all(entry.is_dir() for entry in entries):
                return [Problem(Rule.EMPTY, _("This archive is empty."))]
            return list(_directory(content, entries, archive.comment))
    except UNREADABLE:
        return [broken(kind)]


def _directory(content: bytes, entries: list[zipfile.ZipInfo], comment: bytes) -> Problems:
    end = content[len(content) - _END_RECORD - len(comment) :]
    starts_at_once = min(entry.header_offset for entry in entries) == 0
    if not (starts_at_once and end.startswith(b"PK\x05\x06") and _PLAIN_COMMENT.fullmatch(comment)):
        yield trailing()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        yield Problem(Rule.ENCRYPTED, _("This file is protected by a password. Save it without one."))
    if any(_leads_elsewhere(entry) for entry in entries) or len({entry.filename for entry in entries}) < len(entries):
        yield Problem(Rule.PATH, _("This archive holds names that lead outside it, links, or one name twice."))
    yield from _bombs(content, entries)


def _leads_elsewhere(entry: zipfile.ZipInfo) -> bool:
    # `orig_filename`: zipfile cuts a name at its first NUL.
    name = entry.orig_filename
    is_link = (entry.external_attr >> 16) & 0o170000 == _SYMLINK
    return is_link or name.startswith("/") or bool(re.search(r"(^|/)\.\.(/|$)|[\\:\x00-\x1f]", name))


def _bombs(content: bytes, entries: list[zipfile.ZipInfo]) -> Problems:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        yield _too_many()
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(content)) or _overlap(entries):
        yield Problem(
            Rule.BOMB, _("This file unpacks to far more than its own size. Send its content in smaller parts.")
        )


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two entries share the same packed bytes (as in D. Fifield, "A better zip bomb", 2019)."""
    in_order = sorted(entries, key=lambda entry: entry.header_offset)
    return any(
        before.header_offset + _LOCAL_HEADER + before.compress_size > after.header_offset
        for before, after in pairwise(in_order)
    )


def _too_many() -> Problem:
    sentence = _("This file holds too many parts. At most %(count)s are accepted.")
    return Problem(Rule.ENTRIES, sentence % {"count": MAX_ENTRIES})
