"""The sources of a rule pack as a paper cites them: in its own language. The packs themselves cite in English."""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

PHRASES = Path(__file__).with_name("citations.toml")


def cited(source: str) -> str:
    """Return a source in the active language: "Law of 17 June 2013 art. 11" as "Wet van 17 juni 2013, art. 11"."""
    language = get_language() or "en"
    for pattern, words in _phrases():
        if language in words:
            source = pattern.sub(words[language], source)
    return source


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    rows = tomllib.loads(PHRASES.read_text(encoding="utf-8"))["phrases"]
    return tuple((re.compile(row.pop("find")), row) for row in rows)
