"""What the office reads of its calls, and its deeds: whose they are, how days are counted, who is to be told."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from procurement.calendar.holidays import holiday_list, holidays_from_json
from procurement.calendar.rulepacks import Period, RulePack, pack_for
from suppliers.access import takeovers_waiting
from suppliers.lifecycle import TakeoverState
from suppliers.models import Membership, Supplier, Takeover
from tenders import access
from tenders.lifecycle.tender import TenderState
from tenders.models import CommitteeMember, InvitedFirm, PanelMember, Question, Round, Tender
from tenders.timetable.plan import standstill_for

# Evaluation, standstill and later revisions count with days of the years after the deadline too.
YEARS_AFTER_THE_DEADLINE = 3
OFFICE = [Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.AUDITOR, Role.OMBUDSPERSON]


def office_calls(person: User) -> QuerySet[Tender]:
    """Return the calls that the person meets at work: those of its buyer, and those it opens or judges.

    Drafts come first, then the newest. What of them is to be seen before the publication, `tenders.access` says.
    """
    seats = [model.objects.filter(tender=OuterRef("pk"), person=person) for model in (CommitteeMember, PanelMember)]
    part = Q(Exists(_posts(person, OFFICE))) | Q(Exists(seats[0])) | Q(Exists(seats[1]))
    return access.calls_visible_to(person).filter(part).order_by(F("published_at").desc(nulls_first=True), "-pk")


def works_on_calls(person: User) -> bool:
    """Tell whether the person has an office, with or without a call in it, or a seat in a call."""
    return Post.objects.filter(person=person, role__in=OFFICE).exists() or office_calls(person).exists()


def calls_in_the_hands_of(person: User, *roles: str) -> QuerySet[Tender]:
    """Return the calls of the buyers where the person holds one of these posts."""
    return access.calls_visible_to(person).filter(Exists(_posts(person, roles)))


def templates_of(person: User) -> QuerySet[Tender]:
    """Return the templates of the buyers for which the person writes calls, those that are archived last."""
    return written_by(person).filter(template=True).order_by(F("archived_at").asc(nulls_first=True), "title", "pk")


def written_by(person: User) -> QuerySet[Tender]:
    """Return the calls and the templates of the buyers for which the person writes calls."""
    return Tender.objects.filter(Exists(_posts(person, [Role.OFFICER]))).select_related("buyer")


def buyers_written_for(person: User) -> QuerySet[Buyer]:
    """Return the buyers for which the person writes calls."""
    posts = Post.objects.filter(person=person, person__is_active=True, role=Role.OFFICER)
    return Buyer.objects.filter(pk__in=posts.values("buyer")).order_by("name", "pk")


def _posts(person: User, roles: Iterable[str]) -> QuerySet[Post]:
    held = Post.objects.filter(buyer=OuterRef("buyer"), person=person, person__is_active=True)
    return held.filter(role__in=list(roles))


def rules_of(tender: Tender, now: datetime) -> RulePack:
    """Return the rule pack in force on the day the notice is sent; until it is, today."""
    return pack_for(tender.buyer.country, tender.sent_on or tender.local_day(now))


def rule_pack_name(pack: RulePack) -> str:
    """Return the name under which a pack is stored with a call: "BE 2026-11-22"."""
    return f"{pack.country} {pack.version}"


def holidays_to_count_with(tender: Tender, now: datetime) -> frozenset[date]:
    """Return the public holidays at the buyer's, from the sending of the notice to some years after the deadline."""
    first = tender.sent_on or tender.local_day(now)
    last = max(tender.rounds.values_list("deadline_date", flat=True), default=first)
    years = range(first.year, max(first, last).year + YEARS_AFTER_THE_DEADLINE)
    return holiday_list(tender.buyer.country, tender.buyer.subdivision or tender.buyer.nuts, years)


def holidays_of(tender: Tender) -> frozenset[date]:
    """Return the list that is stored with the call."""
    return holidays_from_json(tender.holidays)


def planned_standstill(tender: Tender, now: datetime) -> Period | None:
    """Return the standstill that the call's timetable counts with."""
    return standstill_for(
        rules_of(tender, now),
        procedure=tender.procedure,
        works=tender.nature == Tender.Nature.WORKS,
        value=tender.value,
        currency=tender.currency,
        on=tender.sent_on or tender.local_day(now),
    )


def people_with(role: Role, tender: Tender) -> QuerySet[User]:
    """Return the people who hold this post at the call's buyer."""
    posts = Post.objects.filter(buyer=tender.buyer_id, role=role, person=OuterRef("pk"))
    return User.objects.filter(Exists(posts), is_active=True).order_by("pk")


def committee_of(tender: Tender) -> QuerySet[User]:
    """Return the members of the call's opening committee."""
    return User.objects.filter(pk__in=tender.committee.values("person"), is_active=True).order_by("pk")


def people_of(suppliers: Iterable[Supplier | int]) -> QuerySet[User]:
    """Return the people who belong to these firms."""
    memberships = Membership.objects.filter(supplier__in=list(suppliers), person=OuterRef("pk"))
    return User.objects.filter(Exists(memberships), is_active=True).order_by("pk")


def asked_about(tender: Tender) -> QuerySet[Question]:
    """Return what was asked: what waits, the oldest first, then the newest answers."""
    return tender.questions.select_related("lot", "document", "merged_into").order_by(
        F("answered_at").desc(nulls_first=True), "asked_at", "pk"
    )


def people_who_asked(tender: Tender) -> QuerySet[User]:
    """Return the people of the firms that asked a question; of a call by invitation, of all that are invited.

    Who prepares a bid is never looked up.
    """
    asked = tender.questions.exclude(supplier=None).values_list("supplier", flat=True)
    invited = InvitedFirm.objects.filter(tender=tender, supplier__isnull=False, invited_at__isnull=False)
    return people_of({*asked, *invited.values_list("supplier_id", flat=True)} if tender.by_invitation else asked)


def calls_the_clock_may_move(now: datetime) -> QuerySet[Tender]:
    """Return the calls of which the clock may have to make a move: to be published, past their deadline, or decided."""
    over = Round.objects.filter(tender=OuterRef("pk"), number=OuterRef("round_number"), deadline_at__lte=now)
    passed = Tender.objects.filter(Exists(over), state=TenderState.PUBLISHED)
    decided = Tender.objects.filter(state=TenderState.DECISION)
    planned = Tender.objects.filter(publish_at__lte=now, state=TenderState.APPROVED)
    return (planned | passed | decided).select_related("buyer").prefetch_related("rounds", "stages").order_by("pk")


def takeovers_run_out(now: datetime) -> QuerySet[Takeover]:
    """Return the announced handings-over whose last day to object may be over; its rule knows the time zone."""
    return takeovers_waiting().filter(state=TakeoverState.ANNOUNCED, objections_until__lte=now.date())
