"""`manage.py custodian [--socket PATH]`: keep the custodian's key, and give an envelope's key when it is time."""

import signal
import socket
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings

from procurement.commands import PlainCommand, Unusable
from procurement.keyring import Keyring, KeyringError
from tenders.bids.custody import Custodian


class Command(PlainCommand):
    """Exit 0: asked to end. 2: no place to listen at, another one is there already, or the key can't be used.

    Run it as a system user of its own, with a KEYS_ROOT and a database role of its own: docs/production.md.
    """

    help = "Be the custodian, until ended."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--socket", default=settings.CUSTODIAN_SOCKET, metavar="PATH", help="CUSTODIAN_SOCKET")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["socket"]:
            raise Unusable("Say where to listen: --socket PATH, or CUSTODIAN_SOCKET for the portal too.")
        place, keyring = Path(options["socket"]), Keyring(Path(settings.KEYS_ROOT))
        self.going_on = True
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end_soon)
        with _listening(place, keyring, self._tell) as custodian:
            self._tell(f"Listening at {place}. The portal needs a copy of {keyring.folder / 'custodian.pub'}.")
            while self.going_on:
                custodian.handle_request()
        place.unlink(missing_ok=True)

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _end_soon(self, _number: int, _frame: FrameType | None) -> None:
        self.going_on = False


def _listening(place: Path, keyring: Keyring, tell: Any) -> Custodian:
    try:
        keyring.custodian_public  # noqa: B018 - made at its first use, with the private half
        keyring.custodian  # noqa: B018
        _clear(place)
        return Custodian(place, keyring, tell)
    except KeyringError as error:
        raise Unusable(str(error)) from None
    except (OSError, ValueError) as error:
        raise Unusable(f"Can't listen at {str(place)!r}: {getattr(error, 'strerror', None) or error}.") from None


def _clear(place: Path) -> None:
    """Take away what a killed custodian left there; never one that answers, nor anything else."""
    if not place.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(str(place))
        except ConnectionRefusedError:
            place.unlink()
            return
    raise Unusable(f"Another custodian listens at {str(place)!r}.")
