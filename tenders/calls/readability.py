"""How easily a text is read, by a formula published for its language. Pure: words and sentences are all that counts.

Each formula takes the average length of a sentence in words (ASL) and of a word in syllables (ASW) to a number that is
100 for what a child reads, about 60 for plain prose, and below 30 for what is read by specialists:

- English: Flesch, R. (1948), "A new readability yardstick", Journal of Applied Psychology 32(3), 221-233:
  206.835 - 1.015 ASL - 84.6 ASW
- French: Kandel, L. and Moles, A. (1958), "Application de l'indice de Flesch à la langue française", Cahiers
  d'études de radio-télévision 19, 253-274: 207 - 1.015 ASL - 73.6 ASW
- Dutch: Douma, W. H. (1960), "De leesbaarheid van landbouwbladen", Landbouwhogeschool Wageningen:
  206.84 - 0.93 ASL - 77 ASW
- German: Amstad, T. (1978), "Wie verständlich sind unsere Zeitungen?", Universität Zürich: 180 - ASL - 58.5 ASW

Syllables are counted by their vowels, which errs by some per cent: the number is a hint, never a judgement.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

SENTENCE_ENDS = re.compile(r"[.!?:;]\s|\n")
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
FEWEST = 40  # words: of less, an average says nothing
EASY, HARD = 50, 30  # below EASY it is worth a second look; below HARD, specialists read it


@dataclass(frozen=True, slots=True)
class Formula:
    """A constant, minus so much a word of the average sentence, minus so much a syllable of the average word."""

    named: str
    constant: float
    a_word: float
    a_syllable: float
    vowels: re.Pattern[str]
    silent: re.Pattern[str]  # an end that is written and not spoken


_NEVER = re.compile(r"(?!)")
FORMULAS: Mapping[str, Formula] = {
    "en": Formula(
        "Flesch", 206.835, 1.015, 84.6, re.compile(r"[aeiouy]+"), re.compile(r"(?<![aeiouyl])e$|[^aeiouydt]ed$")
    ),
    "fr": Formula(
        "Kandel & Moles",
        207,
        1.015,
        73.6,
        re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+"),
        re.compile(r"(?<=\w)(?:e|es|ent)$"),
    ),
    "nl": Formula("Douma", 206.84, 0.93, 77, re.compile(r"ij|[ëïöü][aeiouy]*|[aeiouyáéèêóúà]+"), _NEVER),
    "de": Formula("Amstad", 180, 1, 58.5, re.compile(r"[aeiouyäöüàéè]+"), _NEVER),
}


def sentences_of(text: str) -> list[str]:
    """Return the sentences; a colon, a semicolon and a new line end one, too.

    An accent that stands apart from its letter (Unicode NFD) is joined to it first: it would part the word.
    """
    joined = unicodedata.normalize("NFC", text)
    return [sentence.strip() for sentence in SENTENCE_ENDS.split(joined) if WORD.search(sentence)]


def words_of(sentence: str) -> list[str]:
    """Return the words, without numbers and signs."""
    return WORD.findall(sentence)


def syllables(word: str, language: str) -> int:
    """Return about how many syllables a word has; one at least."""
    formula = FORMULAS[language]
    spoken = formula.silent.sub("", word.lower())
    return max(1, len(formula.vowels.findall(spoken)))


def reading_ease(text: str, language: str) -> int | None:
    """Return how easily the text is read, from 0 to 100; None for a short text, and a language without a formula."""
    formula, sentences = FORMULAS.get(language), sentences_of(text)
    words = [word for sentence in sentences for word in words_of(sentence)]
    if formula is None or len(words) < FEWEST:
        return None
    spoken = sum(syllables(word, language) for word in words)
    found = formula.constant - formula.a_word * len(words) / len(sentences) - formula.a_syllable * spoken / len(words)
    return round(min(100, max(0, found)))


def longest_sentences(text: str, *, over: int, most: int = 3) -> list[tuple[str, int]]:
    """Return the longest sentences of more than `over` words, each with its length, the longest first."""
    measured = [(sentence, len(sentence.split())) for sentence in sentences_of(text)]
    return sorted((pair for pair in measured if pair[1] > over), key=lambda pair: -pair[1])[:most]
