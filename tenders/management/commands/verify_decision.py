"""`manage.py verify_decision FILE.pdf`: intact or altered, signed by whom, in force or superseded; in JSON."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from procurement.commands import NEGATIVE, PlainCommand, Unusable
from tenders.decisions.checking import Report, check

LARGEST = 50_000_000  # bytes; ours have some tens of thousands
HEAD = 1024  # a PDF names itself in its first bytes


class Command(PlainCommand):
    """Exit 0: intact, known, and text and data agree. 1: one of these is not so. 2: no PDF.

    A superseded paper and an unknown certificate are told and do not fail: both may be genuine.
    """

    help = "Check a decision or any other paper of this portal: signature, standing, and that text and data agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pdf")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        document = _read(file)
        try:
            report = check(document)
        except DatabaseError as error:
            raise Unusable("The database does not answer: is DATABASE_URL right, and is it migrated?") from error
        self.stdout.write(json.dumps(_facts(report), indent=2))
        if not report.is_genuine:
            raise SystemExit(NEGATIVE)


def _facts(report: Report) -> dict[str, Any]:
    return {
        "intact": report.intact,
        "signed_by": report.verdict.signer_name or None,
        "signed_at": _moment(report.verdict.signed_at),
        "trusted": report.verdict.trusted,
        "timestamp": _moment(report.verdict.timestamp),
        "status": str(report.status),
        "data_matches_text": report.differences == (),
        "differences": [asdict(one) for one in report.differences or ()],
    }


def _moment(moment: datetime | None) -> str | None:
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
    except (OverflowError, ValueError):  # a stranger wrote a moment of the year 1 or 9999
        return None


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            document = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise Unusable(f"{file} cannot be read.") from error
    if len(document) > LARGEST:
        raise Unusable(f"{file} is larger than any paper of this portal.")
    if b"%PDF-" not in document[:HEAD]:
        raise Unusable(f"{file} is no PDF.")
    return document
