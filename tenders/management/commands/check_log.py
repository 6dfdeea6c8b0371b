"""`manage.py check_log`: read the whole log, and say whether it is sound."""

from typing import Any

from procurement.audit.log import faults, lay_digests
from procurement.audit.models import Link
from procurement.commands import NEGATIVE, PlainCommand


class Command(PlainCommand):
    """Exit 0: sound. 1: something was changed, removed or put in; each fault on a line."""

    help = "Check that no event of the log was changed, removed or put in."

    def handle(self, *args: Any, **options: Any) -> None:
        lay_digests()
        sound = True
        for fault in faults():
            self.stdout.write(fault)
            sound = False
        if not sound:
            raise SystemExit(NEGATIVE)
        self.stdout.write(f"The log is sound: {Link.objects.count()} events.")
