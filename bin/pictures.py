"""Takes the pictures of the README from a running demonstration, in English: bin/pictures.py [http://127.0.0.1:8000].

Needs what the tests in a browser need, and a demonstration just loaded (`make run`): it starts a bid and a score there,
and submits neither. Exit 0: five pictures lie in docs/pictures/; 1: the demonstration looks different from here.
"""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = {"width": 1280, "height": 1100}
COLOURS = 96
FIRM, JUDGE = "Demo Alder Owner", "Demo Evaluator 2"
POINTS = "Vos points et les motifs"
OPEN, JUDGED = "Rénovation de l'éclairage de trois écoles", "Plantation de mille arbres en bord de route"


def main() -> int:
    """Take them all."""
    site = (sys.argv[1:] or ["http://127.0.0.1:8000"])[0]
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, way in {"home": home, "call": call, "bid": bid, "score": score, "letter": letter}.items():
            try:
                take(browser, f"{site}/en/", name, way)
            except Error as error:
                print(f"No picture “{name}”: {error.message.splitlines()[0]}", file=sys.stderr)
                return 1
    return 0


def take(browser: Browser, site: str, name: str, way: Callable[[Page, str], None]) -> None:
    """Walk to a page and keep what is in the window, in few colours: a tenth of the weight, and no less to be seen."""
    with window(browser) as page:
        way(page, site)
        page.evaluate("document.activeElement.blur()")
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    flat = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    flat.save(FOLDER / f"{name}.png", optimize=True)


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """Open a window by day, with nobody signed in."""
    context = browser.new_context(viewport=SIZE, color_scheme="light", locale="en-GB")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def be(page: Page, site: str, person: str, house: str = "") -> None:
    """Become somebody of the demonstration."""
    page.goto(f"{site}demo/people/")
    page.locator("section", has_text=house).locator("li", has_text=person).get_by_role("button").first.click()


def home(page: Page, site: str) -> None:
    """Show the front door."""
    page.goto(site)


def call(page: Page, site: str) -> None:
    """Show a call that is being judged, from its plaque down."""
    page.goto(f"{site}calls/?show=all")
    page.get_by_role("link", name=JUDGED).click()


def bid(page: Page, site: str) -> None:
    """Show a bid being written."""
    be(page, site, FIRM)
    page.goto(f"{site}calls/")
    page.get_by_role("link", name=OPEN).click()
    reference = page.url.rstrip("/").split("/")[-1]
    page.goto(f"{site}bids/start/{reference}/")
    if page.get_by_role("radio").count():
        page.get_by_role("radio").first.check()
    page.get_by_role("main").locator("form button[type=submit]").first.click()
    page.locator("input[name$=price]").first.fill("98880.00")
    offer = {"name": "technical-note.txt", "mimeType": "text/plain", "buffer": b"How we would do it.\n" * 400}
    page.locator("input[type=file]").first.set_input_files([offer])
    page.locator("button[name=then][value='']").last.click()
    page.goto(page.url)


def score(page: Page, site: str) -> None:
    """Show the sheet of an evaluator."""
    page.goto(f"{site}calls/?show=all")
    page.get_by_role("link", name=JUDGED).click()
    reference = page.url.rstrip("/").split("/")[-1]
    house = page.locator(".pv-meta strong").first.inner_text()
    be(page, site, JUDGE, house)
    page.goto(f"{site}office/evaluation/{reference}/scores/")
    page.locator(".pv-grid td a").first.click()


def letter(page: Page, site: str) -> None:
    """Show what a firm is told, in its own language, which is French: a letter with its points."""
    be(page, site, FIRM)
    page.goto(f"{site}papers/")
    for way in [link.get_attribute("href") for link in page.locator("a[href*='/papers/letters/']").all()]:
        page.goto(urljoin(site, way))
        if page.get_by_text(POINTS).count():
            return
    raise Error("no letter tells points")


if __name__ == "__main__":
    sys.exit(main())
