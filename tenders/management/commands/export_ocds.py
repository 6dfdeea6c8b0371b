"""`manage.py export_ocds [--since MOMENT] [--output FILE|-]`: every release that was published, one per line."""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from procurement import clock
from procurement.audit.log import lay_digests
from procurement.commands import PlainCommand, Unusable
from tenders.record.exporting import release_lines, write_whole
from tenders.record.releasing import keep_releases


class Command(PlainCommand):
    """Exit 0: done, also when there is nothing to tell. 2: unusable input, or the output can't be written."""

    help = "Print the OCDS releases of all published calls, by date and then by id; drafts and rehearsals have none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=_moment, metavar="MOMENT", help="ISO 8601 with zone; this instant included")
        parser.add_argument("--output", default="-", metavar="FILE", help="- is standard output")

    def handle(self, *args: Any, since: datetime | None, output: str, **options: Any) -> None:
        try:
            lay_digests()
            keep_releases(now=clock.now())  # what the worker has not got to yet
            self._give(release_lines(since), output)
        except DatabaseError:
            raise Unusable("The database is not ready: run `make setup` or `manage.py migrate` first.") from None

    def _give(self, lines: Iterator[bytes], output: str) -> None:
        try:
            self._print(lines) if output == "-" else write_whole(lines, Path(output))
        except (OSError, ValueError) as error:
            if output == "-":  # nobody reads on, or the disk is full; or Python tries again when it ends, and complains
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
            raise Unusable(f"{output!r} can't be written: {_why(error)}.") from None

    def _print(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            self.stdout.write(line.decode(), ending="")
        self.stdout.flush()


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or "it can't hold this text"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - it has no zone, like what is refused below
    if moment.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} is no moment with its zone, like 2026-12-18T09:00:00+01:00")
    return moment
