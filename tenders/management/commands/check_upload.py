"""`manage.py check_upload FILE… [--lang fr]`: would the portal take these files? By the same checks as an upload."""

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import override

from procurement.commands import NEGATIVE, PlainCommand, Unusable
from procurement.filechecks import check_file
from tenders.bids.files import MAX_FILE

LANGUAGES = ("en", "fr", "nl", "de")


class Command(PlainCommand):
    """Exit 0: all are accepted. 1: one is refused. 2: one can't be read; then nothing is printed.

    It asks no database and keeps nothing. The rules are told in docs/uploads.md.
    """

    help = "Print one JSON line per file: {file, accepted, rule, sentence, sha256}."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the sentences")

    def handle(self, *args: Any, files: list[Path], lang: str, **options: Any) -> None:
        reports = [_report(file, lang) for file in files]
        for report in reports:
            self.stdout.write(json.dumps(report))
        if not all(report["accepted"] for report in reports):
            raise SystemExit(NEGATIVE)


def _report(file: Path, lang: str) -> dict[str, Any]:
    try:
        if not file.is_file():
            raise Unusable(f"{str(file)!r} is not a file.")
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        with override(lang):
            problems = check_file(file.name, file, max_bytes=MAX_FILE)
    except (OSError, ValueError):
        raise Unusable(f"{str(file)!r} can't be read.") from None
    rule, sentence = (str(problems[0].rule), problems[0].sentence) if problems else (None, None)
    return {"file": str(file), "accepted": not problems, "rule": rule, "sentence": sentence, "sha256": digest}
