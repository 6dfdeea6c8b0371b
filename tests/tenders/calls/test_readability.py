"""Reading ease by the published formula of each language: hard and easy texts, and what the numbers must obey."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenders.calls.readability import (
    EASY,
    FEWEST,
    FORMULAS,
    HARD,
    longest_sentences,
    reading_ease,
    sentences_of,
    syllables,
)

PLAIN = {
    "en": "We mow the grass in ten parks. We cut the trees in March. You start at eight. You bring your own tools. "
    "We pay you each month. Ask us if it is not clear. The man in charge will call you back the same day.",
    "fr": "Nous tondons le gazon dans dix parcs. Vous commencez à huit heures. Vous venez avec vos outils. Le service "
    "vous paie chaque mois. Si ce n'est pas clair, posez une question. Nous vous répondons le jour même par écrit. "
    "Le site est ouvert.",
    "nl": "Wij maaien het gras in tien parken. U begint om acht uur. U brengt uw eigen gereedschap mee. Wij betalen u "
    "elke maand. Is het niet klaar? Stel ons een vraag. Wij bellen u nog op de dag zelf terug. Zo weet u wat er is.",
    "de": "Wir mähen das Gras in zehn Parks. Sie fangen um acht Uhr an. Sie bringen Ihr Werkzeug mit. Wir zahlen jeden "
    "Monat. Ist etwas nicht klar? Fragen Sie uns. Wir rufen Sie noch am selben Tag zurück. So weiß jeder, was er tut.",
}
HEAVY = {
    "en": "The contracting authority's administrative specifications regarding environmental considerations "
    "necessitate comprehensive documentation demonstrating organisational capabilities, methodological "
    "appropriateness, interdisciplinary collaboration and demonstrable accountability throughout implementation, "
    "including subcontractors' responsibilities, confidentiality obligations and insurance requirements "
    "applicable to participating undertakings established elsewhere within neighbouring jurisdictions.",
    "fr": "Les spécifications administratives relatives aux considérations environnementales nécessitent une "
    "documentation exhaustive démontrant les capacités organisationnelles, la pertinence méthodologique, la "
    "collaboration interdisciplinaire et la responsabilité démontrable pendant l'intégralité de la réalisation, y "
    "compris les obligations de confidentialité applicables aux opérateurs économiques participants.",
    "nl": "De administratieve specificaties betreffende milieuoverwegingen vereisen uitgebreide documentatie "
    "waaruit organisatorische bekwaamheden, methodologische geschiktheid, interdisciplinaire samenwerking en "
    "aantoonbare verantwoordelijkheid gedurende de uitvoering blijken, met inbegrip van verantwoordelijkheden van "
    "onderaannemers, vertrouwelijkheidsverplichtingen en verzekeringsvereisten voor deelnemende ondernemingen die "
    "elders in de Europese Unie gevestigd zijn.",
    "de": "Die verwaltungsrechtlichen Leistungsbeschreibungen hinsichtlich umweltbezogener Berücksichtigungen "
    "erfordern umfangreiche Dokumentationen organisatorischer Leistungsfähigkeiten, methodischer Angemessenheit, "
    "interdisziplinärer Zusammenarbeit und nachweisbarer Verantwortlichkeit während der Auftragsdurchführung "
    "einschließlich der Verantwortlichkeiten beauftragter Unterauftragnehmer, Vertraulichkeitsverpflichtungen und "
    "Versicherungsanforderungen für teilnehmende Wirtschaftsunternehmen aus anderen Mitgliedstaaten der Union "
    "sowie aus assoziierten Staaten.",
}


@pytest.mark.parametrize("language", FORMULAS)
def test_plain_words_are_easy_and_heavy_ones_are_for_specialists(language):
    plain, heavy = reading_ease(PLAIN[language], language), reading_ease(HEAVY[language], language)
    assert plain >= EASY
    assert heavy < HARD


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("park", "en", 1), ("make", "en", 1), ("table", "en", 2), ("jumped", "en", 1), ("environmental", "en", 5),
        ("marché", "fr", 2), ("parle", "fr", 1), ("tables", "fr", 1), ("commune", "fr", 2), ("le", "fr", 1),
        ("aanbesteding", "nl", 4), ("tijd", "nl", 1), ("geïnd", "nl", 2), ("Straße", "de", 2), ("Häuser", "de", 2),
        ("xx", "de", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_by_what_is_spoken(word, language, count):
    assert syllables(word, language) == count


def test_the_formula_is_flesch_s_own():
    """Forty words of one syllable in four sentences: 206.835 - 1.015 x 10 - 84.6 = 112, told as 100."""
    assert reading_ease("cat " * 9 + "cat. " + ("cat " * 9 + "cat. ") * 3, "en") == 100
    assert reading_ease("city " * 79 + "city.", "en") == 0  # 206.835 - 81.2 - 169.2 is below
    assert reading_ease("city " * 39 + "city.", "en") == 0
    assert reading_ease(("city " * 9 + "city. ") * 4, "en") == round(206.835 - 10.15 - 169.2)


def test_of_a_short_text_and_of_an_unknown_language_nothing_is_said():
    assert reading_ease("mot " * (FEWEST - 1), "fr") is None
    assert reading_ease("mot " * FEWEST, "fr") is not None
    assert reading_ease("mot " * FEWEST, "xx") is None
    assert reading_ease("", "fr") is None


def test_colons_and_lines_end_a_sentence_and_numbers_are_none():
    assert sentences_of("Un: deux; trois.\nquatre\n12, 13.\n") == ["Un", "deux", "trois", "quatre"]


WORDS = st.lists(st.sampled_from(["pierre", "maison", "administration", "le", "eau"]), min_size=20, max_size=60)


@given(WORDS, st.sampled_from(sorted(FORMULAS)))
def test_the_same_words_in_shorter_sentences_are_never_harder(words, language):
    one = " ".join(words) + "."
    cut = len(words) // 2
    two = " ".join(words[:cut]) + ". " + " ".join(words[cut:]) + "."
    whole, halves = reading_ease(one, language), reading_ease(two, language)
    assume(whole is not None)
    assert 0 <= whole <= halves <= 100


@given(st.text(max_size=400), st.sampled_from([*FORMULAS, "xx"]))
def test_any_text_has_a_number_or_none(text, language):
    found = reading_ease(text, language)
    assert found is None or 0 <= found <= 100


@given(st.lists(st.integers(min_value=1, max_value=60), max_size=8))
def test_the_longest_come_first_and_at_most_three(lengths):
    text = " ".join("mot " * (length - 1) + "fin." for length in lengths)
    found = longest_sentences(text, over=30)
    assert [length for _sentence, length in found] == sorted((n for n in lengths if n > 30), reverse=True)[:3]


# The constant, minus so much a word of the average sentence, minus so much a syllable: as printed in the four sources.
PUBLISHED = {
    "en": (206.835, 1.015, 84.6),
    "fr": (207, 1.015, 73.6),
    "nl": (206.84, 0.93, 77),
    "de": (180, 1, 58.5),
}


@given(
    language=st.sampled_from(sorted(PUBLISHED)),
    sentences=st.integers(1, 6),
    words=st.integers(1, 40),
    spoken=st.integers(1, 4),
)
def test_every_language_has_its_own_published_formula(language, sentences, words, spoken):
    """Words of known syllables in sentences of known length: the number is what one counts by hand."""
    text = " ".join([" ".join(["ba" * spoken] * words) + "."] * sentences)
    constant, a_word, a_syllable = PUBLISHED[language]
    by_hand = round(min(100, max(0, constant - a_word * words - a_syllable * spoken)))
    assert reading_ease(text, language) == (by_hand if sentences * words >= FEWEST else None)


@pytest.mark.parametrize("language", FORMULAS)
@pytest.mark.parametrize("texts", [PLAIN, HEAVY])
def test_letters_with_loose_accents_and_capitals_are_read_alike(language, texts):
    """Some machines write é as e and an accent after it: the same text, to the eye and to the formula."""
    whole, loose = texts[language], unicodedata.normalize("NFD", texts[language])
    assert reading_ease(loose, language) == reading_ease(whole, language)
    assert [length for _said, length in longest_sentences(loose, over=5)] == [
        length for _said, length in longest_sentences(whole, over=5)
    ]
    assert reading_ease(whole.upper(), language) == reading_ease(whole.lower(), language)


@given(st.integers(1, 60), st.integers(0, 60))
def test_a_sentence_is_long_only_above_the_limit(length, over):
    found = longest_sentences("mot " * (length - 1) + "fin.", over=over)
    assert [count for _sentence, count in found] == ([length] if length > over else [])
