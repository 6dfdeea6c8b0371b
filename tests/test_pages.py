"""Every kind of page, as everybody who can walk to it gets it: whole, light, from nowhere but here."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from procurement.administration.urls import urlpatterns as administration
from tests.factories.lived_in import NOW, live, unlinked
from tests.house.walks import Sight, walk

HEAVIEST = 100_000
LOADED = re.compile(r'<(?:link|script|img|source|iframe)\b[^>]*?\b(?:href|src|srcset)="([^"]+)"')
# So many kinds of pages are met. Who adds one adds what leads to it to `tests/factories/lived_in.py`.
KINDS = 95
# What a button leads to, and back to its page.
BUTTONS = {f"administration:{name}" for name in ("accept", "invite", "take_back")}


def test_every_page_is_whole_light_and_of_this_house(personas, hands):
    hands.at = NOW
    clients = live(personas)
    sights = [(name, sight) for name, client in clients.items() for sight in walk(client, unlinked())]
    assert [f"{name}, {sight.path}: {fault}" for name, sight in sights for fault in faults(sight)] == []
    shared = {name: shared_titles(sight for walker, sight in sights if walker == name) for name in clients}
    assert {name: titles for name, titles in shared.items() if titles} == {}
    menus = {name: {menu(sight) for walker, sight in sights if walker == name} for name in clients}
    assert {name: found for name, found in menus.items() if len(found) > 1} == {}
    kinds = {sight.kind for _name, sight in sights}
    assert len(kinds) >= KINDS, "the site is not walked any more"
    assert {f"administration:{one.name}" for one in administration} - kinds == BUTTONS


def faults(sight: Sight) -> Iterator[str]:
    """Yield what is wrong with a page, whatever it is about."""
    page = sight.html
    if '<html lang="fr">' not in page:
        yield "is not in French"
    if len(re.findall(r"<h1\b", page)) != 1:
        yield "has not one main heading"
    if '<a href="#main" class="govuk-skip-link"' not in page or '<main id="main"' not in page:
        yield "has no way to skip to its content"
    if len(page.encode()) > HEAVIEST:
        yield f"weighs {len(page.encode())} bytes"
    yield from (f"loads {address}" for address in LOADED.findall(page) if urlsplit(address).netloc)
    yield from (f"has {found}" for found in re.findall(r'(?:\bstyle="|\son\w+="|<style|<script>)', page))
    yield from (f"has the id {name} twice" for name in twice(re.findall(r'\bid="([^"]+)"', page)))


def menu(sight: Sight) -> frozenset[str]:
    """Return where the menu leads: a page that takes a name of the menu's for itself loses a part of it."""
    return frozenset(re.findall(r'href="([^"]+)"', sight.html.split('<nav class="pv-nav"')[1].split("</nav>")[0]))


def twice(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def test_the_search_for_faults_finds_them():
    page = '<html lang="nl"><h1></h1><h1></h1><p id="a" style="x"></p><p id="a"><script src="https://x.test/y.js">'
    assert len(list(faults(Sight("home", "/fr/", page)))) == 6


def shared_titles(sights: Iterable[Sight]) -> dict[str, set[str]]:
    """Return the titles that pages of different kinds share: one title is one page, to those who hear it."""
    titles: dict[str, set[str]] = defaultdict(set)
    for sight in sights:
        title = re.search(r"<title>(.*?) – Parvis</title>", sight.html, re.DOTALL)
        # The pages of one's account come with allauth, and their titles with them.
        kind = "account" if sight.kind.startswith(("account_", "mfa_")) else sight.kind
        titles[title[1].strip() if title else ""].add(kind)
    return {title: kinds for title, kinds in titles.items() if len(kinds) > 1 or not title}
