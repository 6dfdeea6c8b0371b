"""A browser in which somebody signed in is known again: by a signed cookie that says nothing about the person."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string

from procurement.entrance.throttling import account_digest

COOKIE = "known_browser"
SALT = "procurement.entrance.known_browsers"
KEPT = 365 * 24 * 3600  # seconds
MOST_PEOPLE = 5  # who share a browser


def browser_of(request: HttpRequest, login: str) -> str:
    """Return the name of this browser, if somebody signed in here with that address before; else nothing."""
    known = _read(request)
    return str(known["name"]) if account_digest(login) in known["people"] else ""


def remember(request: HttpRequest, response: HttpResponseBase, login: str) -> None:
    """Let the browser be known from now on."""
    known, person = _read(request), account_digest(login)
    people = [person, *(other for other in known["people"] if other != person)][:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        signing.dumps({"name": known["name"] or get_random_string(22), "people": people}, salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        known: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return {"name": "", "people": []}
    return known
