"""`manage.py ensure_groups`: let the groups of the Wagtail admin follow the posts. Run at every deployment."""

from typing import Any

from procurement.accounts.groups import ensure_groups
from procurement.commands import PlainCommand


class Command(PlainCommand):
    """Exit 0: done. It can be run as often as one likes."""

    help = "Make the groups of the Wagtail admin, and let exactly those in who hold a post that needs it."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_groups()
        self.stdout.write("The groups follow the posts.")
