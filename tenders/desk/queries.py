"""What a person's desk shows, each list in a number of queries that does not grow with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from tenders.access import own_bids
from tenders.calls.queries import office_calls
from tenders.lifecycle.bid import BidState
from tenders.lifecycle.tender import UNFINISHED
from tenders.models import Bid, Tender

# Typed as any strings: the types of Django stumble over literal ones here.
TIMETABLE: list[str] = ["rounds", "stages", "pauses", "questions"]
WORK: list[str] = [
    *TIMETABLE, "rounds__envelopes__unlocks", "committee", "panel", "declarations", "lots__decisions",
    "proposed_extensions",
    "amendments", "dispatches",
]  # fmt: skip
WATCHERS = frozenset({Role.AUDITOR, Role.OMBUDSPERSON})
Roles = Mapping[int, frozenset[str]]


def work_of(person: User) -> QuerySet[Tender]:
    """Return the unfinished calls that the person meets at work, with all that says what there is to do."""
    return office_calls(person).filter(state__in=UNFINISHED).prefetch_related(*WORK)


def listed_calls(person: User, state: str) -> QuerySet[Tender]:
    """Return the calls of the person's office, all or those in one state, with their timetables."""
    calls = office_calls(person).prefetch_related(*TIMETABLE)
    return calls.filter(state=state) if state else calls


def posts_of(person: User) -> Roles:
    """Return buyer → the roles that the person's posts there give it."""
    found: dict[int, set[str]] = defaultdict(set)
    for buyer, role in Post.objects.filter(person=person).values_list("buyer", "role"):
        found[buyer].add(role)
    return {buyer: frozenset(roles) for buyer, roles in found.items()}


def roles_in(tender: Tender, person: User, posts: Roles) -> frozenset[str]:
    """Return what the person is in a call, as `Tender.roles_of` does, from rows that are there already."""
    roles = set(posts.get(tender.buyer_id, frozenset())) - {Role.COMMITTEE, Role.EVALUATOR}
    if any(seat.person_id == person.pk for seat in tender.committee.all()):
        roles.add(Role.COMMITTEE)
    for seat in tender.panel.all():
        if seat.person_id == person.pk:
            roles |= {Role.EVALUATOR, seat.role}
    return frozenset(str(role) for role in roles)


def bids_at_work(person: User, now: datetime) -> QuerySet[Bid]:
    """Return the bids of the person's firms in calls that go on, with their timetables; drafts until the deadline."""
    alive = Q(state=BidState.DRAFT, round__deadline_at__gt=now) | Q(state__in=[BidState.SUBMITTED, BidState.OPENED])
    bids = own_bids(person).filter(alive, round__tender__state__in=UNFINISHED)
    parts = [f"round__tender__{part}" for part in TIMETABLE]
    return bids.select_related("round__tender__buyer", "supplier").prefetch_related(*parts)


def watched(calls: Iterable[Tender], posts: Roles) -> list[Tender]:
    """Return those of the calls that the person only watches over, as auditor or ombudsperson of the buyer."""
    return [tender for tender in calls if posts.get(tender.buyer_id, frozenset()) & WATCHERS]
