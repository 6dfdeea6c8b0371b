"""A person's page in a real browser, signed in without the form, and the few things one does on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from procurement.accounts.models import User

PageOf = Callable[[User | None], Page]


@contextmanager
def pages(browser: Browser, url: str) -> Iterator[PageOf]:
    """Yield what returns the page of a person; of a visitor for None. Each has a browser of its own."""
    contexts: list[BrowserContext] = []

    def page_of(person: User | None) -> Page:
        context = browser.new_context(locale="en-US", base_url=url, viewport={"width": 1280, "height": 900})
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
        return context.new_page()

    yield page_of
    for context in contexts:
        context.close()


def press(page: Page, words: str) -> None:
    """Follow a link of the page's own, or press its button."""
    main = page.get_by_role("main")
    main.get_by_role("link", name=words).or_(main.get_by_role("button", name=words)).first.click()


def says(page: Page, words: str) -> None:
    """Expect these words on the page."""
    expect(page.get_by_role("main")).to_contain_text(words)


def fill(page: Page, **fields: str) -> None:
    """Type into the fields with these names."""
    for name, text in fields.items():
        page.locator(f"form [name={name}]").fill(text)
