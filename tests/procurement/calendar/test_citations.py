"""A paper cites its legal sources in its own language."""

import re

import pytest
from django.utils.translation import override

from procurement.calendar.citations import cited
from procurement.calendar.loading import all_packs

ENGLISH = re.compile(r"\b(law|laws|of|to|and|arts|June|May|Decree|left|before|counted|EEC|Regulation)\b")


def sources() -> set[str]:
    """Every source that a letter, a decision or a report may print."""
    packs = all_packs()
    rows = [row for pack in packs for row in (*pack.periods, *pack.standstills, *pack.declarations, pack)]
    rows += [row for pack in packs for row in pack.remedies.values()]
    single = [pack.retention for pack in packs]
    reductions = [reduction for pack in packs for period in pack.periods for reduction in period.reductions]
    return {row.source for row in (*rows, *reductions, *single)}


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
