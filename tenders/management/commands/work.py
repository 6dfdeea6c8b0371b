"""`manage.py work`: the worker. It sends mail, makes papers, and every minute does what the clock has made due."""

import logging
import signal
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections

from procurement import clock
from procurement.audit.log import lay_digests
from procurement.availability.asking import ask_each_minute
from procurement.commands import PlainCommand
from procurement.outbox.post import forget_old, forget_secrets, retry_unsent, run_waiting
from suppliers.vault.reminders import remind
from tenders.bids.deleting import forget_practices
from tenders.bids.sweeping import forget_abandoned
from tenders.calls.advancing import advance
from tenders.desk.digest import write_morning_mails
from tenders.following.actions import forget_those_whose_time_is_over
from tenders.following.telling import tell_what_is_due
from tenders.holdings.actions import forget_names
from tenders.outages.actions import propose_what_is_due
from tenders.outages.forgetting import forget_beats
from tenders.outages.status import write_status
from tenders.record.releasing import keep_releases

logger = logging.getLogger(__name__)
A_MOMENT = 1.0  # seconds between two looks into the queue
A_MINUTE = 60.0
SOON = 5.0  # digests are laid over the log within seconds


class Command(PlainCommand):
    """Exit 0: asked to end. Several may run at once: every deed is claimed before it is done."""

    help = "Send mail, make papers, and do what the clock has made due, until ended."

    def handle(self, *args: Any, **options: Any) -> None:
        self.going_on = True
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end_soon)
        due: dict[float, float] = {A_MINUTE: 0.0, SOON: 0.0}
        ended = Event()
        ask_each_minute(settings.HEALTH_URL, ended)
        while self.going_on:
            close_old_connections()
            self._tick(due)  # first: an outage is proposed before a long row of papers is made
            run_waiting()
            time.sleep(A_MOMENT)
        ended.set()

    def _end_soon(self, _number: int, _frame: FrameType | None) -> None:
        """Finish what is under way, then end."""
        self.going_on = False

    def _tick(self, due: dict[float, float]) -> None:
        """Do what comes round every few seconds, and every minute."""
        for period, deed in ((SOON, self._soon), (A_MINUTE, self._every_minute)):
            if time.monotonic() >= due[period]:
                deed()
                due[period] = time.monotonic() + period

    def _soon(self) -> None:
        lay_digests()
        keep_releases(now=clock.now())

    def _every_minute(self) -> None:
        _safely(propose_what_is_due, now=clock.now())
        _safely(write_status, now=clock.now())
        _safely(advance, now=clock.now())
        _safely(remind, now=clock.now())
        _safely(retry_unsent)
        _safely(forget_secrets)
        _safely(tell_what_is_due, now=clock.now())
        _safely(write_morning_mails, now=clock.now())
        _safely(forget_those_whose_time_is_over, now=clock.now())
        _safely(forget_names, now=clock.now())
        _safely(forget_practices, now=clock.now())
        _safely(forget_old, now=clock.now())
        _safely(forget_beats, now=clock.now())
        _safely(forget_abandoned, now=clock.now())
        _safely(SessionStore.clear_expired)


def _safely(deed: Callable[..., object], **how: datetime) -> None:
    """One deed of the minute that fails holds up no other. It is tried again the next minute."""
    try:
        deed(**how)
    except Exception as error:  # noqa: BLE001  the worker must not end by it
        logger.error("%s failed: %s", deed.__qualname__, type(error).__name__)  # noqa: TRY400  no content
