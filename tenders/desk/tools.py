"""What may be done with a call beside its moves: by its officers, and by the ombudsperson."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence
from tenders.calls import actions
from tenders.calls.commenting import READ_IN
from tenders.calls.dispatching import change_to_send
from tenders.calls.next_round import BETWEEN, has_next_round
from tenders.lifecycle.tender import UNFINISHED, TenderState
from tenders.models import Tender
from tenders.outages.queries import STILL_SEALED, waiting_for
from tenders.timetable.status import FIRST_AHEAD


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that an officer may do with a call beside its moves, and what stands in its way."""

    name: str
    label: str
    url: str
    reasons: Sequence[Sentence] = ()


def readers_tools(tender: Tender, roles: AbstractSet[str], comments: int) -> Iterator[Tool]:
    """Yield the way to the reading of a call, for those who write and approve it. `comments`: how many are open."""
    url = reverse("calls:reading", args=[tender.reference])
    if Role.APPROVER in roles and tender.state in READ_IN:
        yield Tool("reading", _("Read it part by part, and comment"), url)
    elif comments or tender.readings.exists():
        said = ngettext("Comments: %(count)s is open", "Comments: %(count)s are open", comments)
        yield Tool("reading", said % {"count": comments} if comments else _("Comments and earlier sendings"), url)


def officers_tools(tender: Tender, now: datetime) -> Iterator[Tool]:
    """Yield what the officers of the buyer may do, in the order of a call's life."""
    yield from _before_bids(tender)
    yield from _while_bids_come(tender, now)
    yield from _later(tender)


def _before_bids(tender: Tender) -> Iterator[Tool]:
    reference = [tender.reference]
    if tender.by_invitation:
        yield Tool("invited", _("Who is invited"), reverse("calls:invited", args=reference))
    if tender.state == TenderState.APPROVED:
        said = _("Change the moment of the publication") if tender.publish_at else _("Publish at a set moment")
        if tender.by_invitation:
            said = _("Change the moment of the invitations") if tender.publish_at else _("Invite at a set moment")
        yield Tool("plan", said, reverse("calls:plan", args=reference))
    if not actions.why_not_recorded(tender):
        waits = change_to_send(tender)
        said = _("The change notice is still to be sent") if waits else _("The notice and the Official Journal")
        yield Tool("dispatch", said, reverse("calls:dispatch", args=reference))


def _while_bids_come(tender: Tender, now: datetime) -> Iterator[Tool]:
    reference = [tender.reference]
    if tender.published_at is not None and tender.state in UNFINISHED:
        waiting = sum(question.answered_at is None for question in tender.questions.all())
        said = ngettext("Questions: %(count)s waits", "Questions: %(count)s wait", waiting) % {"count": waiting}
        yield Tool("questions", said if waiting else _("Questions"), reverse("calls:questions", args=reference))
    if tender.state in STILL_SEALED and waiting_for(tender).exists():
        yield Tool("more_time", _("Time lost by an outage"), reverse("outages:more_time", args=reference))
    if tender.state == TenderState.PUBLISHED:
        reasons = actions.why_not_closed(tender, now)
        yield Tool("close_answers", _("End the answers"), reverse("calls:close_answers", args=reference), reasons)
        reasons = actions.why_not_amended(tender, now)
        yield Tool("amend", _("Change the published call"), reverse("calls:amend", args=reference), reasons)
        reasons = actions.why_not_extended(tender, now)
        yield Tool("extend", _("Extend the deadline"), reverse("calls:extend", args=reference), reasons)


def _later(tender: Tender) -> Iterator[Tool]:
    reference = [tender.reference]
    if not actions.why_not_relaunched(tender):
        yield Tool("relaunch", _("Begin this call again"), reverse("calls:relaunch", args=reference))
    if tender.state in BETWEEN and has_next_round(tender):
        yield Tool("next_round", _("Prepare the next round"), reverse("calls:next_round", args=reference))
        if tender.next_round:
            named = reverse("opening:committee", args=reference)
            yield Tool("committee", _("Opening committee of the next round"), named)
    if tender.state in FIRST_AHEAD:
        running = [pause for pause in tender.pauses.all() if pause.ends_at is None]
        if running:
            yield Tool("resume", _("End the pause"), reverse("calls:resume", args=[*reference, running[0].pk]))
        else:
            yield Tool("pause", _("Pause the procedure"), reverse("calls:pause", args=reference))


def ombudspersons_tools(tender: Tender, roles: AbstractSet[str]) -> Iterator[Tool]:
    """Yield what the ombudsperson of the buyer may do."""
    if Role.OMBUDSPERSON in roles and tender.published_at is not None:
        yield Tool("note", _("Publish a note"), reverse("help:note", args=[tender.reference]))
