"""The look: contrast of every token, the built stylesheet, and that pages speak without colour or script."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "static" / "parvis" / "parvis.css"
TEXTS = ["ink", "ink-2", "lien", "tilleul", "laiton", "brique", "veille", "pierre"]
TINTS = {"tilleul": "pale-tilleul", "laiton": "pale-laiton", "brique": "pale-brique", "veille": "pale-veille"}
KINDS = {
    "done": "Done",
    "on-time": "On time",
    "at-risk": "At risk",
    "late": "Late",
    "paused": "Paused",
    "not-planned": "Not planned",
    "in-progress": "In progress",
}


def tokens(which: str) -> dict[str, str]:
    source = (ROOT / "assets" / "_tokens.scss").read_text()
    block = re.search(rf"^\${which}: \((.*?)^\);", source, re.DOTALL | re.MULTILINE)[1]
    return dict(re.findall(r"^\s+([\w-]+): (#\w+),", block, re.MULTILINE))


LIGHT = tokens("light")
DARK = {**LIGHT, **tokens("dark")}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_read_on_the_ground_and_on_lime_wash(colours, text):
    assert contrast(colours[text], colours["ground"]) >= 6.9
    assert contrast(colours[text], colours["chaux"]) >= 6.2


@pytest.mark.parametrize(("colours", "least"), [(LIGHT, 5.7), (DARK, 7.4)], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "tint"), TINTS.items())
def test_a_status_is_read_on_its_tint(colours, least, text, tint):
    assert contrast(colours[text], colours[tint]) >= least


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_plaque_buttons_and_borders_are_seen(colours):
    assert contrast("#ffffff", colours["plaque"]) >= 10
    assert contrast(colours["or"], colours["plaque"]) >= 6.9
    assert contrast(colours["plaque-2"], colours["plaque"]) >= 7
    assert contrast(colours["on-pierre"], colours["pierre"]) >= 9
    assert contrast(colours["edge"], colours["chaux"]) >= 3
    assert contrast("#ffcb3d", "#14222c") >= 7


def test_the_built_stylesheet_is_small_and_ours():
    css = BUILT.read_text()
    assert len(css.encode()) < 64_000
    assert not re.search(r"GDS Transport|crest|crown|logotype", css, re.IGNORECASE)
    addresses = re.findall(r"url\(\"?([^)\"]+)", css)
    assert addresses
    assert all((BUILT.parent / address).resolve().is_file() for address in addresses)


def test_no_template_holds_a_style_or_a_script_of_its_own():
    """Mails have theirs, and the status page: it is shown when nothing else of the portal can be fetched."""
    found = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if not {"emails", "status"} & set(path.parts)
        and re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", path.read_text())
    ]
    assert found == []


def rendered(source: str, **context) -> str:
    request = RequestFactory().get("/en/calls/", {"q": "light", "page": "2"})
    request.user = AnonymousUser()
    with translation.override("en"):
        return engines["django"].from_string(source).render(context, request)


@pytest.mark.parametrize(("kind", "word"), KINDS.items())
def test_a_status_is_a_word_and_a_shape_of_its_own(kind, word):
    page = rendered('{% include "components/status.html" with kind=kind only %}', kind=kind)
    assert re.sub(r"<[^>]+>|\s+", " ", page).strip() == word
    others = [rendered('{% include "components/shape.html" with kind=kind only %}', kind=other) for other in KINDS]
    assert len({re.sub(r'class="[^"]*"', "", shape) for shape in others}) == len(KINDS)


def test_the_tracker_marks_the_current_stone_and_says_what_shapes_say():
    stones = [
        {"word": "Published", "kind": "done", "date": "3 March"},
        {"word": "Bids", "kind": "late", "current": True},
    ]
    page = rendered('{% include "components/tracker.html" with stones=stones only %}', stones=stones)
    assert page.count('aria-current="step"') == 1
    assert re.sub(r"<[^>]+>", "", page).split() == ["Published,", "Done", "3", "March", "Bids,", "Late"]


def test_pages_keep_the_search_in_their_address():
    page = rendered(
        '{% include "components/pagination.html" with page=page only %}', page=Paginator(range(1200), 50).page(2)
    )
    assert re.findall(r'href="\?([^"]+)"', page) == ["q=light&amp;page=1", "q=light&amp;page=3"]
    assert "51 to 100 of 1,200" in page


def test_a_blocker_names_every_reason_and_its_button_can_be_reached():
    reasons = ["bid C is not scored.", {"sentence": "price 2.2 is missing", "url": "/fix/"}]
    source = (
        '{% include "components/blocker.html" with intro="Not yet:" reasons=reasons button="Submit" id="why" only %}'
    )
    page = rendered(source, reasons=reasons)
    assert "bid C is not scored." in page
    assert '<a href="/fix/">price 2.2 is missing</a>' in page
    assert re.search(r'<button type="button"[^>]*aria-disabled="true" aria-describedby="why"', page)
    assert " disabled" not in page


@pytest.mark.parametrize(("intro", "written"), [("Not yet:", "Not yet:<br> Bid C"), ("Not yet.", "Not yet. Bid C")])
def test_a_single_reason_begins_a_line_after_a_colon(intro: str, written: str):
    source = '{% include "components/blocker.html" with intro=intro reasons=reasons id="why" only %}'
    assert f"<p>{written} is not scored." in rendered(source, intro=intro, reasons=["Bid C is not scored."])


def test_an_exact_moment_tells_its_zone_as_people_and_machines_write_it():
    moment = datetime(2027, 7, 1, 10, tzinfo=ZoneInfo("Europe/Brussels"))
    page = rendered('{% include "components/moment.html" with moment=moment only %}', moment=moment)
    assert page.strip() == '<time datetime="2027-07-01T10:00:00+02:00">1 July 2027, 10:00:00 (UTC+02:00)</time>'


def test_a_page_has_one_main_a_way_to_skip_to_it_and_its_language():
    page = rendered('{% extends "base.html" %}{% block content %}<p>Here.</p>{% endblock %}', parvis_rehearsal=True)
    assert '<html lang="en">' in page
    assert page.count("<main") == 1
    assert page.index('href="#main"') < page.index("<header")
    assert "Rehearsal." in page
    assert page.count('name="language"') == 4
    assert 'aria-current="true">EN' in page


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_say_what_to_do_next_and_need_no_data(name):
    with translation.override("en"):
        page = render_to_string(name)
    body = page[page.index("<main") : page.index("</main>")]
    assert len(re.findall("<h1", body)) == 1
    assert re.search(r"Go back|home page|Try again", body)
