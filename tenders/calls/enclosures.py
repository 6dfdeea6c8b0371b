"""The documents of a draft: what is published with a call is free and complete for everybody (art. 53)."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from procurement.pdf_reading import pages_in
from tenders.calls.drafting import lock_draft
from tenders.models import Document, Tender

MAX_BYTES = 50 * 1024 * 1024
# What everybody can open, and what plans and inventories come in. Nothing that a browser would run.
ENDINGS = frozenset({
    ".csv", ".doc", ".docx", ".dwg", ".dxf", ".ifc", ".jpeg", ".jpg", ".odg", ".ods", ".odt", ".pdf", ".png", ".rtf",
    ".txt", ".xls", ".xlsx", ".xml", ".zip",
})  # fmt: skip


@transaction.atomic
def add_document(tender: Tender, *, title: str, language: str, file: UploadedFile, by: User, now: datetime) -> Document:
    """Add a document to a draft.

    Raises:
        Refused: not an officer, no draft any more, an empty file, too large, or of a kind that not everybody can open.
    """
    locked = lock_draft(tender, by=by)
    document = keep_file(Document(tender=locked, title=title, language=language, added_at=now), file)
    record("document.add", document, by=by, now=now, payload=_facts(document))
    return document


def keep_file(document: Document, file: UploadedFile) -> Document:
    """Save a document with its file, its size and its digest. Raises Refused for a file that can't be one."""
    ending, size = PurePath(file.name or "").suffix.lower(), file.size or 0
    if ending not in ENDINGS:
        raise Refused(_("Files of this kind can't be added: %(ending)s.") % {"ending": ending or file.name})
    if not 0 < size <= MAX_BYTES:
        raise Refused(_("The file is empty, or larger than %(size)d MB.") % {"size": MAX_BYTES // 1024 // 1024})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    pages = pages_in(file) if ending == ".pdf" else None
    document.sha256, document.size, document.pages = digest.hexdigest(), size, pages
    document.file.save(f"{document.tender.reference}{ending}", file, save=False)
    document.save()
    return document


@transaction.atomic
def remove_document(document: Document, *, by: User, now: datetime) -> None:
    """Take a document out of a draft, with its file. Raises Refused: not an officer, or no draft any more."""
    lock_draft(document.tender, by=by)
    record("document.remove", document, by=by, now=now, payload=_facts(document))
    file = document.file
    document.delete()
    transaction.on_commit(lambda: file.delete(save=False))


def file_name(document: Document) -> str:
    """Return the name under which a document is saved by those who fetch it."""
    return f"{document.title}{PurePath(document.file.name or '').suffix}"


def _facts(document: Document) -> dict[str, str]:
    return {"tender": document.tender.reference, "title": document.title, "sha256": document.sha256}
