"""The timetable in open data: each stage with the day promised now, the fact, and how the promise moved."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from procurement.dates import date_format
from tenders.models import Stage, Tender
from tenders.record.encoding import Object, end_of, filled, instant, start_of
from tenders.timetable.kinds import StageKind

# OCDS codes; the list is open, and these say enough.
TYPES = {
    StageKind.QUESTIONS: "engagement",
    StageKind.ANSWERS: "engagement",
    StageKind.SUBMISSION: "engagement",
    StageKind.OPENING: "assessment",
    StageKind.ADMISSIBILITY: "assessment",
    StageKind.EVALUATION: "assessment",
    StageKind.CONSENSUS: "assessment",
    StageKind.DECISION: "approval",
    StageKind.NOTIFICATION: "reporting",
    StageKind.STANDSTILL: "approval",
    StageKind.CONTRACT: "approval",
}


def milestones_of(tender: Tender, now: datetime) -> list[Object]:
    """Return every stage that was promised, in order; one that the law did not ask for is not told."""
    stages = sorted(tender.stages.all(), key=lambda stage: stage.position)
    return [_milestone(stage, tender, now) for stage in stages if stage.commitment]


def _milestone(stage: Stage, tender: Tender, now: datetime) -> Object:
    zone, kind = tender.buyer.time_zone, StageKind(stage.kind)
    revisions = [revision for revision in stage.revisions.all() if revision.made_at <= now]
    return filled(
        id=stage.kind,
        title=str(kind.label),
        type=TYPES[kind],
        code=stage.kind,
        description=_history(stage, now),
        dueDate=_due(stage, tender),
        dateMet=start_of(stage.actual, zone),
        dateModified=instant(max((revision.made_at for revision in revisions), default=None)),
        status=_status(stage, tender.local_day(now)),
    )


def _due(stage: Stage, tender: Tender) -> str | None:
    """The deadline is an instant; every other promise is kept until its day is over."""
    if stage.kind == StageKind.SUBMISSION:
        running = [round_ for round_ in tender.rounds.all() if round_.number == tender.round_number]
        return instant(running[0].deadline_at) if running else None
    return end_of(stage.commitment, tender.buyer.time_zone)


def _status(stage: Stage, today: date) -> str:
    if stage.actual:
        return "met"
    return "notMet" if stage.commitment and stage.commitment < today else "scheduled"


def _history(stage: Stage, now: datetime) -> str:
    """Say what was promised first, and each move with its public reason."""
    sentences = []
    if stage.first_commitment:
        sentences.append(_("Promised first: %(day)s.") % {"day": date_format(stage.first_commitment)})
    for revision in stage.revisions.all():
        if revision.made_at <= now:
            moved = {"old": date_format(revision.old), "new": date_format(revision.new), "why": revision.sentence}
            sentences.append(_("Moved from %(old)s to %(new)s: %(why)s") % moved)
    if stage.expected and not stage.actual:
        sentences.append(_("Now expected: %(day)s.") % {"day": date_format(stage.expected)})
    return " ".join(sentences)
