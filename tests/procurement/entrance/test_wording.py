"""What django-allauth says is said in the four languages, and as an office speaks to people: "vous", "u", "Sie"."""

import re
from pathlib import Path

import allauth
import polib
import pytest
from django.utils.translation import gettext, override

from tests.house.tree import ROOT

CATALOGUE = Path(allauth.__file__).parent / "locale"
# Parts of django-allauth that are not used here.
NOT_OURS = re.compile(
    r"client|scope|grant types|response types|user ID|your device|Username|username and|phone|View your"
    r"|(sign-in|reset|verification) code"
)
FAMILIAR = {
    "nl": r"\b(je|jij|jou|jouw|jullie)\b",
    "de": r"\b(du|dein\w*|dir|dich|gib|klicke|überprüfe|wähle|melde|versuche|bestätige|kontaktiere)\b",
    "fr": r"\b(tu|ton|tes|toi)\b",
}


def said(language: str) -> dict[str, str]:
    entries = polib.pofile(str(CATALOGUE / language / "LC_MESSAGES" / "django.po"))
    with override(language):
        return {entry.msgid: gettext(entry.msgid) for entry in entries if not entry.obsolete and not entry.msgid_plural}


@pytest.mark.parametrize("language", FAMILIAR)
def test_nobody_is_spoken_to_like_a_friend(language: str):
    pattern = re.compile(FAMILIAR[language], re.IGNORECASE)
    found = {text for text, words in said(language).items() if pattern.search(words)}
    assert {text for text in found if not NOT_OURS.search(text)} == set()


@pytest.mark.parametrize("language", FAMILIAR)
def test_everything_is_said_in_the_readers_language(language: str):
    assert {text for text, words in said(language).items() if not words} == set()


@pytest.mark.parametrize("language", FAMILIAR)
def test_what_we_say_otherwise_is_something_it_says(language: str):
    place = ROOT / "procurement/entrance/wording" / language / "LC_MESSAGES"
    ours = polib.pofile(str(place / "django.po"))
    assert {entry.msgid for entry in ours} <= said(language).keys()
    compiled = polib.mofile(str(place / "django.mo"))
    assert {entry.msgid: entry.msgstr for entry in ours} == {entry.msgid: entry.msgstr for entry in compiled}
