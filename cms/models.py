"""The words around the journey: Wagtail pages. They read the calls, and never change one."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import WordsBlock
from cms.reading import addresses_of, crumbs_of, pages_below
from procurement import clock
from tenders.record.figures import portal_figures
from tenders.record.queries import open_calls

CALLS_ON_HOME, GUIDANCE_ON_HOME, NEWS_ON_HOME = 5, 5, 3


class HomePage(Page):
    """The forecourt: what this is, and the calls that are open now."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    template = "cms/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the calls that close next, and the words of this language."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **shown_on_home(clock.now(), self.locale.language_code)}


class Words(Page):
    """What guidance and news share: a sentence for lists, and the body."""

    summary = models.TextField(_("summary"), max_length=300, help_text=_("One sentence. It stands in lists."))
    body = StreamField(WordsBlock(), blank=True, verbose_name=_("body"))

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way back, and the same page in the other languages."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "crumbs": crumbs_of(self, request), "addresses": addresses_of(self, request)}


class Index(Words):
    """A list of the pages below it."""

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        page = pages_below(self.shown(), self, request.GET.get("page"))
        return {**context, "pages": page}

    def shown(self) -> models.QuerySet[Any]:
        """Return what the list may hold, in its order."""
        raise NotImplementedError


class GuidancePage(Words):
    """One answer for somebody who never bid before."""

    parent_page_types: ClassVar = ["cms.GuidanceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/words.html"

    class Meta:
        verbose_name = _("guidance page")


class GuidanceIndexPage(Index):
    """The guidance, in the order in which its editors put it."""

    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar = ["cms.GuidancePage"]
    template = "cms/index.html"
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of guidance")

    def shown(self) -> models.QuerySet[Any]:
        """Return the guidance."""
        return GuidancePage.objects.live().order_by("path")


class NewsPage(Words):
    """Something that is new."""

    day = models.DateField(_("date"))

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("day"), *Words.content_panels[1:]]
    parent_page_types: ClassVar = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/words.html"

    class Meta:
        verbose_name = _("news item")


class NewsIndexPage(Index):
    """The news, the newest first."""

    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar = ["cms.NewsPage"]
    template = "cms/index.html"
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of news")

    def shown(self) -> models.QuerySet[Any]:
        """Return the news."""
        return NewsPage.objects.live().order_by("-day", "-pk")


def shown_on_home(now: datetime, language: str) -> dict[str, Any]:
    """Return what the home page shows: the calls that close next, how promises are kept, guidance and news."""
    words = {"locale__language_code": language}
    return {
        "calls": open_calls(now)[:CALLS_ON_HOME],
        "figures": portal_figures(now),
        "guidance": GuidancePage.objects.live().filter(**words).order_by("path")[:GUIDANCE_ON_HOME],
        "news": NewsPage.objects.live().filter(**words).order_by("-day", "-pk")[:NEWS_ON_HOME],
        "now": now,
    }
