"""The words that a new site starts with, as blocks: `cms/words/LANGUAGE.toml`, in a plain way of writing.

`## heading`; `1. what to do | how`; `! notice | text`; `@ title of a list of open calls`; `- an item`; all else is a
paragraph of text, in which `[words](address)` is a link.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

WORDS = Path(__file__).parent / "words"
LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*)\)")
SIGNS = {"## ": "heading", "! ": "notice", "@ ": "calls"}
Block = tuple[str, Any]


def starting_words(language: str) -> dict[str, Any]:
    """Return what is written for a language: the two indexes, the pages of guidance, the items of news."""
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))


def as_blocks(text: str) -> list[Block]:
    """Return a text as blocks of `cms.blocks.WordsBlock`."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return [block for kind, group in groupby(lines, _kind) for block in _blocks(kind, list(group))]


def _kind(line: str) -> str:
    if re.match(r"\d+\. ", line):
        return "steps"
    return next((kind for sign, kind in SIGNS.items() if line.startswith(sign)), "text")


def _blocks(kind: str, lines: list[str]) -> Iterator[Block]:
    if kind == "steps":
        yield kind, [_titled(line.partition(". ")[2]) for line in lines]
    elif kind == "text":
        if html := "".join(_html(lines)):
            yield kind, html
    else:
        for line in lines:
            yield kind, _single(kind, line.partition(" ")[2])


def _single(kind: str, line: str) -> str | dict[str, Any]:
    if kind == "heading":
        return line
    if kind == "calls":
        return {"title": line, "buyer": "", "cpv": "", "closing_soon": False, "most": 5}
    return {**_titled(line), "dates": []}


def _titled(line: str) -> dict[str, Any]:
    title, _bar, text = line.partition(" | ")
    return {"title": title, "text": text}


def _html(lines: list[str]) -> Iterator[SafeString]:
    """Yield paragraphs and lists."""
    for is_item, group in groupby(filter(None, lines), lambda line: line.startswith("- ")):
        if is_item:
            items = "".join(format_html("<li>{}</li>", _linked(line[2:])) for line in group)
            yield format_html("<ul>{}</ul>", mark_safe(items))  # noqa: S308  made of escaped parts, above
        else:
            yield from (format_html("<p>{}</p>", _linked(line)) for line in group)


def _linked(line: str) -> SafeString:
    return mark_safe(LINK.sub(r'<a href="\2">\1</a>', conditional_escape(line)))  # noqa: S308  escaped first
