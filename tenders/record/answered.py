"""The questions that everybody may read: those with an answer, or with the reason why they have none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tenders.models import Lot, Question, Tender


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, above it every question that it answers. `declined` is the reason where there is none."""

    texts: Sequence[str]
    about: str
    lot: Lot | None
    asked_at: datetime
    answered_at: datetime
    answer: str
    declined: str


def answered_of(tender: Tender) -> list[Answered]:
    """Return the answers in their order; who asked is known to nobody. Reads the call's questions once."""
    merged: dict[int, list[Question]] = defaultdict(list)
    for question in tender.questions.all():
        if question.merged_into_id:
            merged[question.merged_into_id].append(question)
    found = [
        Answered(
            texts=[question.text, *(other.text for other in merged[question.pk])],
            about=question.about,
            lot=question.lot,
            asked_at=min([question.asked_at, *(other.asked_at for other in merged[question.pk])]),
            answered_at=question.answered_at,
            answer=question.answer,
            declined=question.declined_because,
        )
        for question in sorted(tender.questions.all(), key=lambda question: question.pk)
        if question.answered_at and not question.merged_into_id
    ]
    return sorted(found, key=lambda row: row.answered_at)
