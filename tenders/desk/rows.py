"""The rows of a desk: a call, what there is to do or to know, by when, and how that day stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from tenders.desk.queries import Roles, roles_in
from tenders.desk.steps import steps_of
from tenders.models import MemberKey, Stage, Tender
from tenders.timetable.sentences import Audience, next_step
from tenders.timetable.status import Status, stages_ahead, statuses

# So close to its day that it needs looking after today.
SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """A day and how it stands: a shape of templates/components/shape.html, and its word ("" for the usual one)."""

    due: date | None
    kind: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on a desk. `firm` is for whom, where a person acts for a firm; `state` is a word on the right."""

    tender: Tender
    what: str
    standing: Standing
    url: str
    state: str = ""
    firm: str = ""


def tasks_of(person: User, calls: Iterable[Tender], posts: Roles, now: datetime) -> list[Row]:
    """Return what the person has to do, the next day first; what has no day comes last."""
    rows = [row for tender in calls for row in _tasks(tender, person, posts, now)]
    return sorted(rows, key=_by_day)


def late_stages(calls: Iterable[Tender], now: datetime) -> list[Row]:
    """Return every stage of these calls that is late, the longest first."""
    rows = [
        Row(tender, _late(stage), standing_of(tender, stage, now), reverse("desk:call", args=[tender.reference]))
        for tender in calls
        for stage in stages_ahead(tender, tender.local_day(now))
        if statuses(tender, now)[stage.kind] is Status.LATE
    ]
    return sorted(rows, key=_by_day)


def call_rows(calls: Iterable[Tender], now: datetime) -> list[Row]:
    """Return the calls of an office, in the order given, each with what happens next."""
    return [
        Row(
            tender,
            next_step(tender, now, Audience.BUYER).what,
            first_ahead(tender, now),
            reverse("desk:call", args=[tender.reference]),
            tender.get_state_display(),
        )
        for tender in calls
    ]


def own_key(person: User, posts: Roles, now: datetime) -> str:
    """Return what an opener has to do about its own key; "" for all others, and where it was tried lately."""
    if not any(Role.COMMITTEE in roles for roles in posts.values()):
        return ""
    key = MemberKey.objects.filter(person=person).first()
    if key is None:
        return _("Make your key: without it you can't open bids.")
    return "" if key.is_tried(now) else _("Try your key: this is due every three months.")


def standing_of(tender: Tender, stage: Stage | None, now: datetime) -> Standing:
    """Return a stage's day and how it stands. At risk: held up by a late one, or due within two days."""
    due = (stage.expected or stage.commitment) if stage else None
    if stage is None or due is None or stage.commitment is None:
        return Standing(None, Status.NOT_PLANNED, _("No day promised"))
    today, status = tender.local_day(now), statuses(tender, now)[stage.kind]
    if status is Status.LATE:
        days = (today - stage.commitment).days
        return Standing(due, status, ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days})
    if status is Status.PAUSED:
        return Standing(due, status)
    if status is Status.AT_RISK and due != today:
        return Standing(due, status)
    return standing_on(due, today)


def standing_on(due: date, today: date) -> Standing:
    """Return a day ahead, and whether it is so close that it needs looking after."""
    if due == today:
        return Standing(due, Status.AT_RISK, _("Due today"))
    return Standing(due, Status.AT_RISK if due - today <= SOON else Status.ON_TIME)


def first_ahead(tender: Tender, now: datetime) -> Standing:
    """Return the next promised day of a call, and how it stands."""
    ahead = stages_ahead(tender, tender.local_day(now))
    return standing_of(tender, ahead[0], now) if ahead else Standing(None, "")


def _tasks(tender: Tender, person: User, posts: Roles, now: datetime) -> Iterator[Row]:
    roles = roles_in(tender, person, posts)
    stages = {stage.kind: stage for stage in tender.stages.all()}
    for step in steps_of(tender, now):
        if step.is_for(person.pk, roles):
            standing = standing_of(tender, stages.get(step.stage or ""), now)
            url = reverse(step.place, args=[tender.reference])
            yield Row(tender, step.what, standing, url, tender.get_state_display())


def _late(stage: Stage) -> str:
    if stage.expected:
        return _("%(stage)s is late; a new day is named.") % {"stage": stage.get_kind_display()}
    return _("%(stage)s is late, and no new day is named.") % {"stage": stage.get_kind_display()}


def _by_day(row: Row) -> tuple[date, int]:
    return row.standing.due or date.max, row.tender.pk
