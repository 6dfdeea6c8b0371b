"""The catalogues are complete: whoever reads French, Dutch or German never meets a sentence in English."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import polib
import pytest

from tests.house.tree import PACKAGES, ROOT, files

LANGUAGES = ["fr", "nl", "de"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|{\w*}|</?\w+")


def catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    return polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po"))


def identity(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def says(entry: polib.POEntry) -> dict[int, str]:
    return entry.msgstr_plural or {0: entry.msgstr}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house after `make messages`."""
    copy = tmp_path_factory.mktemp("house")
    for path in files():
        if path.parts[0] in {*PACKAGES, "templates", "locale", "manage.py"}:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, copy / path)
    done = subprocess.run([ROOT / "bin" / "messages", copy], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return copy


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_sources_is_in_the_catalogue(language: str, collected: Path):
    known = {identity(entry) for entry in catalogue(language) if not entry.obsolete}
    found = {identity(entry) for entry in catalogue(language, collected) if not entry.obsolete}
    assert found
    assert found - known == set(), "type `make messages`, then translate these"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_catalogue_is_gone_from_the_sources(language: str, collected: Path):
    known = {identity(entry) for entry in catalogue(language)}
    found = {identity(entry) for entry in catalogue(language, collected)}
    assert known - found == set(), "type `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_no_one_is_unsure(language: str):
    entries = catalogue(language)
    assert [entry.msgid for entry in entries if entry.obsolete] == []
    assert [entry.msgid for entry in entries if entry.fuzzy] == []
    assert [entry.msgid for entry in entries if not all(says(entry).values())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_and_tags_of_its_sentence(language: str):
    singular = [entry for entry in catalogue(language) if not entry.msgid_plural]
    wrong = [entry.msgid for entry in singular if placeholders(entry.msgid) != placeholders(entry.msgstr)]
    plural = [entry for entry in catalogue(language) if entry.msgid_plural]
    for entry in plural:
        # "one lot" may leave out the number; the form for many may not.
        one, many = placeholders(entry.msgid), placeholders(entry.msgid_plural)
        forms = [placeholders(form) for _, form in sorted(says(entry).items())]
        if forms[-1] != many or any(form not in (one, many) for form in forms):
            wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_text(language: str):
    written = {identity(entry): says(entry) for entry in catalogue(language) if entry.translated()}
    compiled = polib.mofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"))
    assert {identity(entry): says(entry) for entry in compiled} == written, "type `make messages`"


def test_french_punctuation_never_stands_alone_at_the_beginning_of_a_line():
    alone = re.compile(r" [?:;!»]|« ")
    assert [text for entry in catalogue("fr") for text in says(entry).values() if alone.search(text)] == []
