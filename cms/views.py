"""The doors to the words: home, guidance and news in the visitor's language, also before anybody has written them.

What a portal owes everybody, and no editor can forget to write, is in templates: how accessible it is, where its source
is, to whom one tells a delay or a problem.
"""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from wagtail.models import Page

from cms.models import GuidanceIndexPage, HomePage, NewsIndexPage, shown_on_home
from procurement import clock
from procurement.access import allow
from procurement.data_use.registry import by_subject

# The day on which the statement was last compared with the site. Change it with `templates/cms/accessibility.html`.
STATEMENT_OF = date(2026, 11, 22)


@allow("public")
def home(request: HttpRequest) -> HttpResponseBase:
    """Show the page that the editors wrote for this language, or the plain one."""
    page = _written(HomePage)
    return page.serve(request) if page else render(request, HomePage.template, _plain_home())


@allow("public")
def guidance(request: HttpRequest) -> HttpResponseBase:
    """List the guidance; say so where there is none."""
    page = _written(GuidanceIndexPage)
    return page.serve(request) if page else render(request, "cms/unwritten.html", {"news": False})


@allow("public")
def news(request: HttpRequest) -> HttpResponseBase:
    """List the news; say so where there is none."""
    page = _written(NewsIndexPage)
    return page.serve(request) if page else render(request, "cms/unwritten.html", {"news": True})


@allow("public")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "cms/accessibility.html", {"contact": settings.CONTACT_EMAIL, "made_on": STATEMENT_OF})


@allow("public")
def source(request: HttpRequest) -> HttpResponse:
    """Say under which licence this software runs, and where its source is."""
    return render(request, "cms/source.html", {"contact": settings.CONTACT_EMAIL, "address": settings.SOURCE_URL})


@allow("public")
def known(request: HttpRequest) -> HttpResponse:
    """Say what is kept of people and firms, why, for whom and how long: the registry itself, in words."""
    return render(request, "cms/known.html", {"contact": settings.CONTACT_EMAIL, "subjects": by_subject()})


@allow("public")
def problem(request: HttpRequest) -> HttpResponse:
    """Say to whom one tells a delay or a problem."""
    return render(request, "cms/problem.html", {"contact": settings.CONTACT_EMAIL})


def _written(kind: type[Page]) -> Page | None:
    return kind.objects.live().filter(locale__language_code=get_language()).order_by("path").first()


def _plain_home() -> dict[str, object]:
    return shown_on_home(clock.now(), get_language() or "")
