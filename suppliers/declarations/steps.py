"""The pages of a declaration, one group of questions each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Sentence
from suppliers.declarations.criteria import Criterion, criteria
from suppliers.declarations.wording import CRITERIA, STEPS


@dataclass(frozen=True, slots=True)
class Step:
    """One page: `name` is its address; the questions of each criterion, by their names."""

    name: str
    title: Sentence
    question: Sentence
    asks: tuple[tuple[Criterion, tuple[str, ...]], ...]

    @property
    def about_grounds(self) -> bool:
        """Tell whether every question here must be answered."""
        return all(criterion.is_ground and names == ("answer",) for criterion, names in self.asks)


def steps_of(answers: Mapping[str, Any]) -> list[Step]:
    """Return the pages in their order: after each page with a yes, one that asks what happened."""
    return [step for name in STEPS for step in _steps_named(name, answers)]


def step_of(answers: Mapping[str, Any], name: str) -> Step | None:
    """Return one page; None where there is none of this name, or where the answers leave it out."""
    return next((step for step in steps_of(answers) if step.name == name), None)


def step_after(answers: Mapping[str, Any], name: str) -> Step | None:
    """Return the page that follows; None after the last."""
    steps = iter(steps_of(answers))
    return next((next(steps, None) for step in steps if step.name == name), None)


def _steps_named(name: str, answers: Mapping[str, Any]) -> Iterator[Step]:
    here = [criterion for criterion in criteria().values() if criterion.step == name]
    words = STEPS[name]
    yield Step(name, words.title, words.question, tuple((each, _names(each)) for each in here))
    for criterion in here:
        more = tuple(question for question in criterion.questions() if question != "answer")
        if criterion.is_ground and more and answers.get(criterion.code, {}).get("answer"):
            sentence = _("You answered yes. Say what an authority must know to decide fairly.")
            yield Step(criterion.code, CRITERIA[criterion.code], sentence, ((criterion, more),))


def _names(criterion: Criterion) -> tuple[str, ...]:
    return ("answer",) if criterion.is_ground else tuple(criterion.questions())
