"""How a stage stands, in one word. The word is shown with a shape and a colour, never by a colour alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tenders.timetable.kinds import BEFORE_THE_DEADLINE, StageKind

if TYPE_CHECKING:
    from tenders.models import Stage, Tender

# These end by themselves when their day is over.
END_BY_THEMSELVES = (StageKind.QUESTIONS, StageKind.SUBMISSION)
# The first stage that is still ahead in each state of the call; in all other states none is.
FIRST_AHEAD = {
    "published": StageKind.QUESTIONS,
    "closed": StageKind.OPENING,
    "opened": StageKind.ADMISSIBILITY,
    "admissibility": StageKind.ADMISSIBILITY,
    "evaluation": StageKind.EVALUATION,
    "consensus": StageKind.CONSENSUS,
    "decision": StageKind.DECISION,
}


class Status(TextChoices):
    """The values name the shapes of `templates/components/shape.html`."""

    DONE = "done", _("Done")
    ON_TIME = "on-time", _("On time")
    AT_RISK = "at-risk", _("At risk")
    LATE = "late", _("Late")
    PAUSED = "paused", _("Paused")
    NOT_PLANNED = "not-planned", _("Not planned")
    IN_PROGRESS = "in-progress", _("In progress")


def status(stage: "Stage", today: date, *, paused: bool = False) -> Status:
    """Return how one stage stands by itself: `statuses` also sees which one runs, and which an earlier one holds up.

    A pause stops the stages after the deadline; the deadline itself moves only by an extension.
    """
    if stage.actual is not None:
        return Status.DONE
    if stage.commitment is None:
        return Status.NOT_PLANNED
    if paused and stage.kind not in BEFORE_THE_DEADLINE:
        return Status.PAUSED
    if today <= stage.commitment:
        return Status.ON_TIME
    return Status.DONE if stage.kind in END_BY_THEMSELVES else Status.LATE


def statuses(tender: "Tender", now: datetime) -> dict[str, Status]:
    """Return kind → status of every stage of a published call, in order.

    The first stage ahead is in progress; those behind a late one are at risk; those that the call passed over, or
    will not reach any more, are not planned. Answers are late only while a question waits.
    """
    today, paused = tender.local_day(now), is_paused(tender, now)
    ahead = stages_ahead(tender, today)
    found: dict[str, Status] = {}
    for stage in tender.stages.all():
        alone = status(stage, today, paused=paused)
        if stage.actual is None and stage not in ahead and alone is not Status.DONE:
            alone = Status.DONE if stage.kind == StageKind.ANSWERS and _is_over(stage, today) else Status.NOT_PLANNED
        elif alone is Status.ON_TIME and Status.LATE in found.values():
            alone = Status.AT_RISK
        elif alone is Status.ON_TIME and stage == ahead[0]:
            alone = Status.IN_PROGRESS
        found[stage.kind] = alone
    return found


def stages_ahead(tender: "Tender", today: date) -> Sequence["Stage"]:
    """Return the stages that are promised and still to come, in order; a late one stands first."""
    kinds = list(StageKind)
    first = FIRST_AHEAD.get(tender.state)
    if first is None:
        return []
    still = [stage for stage in tender.stages.all() if kinds.index(StageKind(stage.kind)) >= kinds.index(first)]
    return [
        stage
        for stage in still
        if stage.actual is None and stage.commitment is not None and not _has_ended_by_itself(tender, stage, today)
    ]


def ended_on(tender: "Tender", stage: "Stage", today: date) -> date | None:
    """Return the day on which a stage ended, also while the call is open and nobody has stamped it yet.

    The closing of the call stamps the same days (`Tender.moved`).
    """
    if stage.actual or tender.ended_at or not _has_ended_by_itself(tender, stage, today):
        return stage.actual
    given = [question.answered_at for question in tender.questions.all() if question.answered_at]
    return tender.local_day(max(given)) if stage.kind == StageKind.ANSWERS and given else stage.commitment


def is_paused(tender: "Tender", now: datetime) -> bool:
    """Tell whether the procedure stands still at this instant."""
    return any(
        pause.starts_at <= now and (pause.ends_at is None or now < pause.ends_at) for pause in tender.pauses.all()
    )


def _is_over(stage: "Stage", today: date) -> bool:
    return stage.commitment is not None and stage.commitment < today


def _has_ended_by_itself(tender: "Tender", stage: "Stage", today: date) -> bool:
    """Tell whether a stage's day ended it: nobody stamps the end of the questions before the call closes."""
    if not _is_over(stage, today):
        return False
    if stage.kind == StageKind.ANSWERS:
        return all(question.answered_at is not None for question in tender.questions.all())
    return stage.kind in END_BY_THEMSELVES
