"""Every address names its access rule: `@allow("…")` on the view. A test walks the URLs and finds none without."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows, is_reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from procurement import clock

if TYPE_CHECKING:
    from procurement.accounts.models import User

View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """A request of somebody who signed in: what every view gets whose rule is not "public"."""

    user: "User"


def prove_again(view: View) -> View:
    """Ask for the password or a code again before the page of a button that signs, if that was a while ago.

    A press that comes too late leads back to the page, which asks: nothing of it is kept meanwhile. Where second
    factors are not required (a demonstration, a rehearsal), nothing is asked.
    """
    guarded: View = reauthentication_required(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.SECOND_FACTOR_REQUIRED:
            return view(request, *args, **kwargs)
        elsewhere = where_to_sign_in_again(request)
        if request.method == "POST" and (elsewhere or is_reauthentication_required(request, app="")):
            return redirect(request.get_full_path())
        if elsewhere:
            return redirect(elsewhere)
        return guarded(request, *args, **kwargs)

    return wrapper


def where_to_sign_in_again(request: HttpRequest) -> str:
    """Return the page that leads to the provider, when signing in there was a while ago; else nothing.

    For who has no password and no second factor here: it proves again who it is where it signed in.
    """
    if not request.user.is_authenticated or get_reauthentication_flows(request.user):
        return ""
    signed_in = [one for one in get_authentication_records(request, request.user) if one["method"] == "socialaccount"]
    if not signed_in or clock.now().timestamp() - signed_in[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return ""
    following = urlencode({"next": request.get_full_path(), "auth_params": urlencode({"prompt": "login"})})
    return f"{reverse('openid_connect_login', args=[signed_in[-1]['provider']])}?{following}"


def allow(rule: str) -> Callable[[View], View]:
    """Name who may come in: "public", "signed_in", or a rule of a room that the view itself applies as a queryset.

    All but "public" ask to sign in first. Whether the object may be seen is the queryset's answer: 404, never 403.
    """

    def decorate(view: View) -> View:
        guarded = view if rule == "public" else login_required(view)

        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return guarded(request, *args, **kwargs)

        wrapper.access_rule = rule  # type: ignore[attr-defined]  # the mark that the test reads
        return wrapper

    return decorate
