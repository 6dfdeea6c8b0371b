"""Visiting every address of the site, as anybody."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseBase
from django.test import Client
from django.utils.translation import override

from procurement.accounts.models import User
from tests.house.addresses import addresses

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
# Signing out ends the visit; the others write on GET, or ask the network.
NOT_VISITED = re.compile(r"logout|/sprite|jsi18n")


def visitable(known: Mapping[str, Iterable[object]]) -> list[str]:
    """Return every address in French, each place in it filled with all that is known by that name (or "1").

    The language is named because a visit leaves behind that of the last page, and addresses begin with it.
    """
    with override("fr"):
        found = {
            filled
            for address, _view in addresses()
            if "(?" not in address and not NOT_VISITED.search(address)
            for filled in _filled(address, known)
        }
    return sorted(found)


def _filled(address: str, known: Mapping[str, Iterable[object]]) -> Iterator[str]:
    names = PLACE.findall(address)
    form = PLACE.sub("{}", address.replace("{", "").replace("}", ""))
    for values in product(*(known.get(name, ["1"]) for name in names)):
        yield f"/{form.format(*values)}"


def visit(person: User | AnonymousUser, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield address, and status, headers and body of what the person gets there."""
    client = Client(raise_request_exception=False)
    if isinstance(person, User):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for path in paths:
        yield path, _whole(client.get(path))


def _whole(answer: HttpResponseBase) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = [str(answer.status_code), *(f"{name}: {value}" for name, value in answer.headers.items())]
    return "\n".join([*head, ""]).encode() + body
