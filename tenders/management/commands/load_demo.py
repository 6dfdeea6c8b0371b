"""`manage.py load_demo`: one invented call in every state. Run by `make run`, under settings that say so.

It prepares the database first, in the same process: each start of Django is seconds that a newcomer waits.
"""

from typing import Any

from django.conf import settings
from django.core.management import call_command

from procurement import clock
from procurement.accounts.groups import ensure_groups
from procurement.commands import PlainCommand, Unusable
from tenders.demo.loading import load_demo


class Command(PlainCommand):
    """Exit 0: loaded, or it was there already. 2: this site is no demonstration."""

    help = "Load the demonstration: one invented call in every state, and an account for every role; migrate before."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO and settings.CLOCK_MAY_BE_SET):
            raise Unusable("The demonstration is loaded under procurement.settings.demo only.")
        call_command("migrate", verbosity=0)
        call_command("make_home_pages")
        made = load_demo(clock.now(), lambda title: self.stdout.write(f"  {title}"))
        ensure_groups()
        self.stdout.write(f"{made} calls loaded." if made else "The demonstration is loaded already.")
