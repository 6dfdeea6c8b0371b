"""Asking the EU's VAT service (VIES), by its REST interface. Off unless VIES_URL names it.

Whatever goes wrong, the answer is "not checked": a member state that is down says nothing about a firm.
"""

import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from suppliers.registers.answers import NOT_CHECKED, NOT_THERE, Answer, Found
from suppliers.registers.vat import vat_number

CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}
MOST_BYTES = 64 * 1024
OK = 200
NOT_SAID = "---"  # some states confirm a number and give no name
LONGEST = 1000


def ask(country: str, number: str) -> Answer:
    """Return what the service says of the firm that has this number."""
    vat = vat_number(country, number)
    if not settings.VIES_URL or vat is None:
        return NOT_CHECKED
    try:
        said = _post(settings.VIES_URL, {"countryCode": vat[0], "vatNumber": vat[1]}, settings.VIES_TIMEOUT)
    except (OSError, HTTPException, ValueError):
        return NOT_CHECKED
    valid = said.get("valid") if isinstance(said, dict) else None
    if not isinstance(valid, bool):  # an error, such as MS_UNAVAILABLE, has no such field
        return NOT_CHECKED
    if not valid:
        return NOT_THERE
    name, address = (_text(said.get(field)) for field in ("name", "address"))
    source = _("VIES, the VAT service of the European Union")
    return Answer(checked=True, found=Found(name=name, address=address, source=source))


def _text(said: object) -> str:
    text = said.strip()[:LONGEST] if isinstance(said, str) else ""
    return "" if text == NOT_SAID else text


def _post(url: str, question: dict[str, str], seconds: float) -> Any:
    """Return the answer to a question in JSON. Follows no redirection, and waits no longer than it was told to.

    Raises:
        OSError, HTTPException, ValueError: there is none.
    """
    until = time.monotonic() + seconds
    place = urlsplit(url)
    connection = CONNECTIONS[place.scheme](place.netloc, timeout=seconds)
    try:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        connection.request("POST", place.path, orjson.dumps(question), headers)
        answer = connection.getresponse()
        body = b""
        while chunk := answer.read1(MOST_BYTES):
            body += chunk
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise ValueError(len(body))
        if answer.status != OK:
            raise ValueError(answer.status)
        return orjson.loads(body)
    finally:
        connection.close()
