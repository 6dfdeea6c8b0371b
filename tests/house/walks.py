"""Walking the site by its links, as a person would, and keeping one page of each kind."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from tests.house.addresses import addresses

LINK = re.compile(r'href="([^"#?]+)')
CLASSES = re.compile(r'<(\w+)(?:[^>]*? class="([^"]*)")?')
# Not pages of ours: the admin, what is loaded as a file, and the way out.
NOT_WALKED = re.compile(r"^/(admin|static|media|i18n)/|/_util/|logout|jsi18n")
# A page differs with the state of its call: so many of a kind are opened.
OF_A_KIND = 6
OK = 200


@dataclass(frozen=True)
class Sight:
    """One page as somebody got it."""

    kind: str
    path: str
    html: str

    @property
    def parts(self) -> set[tuple[str, str]]:
        """What the page is built of: its elements and their classes."""
        return set(CLASSES.findall(self.html))


def walk(client: Client, also: Iterable[str] = (), *, of_a_kind: int = OF_A_KIND) -> Iterator[Sight]:
    """Yield the pages that links lead to, from the addresses that need nothing known, and from those named."""
    todo = deque([*_starts(), *also])
    seen: set[str] = set()
    opened: dict[str, int] = {}
    while todo:
        path = todo.popleft()
        if path in seen or NOT_WALKED.search(path) or not path.startswith("/fr/"):
            continue
        seen.add(path)
        kind = _kind(path)
        opened[kind] = opened.get(kind, 0) + 1
        if opened[kind] > of_a_kind:
            continue
        answer = client.get(path)
        todo.append(answer.headers.get("Location", "").partition("?")[0])
        if answer.status_code == OK and "html" in answer.headers["Content-Type"]:
            page = answer.content.decode()
            yield Sight(kind, path, page)
            todo.extend(unescape(link) for link in LINK.findall(page))


def telling(sights: Iterable[Sight], *, of_a_kind: int) -> Iterator[Sight]:
    """Yield, of each kind, a few pages that show a part which no page before showed, the fullest first."""
    known: dict[str, list[Sight]] = {}
    for sight in sorted(sights, key=lambda one: -len(one.parts)):
        before = known.setdefault(sight.kind, [])
        if len(before) < of_a_kind and not sight.parts <= set().union(*(one.parts for one in before)):
            before.append(sight)
            yield sight


def _kind(path: str) -> str:
    """Return the name of an address; each page that editors wrote is of a kind of its own."""
    with override("fr"):
        name = resolve(path).view_name
    return path if name == "wagtail_serve" else name


def _starts() -> list[str]:
    with override("fr"):
        return [f"/{address}" for address, _view in addresses() if not re.search(r"[<^(]", address)]
