"""Play anybody, read anybody's mails: in the demonstration only. Anywhere else these pages are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from procurement.access import SignedIn, allow
from procurement.accounts.models import User
from tenders.demo.queries import accounts, houses, mails_to, work_together

ROWS = 50
WITHOUT_PASSWORD = "django.contrib.auth.backends.ModelBackend"  # noqa: S105  the name of a backend
View = Callable[..., HttpResponse]


def in_the_demonstration(view: View) -> View:
    """Let nobody in where the site is no demonstration, even if somebody wired the address."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@allow("public")
@in_the_demonstration
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List everybody who can be played."""
    following = request.GET.get("next", "")
    return render(request, "demo/people.html", {"houses": houses(), "following": following})


@allow("public")
@in_the_demonstration
@require_POST
def become(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as somebody of the demonstration, without a password."""
    person, before = get_object_or_404(accounts(), pk=pk), request.user
    following = _following(request, before, person)
    login(request, person, backend=WITHOUT_PASSWORD)
    messages.success(request, _("You are now %(person)s.") % {"person": person})
    return redirect(following or resolve_url(settings.LOGIN_REDIRECT_URL))


def _following(request: HttpRequest, before: User | AnonymousUser, person: User) -> str:
    """Return the page to stay on: one of ours, and not one that only the former person's house may see."""
    following = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(following, request.get_host(), require_https=request.is_secure())
    stays = not isinstance(before, User) or work_together(before, person)
    return following if own and stays else ""


@allow("signed_in")
@in_the_demonstration
@require_safe
def mails(request: SignedIn) -> HttpResponse:
    """List the mails that the person would have got."""
    page = Paginator(mails_to(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "demo/mails.html", {"page": page})


@allow("who it was written to")
@in_the_demonstration
@require_safe
def mail(request: SignedIn, pk: int) -> HttpResponse:
    """Show one mail as it was written."""
    return render(request, "demo/mail.html", {"mail": get_object_or_404(mails_to(request.user), pk=pk)})
