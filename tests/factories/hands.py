"""Two ways to go through pages in a real browser: with the keyboard alone, or by pointing. Both count what is typed."""

import pytest
from playwright.sync_api import Locator, Page

MOST_TABS = 80
FOCUSED = "() => document.activeElement"
TEXT = "element => (element.labels?.[0]?.innerText || element.innerText || '').trim()"


class Pointer:
    """Hands that point and click."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages, self.typed, self.keystrokes, self.chosen = 1, 0, 0, 0

    def press(self, words: str) -> None:
        """Go to a link or a button, and follow it."""
        self._follow(words)
        self.pages += 1

    def write(self, label: str, text: str) -> None:
        """Go to a field, and type over what is there."""
        self._write(label, text)
        self.typed += 1
        self.keystrokes += len(text)

    def tick(self, label: str) -> None:
        """Tick a box."""
        self._tick(label)
        self.chosen += 1

    def heading(self) -> str:
        """Return what the page is called."""
        return self.page.locator("h1").inner_text()

    def _follow(self, words: str) -> None:
        self._named(words).click()

    def _write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def _tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def _named(self, words: str) -> Locator:
        return self.page.get_by_role("link", name=words).or_(self.page.get_by_role("button", name=words)).first


class Keyboard(Pointer):
    """Hands that never touch the mouse. Each step starts where the focus is, as a person's does."""

    def to(self, words: str) -> None:
        """Press Tab until what has these words (its label, or its own text) has the focus, and shows it."""
        for _tab in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate_handle(FOCUSED)
            if focused.evaluate(TEXT).startswith(words):
                style = focused.evaluate("element => getComputedStyle(element).outlineStyle")
                shadow = focused.evaluate("element => getComputedStyle(element).boxShadow")
                assert style != "none" or shadow != "none", f"{words}: the focus is not to be seen"
                return
        pytest.fail(f"No way to “{words}” by Tab on {self.page.url}", pytrace=False)

    def _follow(self, words: str) -> None:
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _write(self, label: str, text: str) -> None:
        self.to(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def _tick(self, label: str) -> None:
        self.to(label)
        self.page.keyboard.press("Space")
