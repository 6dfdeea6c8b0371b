"""What makes the pages that must be there."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Locale, Page, Site

from cms.models import GuidanceIndexPage, GuidancePage, HomePage, NewsIndexPage, NewsPage, Words
from cms.starting import as_blocks, starting_words
from procurement.accounts.roles import Role

WRITING = ("add_page", "change_page", "publish_page")


@transaction.atomic
def ensure_home_pages() -> None:
    """Make the site and its home page in each language, where they are missing. Idempotent.

    Wagtail's own first page, which nobody wrote, goes: its site is given ours.
    """
    root, home = Page.get_first_root_node(), None
    for code, _name in settings.LANGUAGES:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        page = HomePage.objects.filter(locale=locale).order_by("path").first() or _add(root, locale, home)
        home = home or page
        _let_editors_write(page)
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if home is not None and site.root_page_id != home.pk:
        first, site.root_page, site.site_name = site.root_page_id, home, settings.SITE_NAME
        site.save()
        _remove_welcome(first)


def _add(root: Page, locale: Locale, translated: HomePage | None) -> HomePage:
    same = {"translation_key": translated.translation_key} if translated else {}
    page = HomePage(title=settings.SITE_NAME, slug=f"home-{locale.language_code}", locale=locale, **same)
    root.add_child(instance=page)
    return page


@transaction.atomic
def ensure_words(today: date) -> None:
    """Write guidance and news below each home page that has none: what editors changed or took away stays so.

    The news of a demonstration are that it is one; any other site starts without.
    """
    same: dict[str, Words] = {}  # the first page of each key, whose translations the others are
    for home in HomePage.objects.order_by("path").select_related("locale"):
        words = starting_words(home.locale.language_code)
        if not GuidanceIndexPage.objects.child_of(home).exists():
            index = _write(home, GuidanceIndexPage, {**words["guidance"], "key": "guidance", "slug": "guidance"}, same)
            for page in words["page"]:
                _write(index, GuidancePage, page, same)
        if not NewsIndexPage.objects.child_of(home).exists():
            index = _write(home, NewsIndexPage, {**words["news"], "key": "news", "slug": "news"}, same)
            for item in words["item"] if settings.DEMO else []:
                _write(index, NewsPage, item, same, day=today)


def _write(parent: Page, kind: type[Words], words: dict[str, Any], same: dict[str, Words], **facts: Any) -> Words:
    """Add one page below another, as a translation of the page of the same key."""
    key, first = words["key"], same.get(words["key"])
    if first:
        facts["translation_key"] = first.translation_key
    body = as_blocks(words.get("body", ""))
    page = kind(title=words["title"], slug=words["slug"], summary=words["summary"], locale=parent.locale, **facts)
    page.body = body
    parent.add_child(instance=page)
    same.setdefault(key, page)
    return page


def _let_editors_write(page: Page) -> None:
    """Give the group of the editors this page and all below it; who belongs to it, `accounts.groups` says."""
    group, _made = Group.objects.get_or_create(name=Role.EDITOR.value)
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=WRITING):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _remove_welcome(pk: int | None) -> None:
    """Remove the page that the first migration of Wagtail made, unless it became something."""
    welcome = Page.objects.filter(pk=pk, slug="home", depth=2, numchild=0).first()
    if welcome and type(welcome.specific) is Page:
        welcome.delete()
