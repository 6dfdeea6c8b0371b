"""What the page of a call says: rows of the database turned into what its template writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.calendar.rules import Form
from procurement.punctuality import Figure
from tenders.bids.declared import asked_of
from tenders.calls.told_terms import Told, told_of_call
from tenders.following.queries import ENDED
from tenders.lifecycle.tender import TenderState
from tenders.models import Round, SelectionCriterion, Stage, Tender
from tenders.record.answered import Answered, answered_of
from tenders.record.changes import Change, changes_of
from tenders.record.eforms.award_notice import has_award_notice
from tenders.record.figures import punctuality_of
from tenders.record.headlines import Clock, Plaque, clock_of, plaque_of
from tenders.record.lots import Lots, lots_of
from tenders.record.queries import call_that_takes_up, stages_of_earlier_rounds
from tenders.record.stones import Stone, stones_of
from tenders.timetable.kinds import BEFORE_THE_DEADLINE, StageKind
from tenders.timetable.status import Status, ended_on, statuses
from tenders.timetable.strip import Strip, StripPause, StripStage, draw


@dataclass(frozen=True, slots=True)
class CallPage:
    """All that the page of a call holds."""

    tender: Tender
    now: datetime
    clock: Clock | None
    crumbs: Sequence[tuple[str, str]]
    plaque: Plaque
    stones: Sequence[Stone]
    strip: Strip | None
    rows: Sequence[StripStage]
    lots: Lots
    questions: Sequence[Answered]
    changes: Sequence[Change]
    figures: Sequence[Figure]
    terms: Sequence[Told]

    @property
    def round(self) -> str:
        """What the running round asks for; "" where the procedure has one round of offers."""
        kinds = [row.kind for row in self.tender.rounds.all()]
        running = [row for row in self.tender.rounds.all() if row.number == self.tender.round_number]
        if not running or kinds == [Round.Kind.OFFERS]:
            return ""
        words = {"number": running[0].number, "what": running[0].get_kind_display()}
        if running[0].number == 1:
            return _("Round %(number)s: %(what)s") % words
        return _("Round %(number)s: %(what)s, of the firms that were selected") % words

    @property
    def can_change(self) -> bool:
        """Tell whether there will be news to follow. Nobody follows a call by invitation: its firms are told."""
        return not self.tender.by_invitation and self.tender.published_at is not None and self.tender.state not in ENDED

    @property
    def is_kept_back(self) -> bool:
        """Tell whether the call is for invited firms only, and its result is not public."""
        return self.tender.by_invitation and self.tender.disclosed_at is None

    @property
    def taken_up_by(self) -> Tender | None:
        """The published call that takes up this one; asked for cancelled calls only."""
        return call_that_takes_up(self.tender) if self.tender.state == TenderState.CANCELLED else None

    @property
    def has_results(self) -> bool:
        """Tell whether there is anything to say of a result."""
        return any(row.results or row.named for row in self.lots.every)

    @property
    def asked_of_firms(self) -> Sequence[SelectionCriterion]:
        """What is asked of the firms that bid for the lots that are shown."""
        return self.lots.asked_of_firms(self.tender)

    @property
    def asks_espd(self) -> bool:
        """Tell whether the call asks for an ESPD: then there is a request to answer elsewhere."""
        return asked_of(self.tender).form is Form.ESPD

    @property
    def has_award_notice(self) -> bool:
        """Tell whether a decision was notified: then there is an award notice, if such a call has one."""
        return any(row.results for row in self.lots.every) and has_award_notice(self.tender, now=self.now)


def call_page(tender: Tender, now: datetime, asked: Mapping[str, str] = MappingProxyType({})) -> CallPage:
    """Return the page of a public call at this instant; read the call by `queries.call_with_its_parts`.

    `asked`: which of its lots, where there are many (`lots.lots_of`).
    """
    rows = _rows(tender, now)
    pauses = [_pause(tender, pause.starts_at, pause.ends_at or now) for pause in tender.pauses.all()]
    return CallPage(
        tender=tender,
        now=now,
        clock=clock_of(tender, now),
        crumbs=[(_("Home"), reverse("home")), (_("Calls"), reverse("record:calls"))],
        plaque=plaque_of(tender, now),
        stones=stones_of(tender, now),
        strip=draw([_drawn(row) for row in rows], today=tender.local_day(now), pauses=pauses),
        rows=rows,
        lots=lots_of(tender, asked, now),
        questions=answered_of(tender),
        changes=changes_of(tender),
        figures=[punctuality_of(tender.local_day(now), buyer=tender.buyer)],
        terms=told_of_call(tender, now),
    )


def _rows(tender: Tender, now: datetime) -> list[StripStage]:
    """Return the publication and every stage that was promised, for the drawing and for the table."""
    found, today = statuses(tender, now), tender.local_day(now)
    published = tender.local_day(tender.published_at) if tender.published_at else None
    rows = [StripStage(_("Publication"), Status.DONE, first=published, current=published, actual=published)]
    for stage in stages_of_earlier_rounds(tender):
        label = _("%(stage)s, round %(number)s") % {"stage": stage.get_kind_display(), "number": stage.round_number}
        rows.append(StripStage(label, Status.DONE, stage.first_commitment, stage.commitment, stage.actual, None))
    for stage in tender.stages.all():
        if stage.commitment:
            kind, word = _standing(stage, found[stage.kind], today)
            begins = published if stage.kind in BEFORE_THE_DEADLINE else None
            ended = ended_on(tender, stage, today)
            dates = (stage.first_commitment, stage.expected or stage.commitment, ended, begins)
            rows.append(StripStage(stage.get_kind_display(), kind, *dates, status=word))
    return rows


def _drawn(row: StripStage) -> StripStage:
    """Leave of what will not be reached any more only its first promise."""
    return replace(row, current=None, begins=None) if row.kind == Status.NOT_PLANNED else row


def _standing(stage: Stage, status: Status, today: date) -> tuple[str, str]:
    """Return the shape and, where something was late, its sentence; nobody is late with a standstill."""
    over = ((stage.actual or today) - stage.commitment).days if stage.commitment else 0
    if stage.kind == StageKind.STANDSTILL:
        return status, ""
    if status is Status.DONE and stage.actual and over > 0:
        return Status.LATE, ngettext("Done, %(days)s day late", "Done, %(days)s days late", over) % {"days": over}
    if status is Status.LATE:
        return status, ngettext("%(days)s day late", "%(days)s days late", over) % {"days": over}
    return status, ""


def _pause(tender: Tender, starts: datetime, ends: datetime) -> StripPause:
    first = tender.local_day(starts)
    return StripPause(first, max(first, tender.local_day(ends - timedelta(microseconds=1))))
