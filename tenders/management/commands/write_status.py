"""`manage.py write_status`: write the page that the web server shows when the portal is down."""

from typing import Any

from django.conf import settings

from procurement import clock
from procurement.commands import PlainCommand
from tenders.outages.status import write_status


class Command(PlainCommand):
    """Exit 0; a folder that can't be written to is told in the log, as the worker tells it."""

    help = "Write the status page into STATUS_FOLDER, as the worker does each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        write_status(now=clock.now())
        self.stdout.write(str(settings.STATUS_FOLDER))
