"""`manage.py import_notice FILE… [--json]`: contract notices become draft calls."""

import json
from argparse import ArgumentParser
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from procurement import clock
from procurement.commands import NEGATIVE, PlainCommand, Unusable
from procurement.safe_xml import MAX_BYTES
from tenders.calls.importing import Imported, import_notice
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.refusals import NoticeRefused

CREATED, UNCHANGED, REFUSED = "created", "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `tender` is the call's reference."""

    file: str
    status: str
    sentence: str
    tender: str | None = None
    unmapped: tuple[str, ...] = ()


class Command(PlainCommand):
    """Exit 0: all were imported, now or before. 1: at least one was refused; the others are kept. 2: unusable input."""

    help = "Read contract notices (eForms, or TED XML form F02) into draft calls. Importing twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print an array with one object for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcomes = [_import_file(name) for name in options["files"]]
        except DatabaseError:
            raise Unusable(_("The database is not ready: run `make setup` or `manage.py migrate` first.")) from None
        if options["json"]:
            self.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes], indent=1, ensure_ascii=False))
        else:
            self.stdout.writelines(f"{outcome.file}: {outcome.sentence}\n" for outcome in outcomes)
        if any(outcome.status == REFUSED for outcome in outcomes):
            raise SystemExit(NEGATIVE)


def _import_file(name: str) -> Outcome:
    try:
        imported = import_notice(read_notice(_content(name)), by=None, now=clock.now())
    except NoticeRefused as refusal:
        return Outcome(name, REFUSED, refusal.sentence)
    status = CREATED if imported.created else UNCHANGED
    return Outcome(name, status, _sentence(imported), imported.tender.reference, imported.unmapped)


def _content(name: str) -> bytes:
    """Return the file's bytes, one more than the reader takes at most."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NoticeRefused(_("There is no such file.")) from None
    except (OSError, ValueError):
        raise NoticeRefused(_("The file can't be read.")) from None


def _sentence(imported: Imported) -> str:
    reference = {"reference": imported.tender.reference}
    if not imported.created:
        return _("This notice was imported before, as %(reference)s.") % reference
    missing = ", ".join(map(str, imported.tender.missing_parts()))
    if missing:
        return _("Draft %(reference)s was made. Still missing: %(parts)s.") % {**reference, "parts": missing}
    return _("Draft %(reference)s was made.") % reference
