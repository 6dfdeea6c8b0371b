"""A paper cites its legal sources in its own language."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from procurement.calendar import citations
from procurement.calendar.citations import cited

PACKS = Path(citations.__file__).with_name("packs")
ENGLISH = re.compile(
    r"\b(law|laws|of|to|and|arts|June|May|Decree|left|before|counted|EEC"
    r"|Regulations?|the|does|annex|Practice|Delegated)\b"
)


def sources() -> set[str]:
    """Every source that a page, a letter, a decision or a report may show."""
    return {source for pack in PACKS.glob("*.toml") for source in told(tomllib.loads(pack.read_text(encoding="utf-8")))}


def told(node: object) -> Iterator[str]:
    """Yield what stands under "source", however deep."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "source")
        yield from (source for value in node.values() for source in told(value))
    elif isinstance(node, list):
        yield from (source for value in node for source in told(value))


def test_the_sources_of_every_part_of_a_pack_are_found():
    assert {"Law of 17 June 2013 art. 11", "CCP R2122-8", "Directive 2014/24/EU art. 50(1)"} <= sources()


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_no_source_of_any_pack_stays_english(language):
    with override(language):
        assert [cited(source) for source in sources() if ENGLISH.search(cited(source))] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Law of 17 June 2013 arts\u00a014, 15, 23 to 25"),
        ("fr", "Loi du 17 juin 2013, art.\u00a014, 15, 23 à 25"),
        ("nl", "Wet van 17 juni 2013, art.\u00a014, 15, 23 tot en met 25"),
        ("de", "Gesetz vom 17. Juni 2013, Art.\u00a014, 15, 23 bis 25"),
    ],
)
def test_a_law_and_its_articles_read_as_in_that_country(language, words):
    with override(language):
        assert cited("Law of 17 June 2013 arts 14, 15, 23 to 25") == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Directive 89/665/EEC art.\u00a02a(2)"),
        ("fr", "Directive 89/665/CEE, art.\u00a02 bis par.\u00a02"),
        ("nl", "Richtlijn 89/665/EEG, art.\u00a02 bis lid\u00a02"),
        ("de", "Richtlinie 89/665/EWG, Art.\u00a02a Abs.\u00a02"),
    ],
)
def test_a_directive_has_its_paragraphs(language, words):
    with override(language):
        assert cited("Directive 89/665/EEC art. 2a(2)") == words


def test_the_french_codes_are_named_in_full():
    with override("fr"):
        assert cited("CCP R2161-2") == "Code de la commande publique, art.\u00a0R. 2161-2"
        assert cited("CJA R421-1, L521-1") == "Code de justice administrative, art.\u00a0R. 421-1, L. 521-1"
