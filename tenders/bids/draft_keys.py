"""The key of a draft in its member's browser: one cookie, of this bid's pages only, out of reach of every script.

The server reads it during that member's requests and keeps it nowhere: not in the session, the database, a log or an
address. The pages of a bid stand under one address per language, so the cookie is set for each.
"""

import base64
import binascii
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override

from tenders.bids.drafts import KEY_SIZE
from tenders.models import Bid

LIFETIME = timedelta(days=180)


def key_of(request: HttpRequest, bid: Bid) -> bytes | None:
    """Return the draft's key, if this browser holds one."""
    text = request.COOKIES.get(_name(bid, get_language() or ""), "")
    try:
        key = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_SIZE else None


def hold(response: HttpResponse, request: HttpRequest, bid: Bid, key: bytes) -> HttpResponse:
    """Give the key to this browser."""
    for language, _word in settings.LANGUAGES:
        response.set_cookie(
            _name(bid, language),
            base64.urlsafe_b64encode(key).decode(),
            max_age=LIFETIME,
            path=_pages(bid, language),
            secure=request.is_secure(),
            httponly=True,
            samesite="Strict",
        )
    return response


def forget(response: HttpResponse, bid: Bid) -> HttpResponse:
    """Take the key from this browser: the bid is handed in, and there is nothing left to unlock."""
    for language, _word in settings.LANGUAGES:
        response.delete_cookie(_name(bid, language), path=_pages(bid, language), samesite="Strict")
    return response


def _name(bid: Bid, language: str) -> str:
    """Django's error reports blank out every cookie whose name holds “key”."""
    return f"draft_key_{language}_{bid.number}"


def _pages(bid: Bid, language: str) -> str:
    with override(language):
        return reverse("bids:bid", args=[bid.number])
