"""Who judges or signs proves who it is twice: a password, and a code of a second device.

django-allauth asks for the code at each sign-in of an account that has a second factor. Here stands who must have one,
that nobody of them does anything before it is set up, and that there is no other door.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from procurement.access import allow
from procurement.accounts.models import Post
from procurement.accounts.roles import Role
from procurement.entrance.openid.stages import was_proved_twice
from suppliers.models import Membership

# The chair of a panel holds the post of an evaluator.
MUST = [
    Role.OFFICER,
    Role.APPROVER,
    Role.SIGNATORY,
    Role.COMMITTEE,
    Role.EVALUATOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.BID_SIGNATORY,
]
SET_UP = "second_factor_is_set_up"
# Signing in and out, setting up the second factor itself, and the choice of a language.
OPEN = ("allauth.", "procurement.entrance.openid", "procurement.languages", "django.views.static")


class SecondFactor:
    """Middleware: lead whoever must have a second factor and has none to the page where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer in place of the view, or let it answer."""
        if not settings.SECOND_FACTOR_REQUIRED or view.__module__.startswith(OPEN) or not is_missing(request):
            return None
        messages.warning(request, _("Your role needs a second factor. Set it up here; then go on with your work."))
        return redirect("mfa_index")


def is_missing(request: HttpRequest) -> bool:
    """Tell whether the person must have a second factor and has none. What is set up is remembered in the session."""
    person = request.user
    if not person.is_authenticated or request.session.get(SET_UP) or was_proved_twice(request):
        return False
    if is_mfa_enabled(person):
        request.session[SET_UP] = True
        return False
    posts = Post.objects.filter(person=person.pk, role__in=MUST)
    return person.is_superuser or posts.exists() or Membership.objects.filter(person=person.pk, role__in=MUST).exists()


@allow("public")
def only_by_our_door(request: HttpRequest) -> HttpResponse:
    """Lead to our sign-in in place of Wagtail's, which knows neither second factors nor how often one may try.

    Wagtail sends here, too, who is signed in and may not enter.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    following = urlencode({"next": request.GET.get("next", reverse("wagtailadmin_home"))})
    return redirect(f"{reverse('account_login')}?{following}")
