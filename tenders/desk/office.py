"""The office page of one call: where it stands, what happens next, and everything that can be done with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Sum
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.calendar.moments import to_local
from procurement.dates import date_format
from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_numbers
from tenders.access import PREPARERS
from tenders.calls import actions
from tenders.calls.comments import open_comments
from tenders.calls.ground_words import ground_of
from tenders.calls.inviting import answers_are_shown, invited_to
from tenders.calls.terms import lots_without_period
from tenders.calls.warnings import warnings_of
from tenders.decisions.logbook import Entry, log_of
from tenders.desk.burden import Measure, burden_of
from tenders.desk.moves import Room, Way, rooms_for, ways_on
from tenders.desk.tools import Tool, officers_tools, ombudspersons_tools, readers_tools
from tenders.lifecycle.tender import UNPUBLISHED, TenderState
from tenders.models import Comment, InvitedFirm, Stage, Tender
from tenders.record.lots import Lots
from tenders.record.pages import CallPage, call_page
from tenders.timetable.sentences import Audience, NextStep, next_step
from tenders.timetable.status import FIRST_AHEAD

# Who reads a call as everybody will, before anybody else can.
PREVIEWERS = (Role.OFFICER, Role.APPROVER)
WHOLE = 100
# So many deeds on a draft are told beside it; the log has them all.
LATEST = 12


@dataclass(frozen=True, slots=True)
class Check:
    """What a call needs before it is published: a line of templates/components/checklist.html."""

    kind: str
    what: str
    note: str = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class OfficePage:
    """All that the page holds. `public` is what everybody reads of the call, or will read."""

    tender: Tender
    public: CallPage
    step: NextStep
    ways: Sequence[Way]
    rooms: Sequence[Room]
    tools: Sequence[Tool]
    movable: Sequence[Stage]
    checks: Sequence[Check]
    writes: bool
    is_published: bool
    previews: bool
    history: Sequence[Entry]
    warnings: Sequence[Sentence]
    comments: Sequence[Comment]
    burden: Sequence[Measure]
    invited: Sequence[InvitedFirm] | None  # None: not by invitation, or not for this person to know
    ground: str
    answered: bool

    @property
    def is_draft(self) -> bool:
        """Tell whether the person may write in it now."""
        return self.writes and self.tender.state == TenderState.DRAFT


def office_page(
    tender: Tender, *, by: User, now: datetime, asked: Mapping[str, str] = MappingProxyType({})
) -> OfficePage:
    """Return the page as this person sees it at this instant; `asked`: which lots, where there are many."""
    roles = tender.roles_of(by)
    writes = Role.OFFICER in roles
    unpublished = tender.state in UNPUBLISHED
    reads = not roles.isdisjoint(PREVIEWERS)
    previews = unpublished and reads
    comments = list(open_comments(tender)) if previews else []
    public = call_page(tender, now, asked)
    return OfficePage(
        tender=tender,
        public=public,
        step=next_step(tender, now, Audience.BUYER),
        ways=ways_on(tender, by=by, now=now),
        rooms=list(rooms_for(tender, by)),
        tools=[
            *(readers_tools(tender, roles, len(comments)) if reads else ()),
            *(officers_tools(tender, now) if writes else ()),
            *ombudspersons_tools(tender, roles),
        ],
        movable=_movable(tender, now) if writes else [],
        checks=list(_checks(tender, public.lots, now, writes=writes)) if unpublished else [],
        writes=writes,
        is_published=tender.published_at is not None,
        previews=previews,
        history=log_of(tender, by, now, page=None)[1][:LATEST] if previews else [],
        warnings=warnings_of(tender, now) if previews else [],
        comments=comments,
        burden=burden_of(tender, now) if unpublished and writes else [],
        invited=list(invited_to(tender)) if tender.by_invitation and roles & {*PREPARERS} else None,
        ground=ground_of(tender, now),
        answered=answers_are_shown(tender),
    )


def _movable(tender: Tender, now: datetime) -> list[Stage]:
    """Return the stages for which another day can be named."""
    today = tender.local_day(now)
    return [
        stage
        for stage in tender.stages.all()
        if tender.state in FIRST_AHEAD and (actions.is_late(stage, today) or not actions.why_not_moved(stage, today))
    ]


def _checks(tender: Tender, lots: Lots, now: datetime, *, writes: bool) -> Iterator[Check]:
    """Yield what the call needs, with the way to mend it for those who may; of many lots those shown, and the wrong."""
    drafting = writes and tender.state == TenderState.DRAFT

    def mend(name: str, action: str, *args: object, may: bool = drafting) -> dict[str, str]:
        return {"url": reverse(name, args=[tender.reference, *args]), "action": action} if may else {}

    kind = "done" if tender.description else "not-planned"
    yield Check(
        kind, _("What is bought"), "" if tender.description else _("Not described."), **mend("calls:edit", _("Change"))
    )
    yield _deadline(tender, now, mend("calls:edit", _("Change")))
    shown = {row.lot.pk for row in lots.shown}
    for lot in tender.lots.annotate(total=Sum("criteria__weight")):
        right = lot.total == WHOLE
        if right and lot.pk not in shown:
            continue
        note = _("The weights make %(total)s of 100.") % {"total": _plain(lot.total)}
        what = str(lot)
        yield Check("done" if right else "at-risk", what, note, **mend("calls:lot", _("Change"), lot.pk))
    yield from _terms(tender, mend)
    asked = tender.selection.count()
    said = ngettext("%(count)s criterion", "%(count)s criteria", asked) % {"count": asked} if asked else _("None yet.")
    change = mend("calls:selection", _("Change"))
    yield Check("done" if asked else "not-planned", _("What is asked of the firms"), said, **change)
    count = tender.documents.count()
    said = ngettext("%(count)s document", "%(count)s documents", count) % {"count": count} if count else _("None yet.")
    yield Check("done" if count else "not-planned", _("Documents"), said, **mend("calls:add_document", _("Add")))
    ready = tender.committee_is_ready(now)
    note = (
        _("Its keys are made and tried.") if ready else _("Needed before the publication: named, keys made and tried.")
    )
    committee = mend("opening:committee", _("Name its members"), may=writes)
    yield Check("done" if ready else "at-risk", _("Opening committee"), note, **committee)


def _terms(tender: Tender, mend: Callable[..., dict[str, str]]) -> Iterator[Check]:
    """Tell whether the call says for how long bids bind, and each lot how long its contract runs."""
    bound = getattr(getattr(tender, "terms", None), "validity_days", None)
    note = "" if bound else _("It is not said for how many days a bid binds its firm.")
    yield Check("done" if bound else "not-planned", _("Terms of the call"), note, **mend("calls:terms", _("Change")))
    silent = lots_without_period(tender)
    said = ngettext(
        "Lot %(lots)s does not say how long its contract runs.",
        "Lots %(lots)s do not say how long their contracts run.",
        len(silent),
    )
    note = said % {"lots": lot_numbers(silent)} if silent else ""
    first = tender.lots.filter(identifier__in=silent[:1]).first() or tender.lots.first()
    way = mend("calls:lot_terms", _("Change"), first.pk) if first else {}
    yield Check("not-planned" if silent else "done", _("Terms of the contracts"), note, **way)


def _deadline(tender: Tender, now: datetime, mend: dict[str, str]) -> Check:
    """Tell the deadline, and the first day that the law allows."""
    at, what = tender.deadline_at, _("Deadline for bids")
    if at is None:
        return Check("at-risk", what, _("Missing."), **mend)
    note, kind = date_format(to_local(at, tender.buyer.time_zone), "DATETIME_FORMAT"), "done"
    earliest = tender.earliest_lawful_deadline(now)
    if earliest and tender.deadline_day < earliest:
        lawful = _("The law allows %(day)s at the earliest.") % {"day": date_format(earliest)}
        kind, note = "at-risk", f"{note}. {lawful}"
    return Check(kind, what, note, **mend)


def _plain(total: Decimal | None) -> str:
    # PostgreSQL adds up to 90.0000, SQLite to 90.
    return number_format(total.normalize(), use_l10n=True) if total else "0"
