"""What every page of words says around its body: the way back, and its address in the other languages."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

ROWS = 50


def crumbs_of(page: Page, request: HttpRequest) -> list[tuple[str, str]]:
    """Return words and address of the pages above this one; the home page goes by its own name."""
    above = page.get_ancestors().filter(depth__gt=2)
    return [(_("Home"), reverse("home")), *((one.title, one.get_url(request)) for one in above)]


def addresses_of(page: Page, request: HttpRequest) -> list[tuple[str, str]]:
    """Return each language's code with the address of the same page in it, or of its home page."""
    live = page.get_translations(inclusive=True).live().select_related("locale")
    there = {one.locale.language_code: one.get_url(request) for one in live}
    return [(code, there.get(code) or _home(code)) for code, _name in settings.LANGUAGES]


def pages_below(shown: QuerySet[Any], index: Page, number: str | None) -> PageOfRows[Any]:
    """Return one page of what stands directly below an index."""
    return Paginator(shown.child_of(index), ROWS).get_page(number)  # type: ignore[attr-defined]  # Wagtail's tree


def _home(language: str) -> str:
    with override(language):
        return reverse("home")
