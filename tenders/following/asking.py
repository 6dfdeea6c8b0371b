"""How pages take what somebody wants to follow: with an account at once, with a mere address by a mail to confirm."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from procurement.accounts.models import User
from tenders.following import actions
from tenders.following.forms import FollowForm
from tenders.following.queries import What


def asking(request: HttpRequest, pace: str) -> FollowForm:
    """Return the form with which one follows something, as it was sent or with this pace."""
    given = request.POST if request.method == "POST" else None
    return FollowForm(given, initial={"pace": pace}, known=request.user.is_authenticated)


def following(request: HttpRequest, what: What, now: datetime) -> Callable[..., Any]:
    """Return the deed to be tried with what the form holds."""

    def follow(pace: str, email: str = "") -> None:
        if isinstance(request.user, User):
            actions.follow_as(what, by=request.user, pace=pace, now=now)
        else:
            actions.follow(what, email=email, language=(get_language() or "en")[:2], pace=pace, now=now)

    return follow
