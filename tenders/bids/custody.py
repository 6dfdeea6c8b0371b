"""Where the custodian is: in this very process on one machine, or a process of its own behind a socket.

The process that `manage.py custodian` runs has the custodian's private key and nobody else has. It is told the number
of an envelope and nothing more: whether the deadline has passed and M members unlocked, it reads from the database
itself, by the database's clock. Only then it answers with the envelope's key.
"""

import json
import socket
import socketserver
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from tenders.bids.custodian import joined_key
from tenders.bids.refusals import refusing
from tenders.bids.seal import Identity, SealError, identity_from
from tenders.models import Envelope

PATIENCE = 10.0  # seconds
LONGEST = 4_000  # bytes of an answer
FOR_THE_GROUP = 0o660
SILENT = _("The custodian does not answer. Your unlock is kept: try again in a few minutes.")


def is_apart() -> bool:
    """Tell whether the custodian is a process of its own."""
    return bool(settings.CUSTODIAN_SOCKET)


def key_of(envelope: Envelope, keyring: Keyring) -> Identity:
    """Return the envelope's private key from the custodian, wherever that is; the unlocks must be committed.

    Raises:
        Refused: too early, too few, the parts do not make the key, or the custodian does not answer.
    """
    if not is_apart():
        return joined_key(envelope, keyring)
    try:
        told = _ask(Path(settings.CUSTODIAN_SOCKET), envelope.pk)
    except (OSError, ValueError, TypeError):
        raise Refused(SILENT) from None
    if "key" not in told:
        raise Refused(gettext(str(told.get("refused") or SILENT)))  # the custodian speaks English
    with refusing(SealError):
        return identity_from(str(told["key"]))


def _ask(place: Path, number: int) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        line.connect(str(place))
        line.sendall(f"{number}\n".encode())
        told: dict[str, Any] = json.loads(line.makefile("rb").readline(LONGEST))
    if not isinstance(told, dict):
        raise TypeError("no answer of a custodian")
    return told


def answer(number: int, keyring: Keyring) -> dict[str, str]:
    """Return what the custodian says of an envelope: its key, or why not."""
    try:
        envelope = Envelope.objects.select_related("round").filter(pk=number).first()
        if envelope is None:
            return {"refused": str(_("There is no such envelope."))}
        return {"key": str(joined_key(envelope, keyring))}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except DatabaseError:
        return {"refused": str(_("The custodian can't read the database."))}


class Custodian(socketserver.UnixStreamServer):
    """Answers one question after the other at `place`; `tell` gets a line for each, without any key."""

    def __init__(self, place: Path, keyring: Keyring, tell: Callable[[str], None]) -> None:
        self.keyring, self.tell = keyring, tell
        super().__init__(str(place), _Question)
        place.chmod(FOR_THE_GROUP)
        self.timeout = 1.0


class _Question(socketserver.StreamRequestHandler):
    server: Custodian
    timeout = PATIENCE

    def handle(self) -> None:
        line = self.rfile.readline(20).strip()
        if not line.isdigit():
            return
        close_old_connections()
        told = answer(int(line), self.server.keyring)
        self.server.tell(f"Envelope {int(line)}: {told.get('refused', 'key given')}")
        self.wfile.write(json.dumps(told).encode() + b"\n")
