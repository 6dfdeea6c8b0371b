"""`manage.py export_sealed REFERENCE FOLDER`: what the committee needs to open a call's bids without the portal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from procurement.commands import NEGATIVE, PlainCommand, Unusable
from procurement.lifecycle import Refused
from tenders.bids.exporting import export_sealed
from tenders.models import Tender


class Command(PlainCommand):
    """Exit 0: laid there. 1: not yet, it says why. 2: no such call, or the folder is there already."""

    help = "Lay a call's sealed bids and the sealed pieces of their key into a new folder, after the deadline."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", metavar="REFERENCE")
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, reference: str, folder: Path, **options: Any) -> None:
        tender = Tender.objects.filter(reference=reference).first()
        if tender is None:
            raise Unusable(f"There is no call {reference}.")
        try:
            folder.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise Unusable(f"Can't make the folder {str(folder)!r}: {error.strerror}.") from None
        try:
            bids = export_sealed(tender, folder)
        except Refused as refusal:
            folder.rmdir()
            self.stderr.write(str(refusal))
            raise SystemExit(NEGATIVE) from None
        self.stdout.write(f"{bids} sealed bids lie in {folder}. docs/committee.md says how to open them.")
