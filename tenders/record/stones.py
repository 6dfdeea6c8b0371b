"""The six stones of the tracker: the eleven stages, as a passer-by counts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.dates import date_format
from tenders.models import Stage, Tender
from tenders.timetable.kinds import StageKind
from tenders.timetable.status import Status, statuses

K = StageKind
# Each stone is passed when the last of its stages is; the stage before the colon lends it its date.
STONES: Mapping[StageKind, tuple[str | Promise, tuple[StageKind, ...]]] = {
    K.SUBMISSION: (gettext_lazy("Bids"), (K.QUESTIONS, K.ANSWERS, K.SUBMISSION, K.OPENING)),
    K.CONSENSUS: (gettext_lazy("Evaluation"), (K.ADMISSIBILITY, K.EVALUATION, K.CONSENSUS)),
    K.NOTIFICATION: (gettext_lazy("Decision"), (K.DECISION, K.NOTIFICATION)),
    K.STANDSTILL: (gettext_lazy("Standstill"), (K.STANDSTILL,)),
    K.CONTRACT: (gettext_lazy("Contract"), (K.CONTRACT,)),
}


@dataclass(frozen=True, slots=True)
class Stone:
    """One stone; `kind` is a shape of templates/components/shape.html, `date` text."""

    word: str
    kind: str
    date: str
    current: bool = False


def stones_of(tender: Tender, now: datetime) -> list[Stone]:
    """Return the publication and what follows it; the first that is neither done nor passed over is the current one."""
    stages = {stage.kind: stage for stage in tender.stages.all() if stage.commitment}
    found = statuses(tender, now)
    published = tender.local_day(tender.published_at) if tender.published_at else None
    stones = [Stone(_("Published"), Status.DONE, _day(published))]
    ahead = True
    for dated, (word, kinds) in STONES.items():
        standing = [found[kind] for kind in kinds if kind in stages]
        reached = any(map(_is_ahead, standing))
        current, ahead = ahead and reached, ahead and not reached
        day = _date(stages.get(dated), ahead=reached, current=current)
        stones.append(Stone(str(word), _kind(standing, current=current), day, current))
    return stones


def _is_ahead(status: Status) -> bool:
    return status not in {Status.DONE, Status.NOT_PLANNED}


def _kind(standing: Sequence[Status], *, current: bool) -> Status:
    """A stone is as late as its latest stage; on its way when it is the current one; else as its last stage stands."""
    for word in (Status.LATE, Status.PAUSED, Status.AT_RISK):
        if word in standing:
            return word
    if current:
        return Status.IN_PROGRESS
    return standing[-1] if standing else Status.NOT_PLANNED


def _date(stage: Stage | None, *, ahead: bool, current: bool) -> str:
    """Return the fact, or the promise while it can still be kept; a dash for what will not be reached."""
    if stage is None or (stage.actual is None and not ahead):
        return "–"
    day = _day(stage.actual or stage.expected or stage.commitment)
    return _("by %(day)s") % {"day": day} if current and stage.actual is None else day


def _day(day: date | None) -> str:
    return date_format(day, "MONTH_DAY_FORMAT") if day else "–"
