"""A declaration as people read it: yes and no first, then what is told, in their language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement import countries
from procurement.dates import date_format
from procurement.lifecycle import Sentence
from procurement.paper import Money
from suppliers.declarations.criteria import Criterion, Kind, criteria
from suppliers.declarations.wording import CRITERIA, QUESTIONS, STEPS
from suppliers.models import Declaration

Lines = list[tuple[Sentence, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """One criterion and what is told about it; `applies` is true for a ground for exclusion that was answered yes."""

    name: Sentence
    word: str
    applies: bool
    lines: Lines


@dataclass(frozen=True, slots=True)
class Part:
    """What one page of a declaration says."""

    step: str
    title: Sentence
    told: list[Told]


@dataclass(frozen=True, slots=True)
class Read:
    """A frozen declaration, ready to be shown."""

    about: str
    own: bool
    name: str
    country: str
    identifier: str
    signed_at: datetime | None
    signed_by: str
    parts: list[Part]

    @property
    def grounds(self) -> list[Told]:
        """The grounds for exclusion that were answered yes."""
        return [told for part in self.parts for told in part.told if told.applies]


def read(frozen: Mapping[str, Any]) -> Read:
    """Return a frozen declaration as it is shown."""
    signed_at = frozen["signed_at"]
    return Read(
        about=str(Declaration.About(frozen["about"]).label),
        own=frozen["about"] == Declaration.About.SELF,
        name=frozen["name"],
        country=countries.name_of(frozen["country"]),
        identifier=frozen["identifier"],
        signed_at=datetime.fromisoformat(signed_at) if signed_at else None,
        signed_by=frozen["signed_by"],
        parts=parts_of(frozen["answers"]),
    )


def parts_of(answers: Mapping[str, Any]) -> list[Part]:
    """Return what is answered, page by page; what is not answered is left out."""
    parts = [Part(name, words.title, list(_told_in(name, answers))) for name, words in STEPS.items()]
    return [part for part in parts if part.told]


def _told_in(step: str, answers: Mapping[str, Any]) -> Iterator[Told]:
    for criterion in criteria().values():
        answer = answers.get(criterion.code)
        if criterion.step == step and answer:
            yield from _told(criterion, answer)


def _told(criterion: Criterion, answer: Mapping[str, Any]) -> Iterator[Told]:
    name = CRITERIA[criterion.code]
    for row in answer.get("rows", ()):
        yield Told(name, "", applies=False, lines=_lines(criterion, row))
    if "rows" not in answer:
        yes = answer.get("answer")
        word = "" if yes is None else _("Yes") if yes else _("No")
        yield Told(name, word, applies=bool(yes) and criterion.is_ground, lines=_lines(criterion, answer))


def _lines(criterion: Criterion, values: Mapping[str, Any]) -> Lines:
    asked = criterion.questions()
    return [
        (QUESTIONS[name], _shown(question.kind, values[name]))
        for name, question in asked.items()
        if name != "answer" and name in values
    ]


def _shown(kind: Kind, value: Any) -> str:
    if kind is Kind.AMOUNT:
        return str(Money(Decimal(value), "EUR"))
    if kind is Kind.DATE:
        return date_format(date.fromisoformat(value))
    if kind is Kind.PERIOD:
        first, last = (date_format(date.fromisoformat(day)) for day in value)
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if kind is Kind.COUNTRY:
        return countries.name_of(value)
    return number_format(value, 0, force_grouping=True) if kind is Kind.NUMBER else str(value)
