"""Somebody whom the site has never seen: makes an account, proves its address by the mail, and arrives at its desk."""

import re

from django.core import mail
from django.utils.translation import gettext, override

from tests.factories.hands import Pointer

PASSWORD, ADDRESS = "rossignol-sur-la-digue", "ann@atelier.example"


def said_in(language: str, sentence: str) -> str:
    """Return a sentence of the portal as a reader of this language sees it."""
    with override(language):
        return gettext(sentence)


def make_an_account(hands: Pointer, site: str, language: str = "fr") -> None:
    """Go from any page to one's own desk, without an account before."""
    hands.press(said_in(language, "Sign in"))
    hands.press(said_in(language, "Make one"))
    hands.write(label(hands, "email"), ADDRESS)
    hands.write(label(hands, "password1"), PASSWORD)
    hands.write(label(hands, "password2"), PASSWORD)
    hands.press(submit(hands))
    link = re.search(rf"{re.escape(site)}\S+", mail.outbox[-1].body)[0]
    hands.page.goto(link)
    hands.press(submit(hands))
    assert hands.heading() == said_in(language, "My desk")


def label(hands: Pointer, name: str) -> str:
    """Return what stands beside a field."""
    return hands.page.locator(f"label[for=id_{name}]").inner_text().splitlines()[0].strip()


def submit(hands: Pointer) -> str:
    """Return what the first button of the page says."""
    return hands.page.locator("main form button[type=submit]").first.inner_text().strip()
