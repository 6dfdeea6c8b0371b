"""What people are told about a call. Nothing here depends on who bids, or on how many do."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import blockers
from procurement.outbox.post import write_to
from tenders.access import firms_at_work_on
from tenders.calls import queries
from tenders.calls.comments import open_comments
from tenders.models import Amendment, Pause, Question, Tender


def call_to_approve(tender: Tender, *, again: bool, now: datetime) -> None:
    """Ask the approvers, except whoever wrote the call; `again`: it was sent before, and changes are shown."""
    approvers = [person for person in queries.people_with(Role.APPROVER, tender) if person != tender.author]
    tell(approvers, "call_to_approve", tender, now, at="calls:reading", again=again)


def call_reviewed(tender: Tender, *, reason: str, by: User, now: datetime) -> None:
    """Tell the author that the call is approved, or sent back for a reason."""
    authors, count = [tender.author] if tender.author else [], open_comments(tender).count()
    tell(authors, "call_reviewed", tender, now, at="desk:call", reason=reason, by=by, comments=count)


def call_begun_again(tender: Tender, earlier: Tender, *, now: datetime) -> None:
    """Tell whoever asked about the cancelled call, and whose firm bid or prepared a bid there, that it is taken up."""
    at_work = queries.people_of(firms_at_work_on(earlier.round).values_list("pk", flat=True))
    people = (queries.people_who_asked(earlier) | at_work).distinct()
    tell(people, "call_begun_again", tender, now, earlier=earlier, deadline=tender.deadline_at)


def published_as_planned(tender: Tender, *, now: datetime) -> None:
    """Tell the officers that the call appeared at the moment set."""
    tell(queries.people_with(Role.OFFICER, tender), "planned_publication", tender, now, at="desk:call")


def plan_refused(tender: Tender, *, now: datetime) -> list[str]:
    """Tell the officers why the call did not appear at the moment set, each in its language; return the reasons."""

    def reasons() -> list[str]:
        return [str(sentence) for sentence in blockers(tender, "publish_as_planned", by=None, now=now)]

    people = queries.people_with(Role.OFFICER, tender)
    tell(people, "planned_publication", tender, now, at="desk:call", reasons=reasons)
    return reasons()


def call_closed(tender: Tender, *, now: datetime) -> None:
    """Tell the opening committee that it can open."""
    tell(queries.committee_of(tender), "call_closed", tender, now, at="opening:room")


def question_asked(tender: Tender, *, now: datetime) -> None:
    """Tell the officers that a question waits; not whose, nor what it asks."""
    tell(queries.people_with(Role.OFFICER, tender), "question_asked", tender, now, at="calls:questions")


def question_closed(question: Question, *, now: datetime) -> None:
    """Tell the asker's people that their question was answered or declined."""
    firms = [question.supplier_id] if question.supplier_id else []
    answer = question.merged_into.answer if question.merged_into else question.answer
    tell(queries.people_of(firms), "question_closed", question.tender, now, question=question, answer=answer)


def deadline_extended(amendment: Amendment, *, now: datetime) -> None:
    """Tell the opening committee and the firms that asked something."""
    tender = amendment.tender
    people = queries.committee_of(tender) | queries.people_who_asked(tender)
    tell(people.distinct(), "deadline_extended", tender, now, amendment=amendment, deadline=tender.deadline_at)


def call_amended(amendment: Amendment, *, now: datetime) -> None:
    """Tell once whoever asked, whose firm has a draft or a bid, and the committee. All read the same words."""
    tender = amendment.tender
    at_work = queries.people_of(firms_at_work_on(tender.round).values_list("pk", flat=True))
    people = queries.committee_of(tender) | queries.people_who_asked(tender) | at_work
    tell(people.distinct(), "call_amended", tender, now, amendment=amendment, deadline=tender.deadline_at)


def call_paused(pause: Pause, *, now: datetime) -> None:
    """Tell the firms that asked something that the procedure stands still, or goes on."""
    tell(queries.people_who_asked(pause.tender), "call_paused", pause.tender, now, pause=pause)


def tell(
    people: Iterable[User], template: str, tender: Tender, now: datetime, *, at: str = "record:call", **facts: Any
) -> None:
    """Write to these people; `at` names the page of the call that they go to: for firms the public one.

    A call by invitation has none: its people sign in on the way.
    """
    at = "calls:enter" if tender.by_invitation and at == "record:call" else at
    context = {"tender": tender, "buyer": tender.buyer, **facts}

    def page() -> str:
        return reverse(at, args=[tender.reference])

    for person in people:
        write_to(person, template, now=now, context=context, page=page)
