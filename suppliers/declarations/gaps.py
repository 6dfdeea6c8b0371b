"""What a declaration still lacks before it can be signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Sentence
from suppliers.declarations.criteria import Criterion, criteria
from suppliers.declarations.wording import CRITERIA
from suppliers.models import Declaration

# What must be told after a yes, where the criterion asks for it.
NEEDED = ("facts", "country", "amount")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that must be answered before a declaration can be signed, and the page where it is."""

    step: str
    sentence: Sentence


def gaps_in(declaration: Declaration) -> list[Gap]:
    """Return what must still be answered: every ground for exclusion, and what happened where the answer is yes."""
    grounds = (criterion for criterion in criteria().values() if criterion.is_ground)
    return [gap for criterion in grounds for gap in _gaps(criterion, declaration.answer_to(criterion.code))]


def _gaps(criterion: Criterion, answer: Mapping[str, Any]) -> Iterator[Gap]:
    which = {"ground": CRITERIA[criterion.code]}
    if "answer" not in answer:
        yield Gap(criterion.step, _("%(ground)s: not answered yet.") % which)
    elif answer["answer"] and any(name not in answer for name in NEEDED if name in criterion.questions()):
        yield Gap(criterion.code, _("%(ground)s: say what happened.") % which)
