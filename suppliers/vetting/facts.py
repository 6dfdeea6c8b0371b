"""What a firm said of itself, in words, beside what it says today and what a public register says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from procurement import countries
from procurement.lifecycle import Sentence
from suppliers.models import FACTS, Submission, Supplier, label_of
from suppliers.onboarding.classification import region_in_words, sold_in_words
from suppliers.registers import local
from suppliers.registers.answers import Found


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: as handed in, as it is today where that differs, and as the register has it where it knows."""

    field: str
    label: Sentence
    said: str
    today: str = ""
    register: str = ""


def fact_rows(submission: Submission, found: Found | None) -> Iterator[FactRow]:
    """Yield the facts of a file that was handed in."""
    firm = submission.application.supplier
    for name in FACTS:
        said, now = submission.said.get(name, ""), getattr(firm, name)
        today = in_words(name, now) if now != said else ""
        yield FactRow(name, label_of(name), in_words(name, said), today, str(getattr(found, name, "") or ""))


def in_the_register(firm: Supplier) -> Found | None:
    """Return what the imported register of the firm's country says; the network is never asked."""
    return local.ask(firm.country, firm.identifier, language=get_language() or "en").found


def in_words(name: str, value: Any) -> str:
    """Return a fact as people read it."""
    if name == "country":
        return countries.name_of(value) if value else ""
    if name == "size":
        return str(dict(Supplier.Size.choices).get(value, ""))
    if name == "nuts":
        return region_in_words(value) if value else ""
    if name == "interests":
        return ", ".join(label for _code, label in sold_in_words(value or []))
    return str(value or "")
