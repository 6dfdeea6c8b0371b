"""`manage.py import_register kbo|sirene FILE [--date DAY] [--json]`: a register's open data becomes a local table."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from procurement import clock
from procurement.commands import NEGATIVE, PlainCommand, Unusable
from suppliers.registers import kbo, sirene
from suppliers.registers.actions import Outcome, import_extract
from suppliers.registers.extracts import ExtractRefused, read_extract

FORMATS = {"kbo": kbo, "sirene": sirene}


class Command(PlainCommand):
    """Exit 0: the extract is in, now or before. 1: it is not taken. 2: unusable input."""

    help = "Read a register's open data into the local table. Killed? Run it again: it goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", choices=list(FORMATS))
        parser.add_argument("file", metavar="FILE", help="the zip as it was downloaded, or a folder with its files")
        parser.add_argument("--date", type=date.fromisoformat, metavar="DAY", help="the day that the extract describes")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        layout = FORMATS[options["register"]]
        try:
            extract = read_extract(Path(options["file"]))
            plan = layout.plan(extract)
            outcome = import_extract(plan, day=options["date"] or layout.day_of(extract), now=clock.now())
        except ExtractRefused as refusal:
            if refusal.unusable:
                raise Unusable(refusal.sentence) from None
            self.stderr.write(refusal.sentence)
            raise SystemExit(NEGATIVE) from None
        except DatabaseError:
            raise Unusable("The database is not ready: run `make setup` or `manage.py migrate` first.") from None
        self.stdout.write(json.dumps(asdict(outcome), default=str) if options["json"] else _sentence(outcome))


def _sentence(outcome: Outcome) -> str:
    if outcome.status == "unchanged":
        return f"This extract of {outcome.extracted_on} was imported before."
    rows = ", ".join(f"{name} {each['rows']:,}" for name, each in outcome.rows.items())
    left_out = sum(each["left_out"] for each in outcome.rows.values())
    return f"The extract of {outcome.extracted_on} is in: {rows} rows; {left_out:,} unreadable rows were left out."
