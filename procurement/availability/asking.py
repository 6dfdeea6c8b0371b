"""Asks the portal each minute whether it answers, the way a visitor would: by its address."""

import logging
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Thread
from urllib.parse import urlsplit

from procurement.availability.secret import HEADER, workers_secret

CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}
A_MINUTE = 60.0
PATIENCE = 10.0  # seconds
OK = 200

logger = logging.getLogger(__name__)


def answers(url: str) -> bool:
    """Tell whether the address answers. What it writes down, the portal writes itself, by answering."""
    try:
        place = urlsplit(url)
        connection = CONNECTIONS[place.scheme](place.netloc, timeout=PATIENCE)
        try:
            connection.request("GET", place.path or "/", headers={HEADER: workers_secret()})
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException, KeyError, ValueError) as error:  # the last two: an address that is none
        logger.warning("The portal does not answer at %s: %r", url, error)
        return False
    if status != OK:
        logger.warning("The portal answers at %s with %s.", url, status)
    return status == OK


def ask_each_minute(url: str, ended: Event, every: float = A_MINUTE) -> Thread | None:
    """Ask until `ended`, in a thread of its own: papers that take long to make hold up no measurement."""
    if not url:
        return None

    def ask() -> None:
        while not ended.is_set():
            answers(url)
            ended.wait(every)

    thread = Thread(target=ask, name="availability", daemon=True)
    thread.start()
    return thread
