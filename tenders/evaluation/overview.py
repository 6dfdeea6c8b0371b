"""The evaluation of a call on one page: what happens now, what there is to do, and the ways on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.dates import date_format
from tenders import access
from tenders.evaluation.progress import Progress, Share, progress_of
from tenders.evaluation.steps import Way, ways_on
from tenders.lifecycle.tender import TenderState
from tenders.models import ConflictDeclaration, Paper, Tender
from tenders.timetable.sentences import Audience, NextStep, next_step

S = TenderState
SEALED = {S.DRAFT, S.IN_REVIEW, S.APPROVED, S.PUBLISHED, S.CLOSED}


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the checklist: its shape, what it is, how far it is, and where to go on."""

    kind: str
    what: str
    note: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page holds."""

    tender: Tender
    step: NextStep
    next: str
    tasks: Sequence[Task]
    ways: Sequence[Way]
    others: Sequence[Way]
    report: Paper | None


def overview_of(tender: Tender, reader: User, now: datetime) -> Overview:
    """Return the page for this person at this instant, in a fixed number of queries."""
    step, ways = next_step(tender, now, Audience.BUYER), ways_on(tender, by=reader, now=now)
    roles, progress = tender.roles_of(reader), progress_of(tender, reader, now)
    return Overview(
        tender=tender,
        step=step,
        next=date_format(step.by) if step.by else "",
        tasks=list(_tasks(tender, reader, roles, progress)) if tender.state not in SEALED else [],
        ways=[way for way in ways if way.step.main],
        others=[way for way in ways if not way.step.main],
        report=report_of(tender, reader),
    )


def report_of(tender: Tender, reader: User) -> Paper | None:
    """Return the evaluation report, once it is made, for those who may read it."""
    papers = access.papers_readable_by(reader).filter(tender=tender, kind=Paper.Kind.EVALUATION_REPORT)
    return papers.last()


def declaration_of(tender: Tender, person: User) -> ConflictDeclaration | None:
    """Return what the person declared last."""
    return tender.declarations.filter(person=person).order_by("declared_at", "pk").last()


def _tasks(tender: Tender, reader: User, roles: frozenset[str], progress: Progress) -> Iterator[Task]:
    def url(page: str) -> str:
        return reverse(f"evaluation:{page}", args=[tender.reference])

    if declared := declaration_of(tender, reader):
        day = date_format(localtime(declared.declared_at))
        note = _("You declared on %(day)s that you have no conflict of interest.") % {"day": day}
        yield Task("done", _("Declaration"), note, url("declaration"), _("Change"))
    yield _counted(_("Bids"), _("%(done)s of %(of)s examined"), progress.examined, url("bids"))
    yield _panel(progress, url("panel") if Role.OFFICER in roles else "")
    own = progress.own(reader)
    scores = own or Share(sum(m.share.done for m in progress.members), sum(m.share.of for m in progress.members))
    what = _("Your scores") if own else _("Scores of the panel")
    yield _counted(what, _("%(done)s of %(of)s given"), scores, url("scores"))
    yield _counted(_("Agreement"), _("%(done)s of %(of)s scores agreed"), progress.agreed, url("consensus"))
    yield _counted(_("Ranking"), _("%(done)s of %(of)s lots ranked"), progress.ranked, url("ranking"))


def _panel(progress: Progress, url: str) -> Task:
    chair, names = _("%(name)s (chair)"), []
    for member in progress.members:
        name = str(member.seat.person)
        names.append(chair % {"name": name} if member.seat.role == Role.CHAIR else name)
    kind, action = ("done", _("Change")) if names else ("not-planned", _("Name the panel"))
    return Task(kind, _("Panel"), ", ".join(names) or _("Nobody is named yet."), url, action)


def _counted(what: str, note: str, share: Share, url: str) -> Task:
    told = note % {"done": share.done, "of": share.of} if share.of else _("Nothing yet.")
    return Task(share.kind, what, told, url, _("Open"))
