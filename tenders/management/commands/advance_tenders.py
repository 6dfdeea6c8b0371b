"""`manage.py advance_tenders`: make the clock's moves that are due. Run each minute; running it twice does no harm."""

from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from procurement import clock
from procurement.commands import PlainCommand, Unusable
from tenders.calls.advancing import advance


class Command(PlainCommand):
    """Exit 0: every move that was due is made. 2: the database can't be used."""

    help = "Close calls at their deadline, conclude those that have ended, and end verifications that have run out."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            advances = advance(now=clock.now())
        except DatabaseError:
            raise Unusable(_("The database is not ready: run `make setup` or `manage.py migrate` first.")) from None
        self.stdout.writelines(f"{made.thing}: {made.before} → {made.after}\n" for made in advances)
