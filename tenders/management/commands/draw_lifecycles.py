"""`manage.py draw_lifecycles [--check]`: the diagrams in the README, generated from the moves."""

import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from procurement.commands import NEGATIVE, PlainCommand
from procurement.lifecycle import diagram
from suppliers.lifecycle import ApplicationLifecycle, TakeoverLifecycle
from tenders.lifecycle.bid import BidLifecycle, LotBidLifecycle
from tenders.lifecycle.decision import DecisionLifecycle
from tenders.lifecycle.lot import LotLifecycle
from tenders.lifecycle.tender import TenderLifecycle

MACHINES = {
    "Call (`Tender`)": TenderLifecycle,
    "Lot": LotLifecycle,
    "Bid, until it is opened": BidLifecycle,
    "Bid for a lot, once it is opened": LotBidLifecycle,
    "Decision": DecisionLifecycle,
    "Supplier's application": ApplicationLifecycle,
    "Handing over of a firm's account": TakeoverLifecycle,
}
BETWEEN = re.compile(r"(<!-- lifecycles -->\n).*?(<!-- /lifecycles -->)", re.DOTALL)


def drawn() -> str:
    """Return all diagrams as the README holds them."""
    return (
        "".join(f"\n### {title}\n\n```mermaid\n{diagram(machine)}\n```\n" for title, machine in MACHINES.items()) + "\n"
    )


class Command(PlainCommand):
    """Exit 0: drawn, or current. 1 (with --check): the README is not current."""

    help = "Draw the lifecycles into the README."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the README is current")

    def handle(self, *args: Any, **options: Any) -> None:
        readme = settings.BASE_DIR / "README.md"
        old = readme.read_text()
        new = BETWEEN.sub(lambda found: found[1] + drawn() + found[2], old)
        if options["check"]:
            self.stdout.write("The diagrams are current." if old == new else "The diagrams are not current.")
            raise SystemExit(0 if old == new else NEGATIVE)
        readme.write_text(new)
