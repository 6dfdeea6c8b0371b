"""Who reads which requests for help, and how an authority keeps the days that it promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from procurement.calendar.moments import local_day
from procurement.calendar.promises import answer_day
from suppliers.access import firms_of
from suppliers.models import Supplier
from tenders import access
from tenders.lifecycle.tender import UNPUBLISHED
from tenders.models import HelpRequest, Tender
from tenders.models.invited import FOR_EVERYBODY

HELPERS = [Role.OFFICER, Role.OMBUDSPERSON]


@dataclass(frozen=True, slots=True)
class Kept:
    """How promises of answers were kept."""

    waiting: int
    late: int
    answered: int
    in_time: int


def asked_by_firms_of(person: User) -> QuerySet[HelpRequest]:
    """Return what the person's firms asked, of every authority, the newest first."""
    return _whole().filter(supplier__in=firms_of(person).values("pk")).order_by("-asked_at", "-pk")


def helped_by(person: User) -> QuerySet[HelpRequest]:
    """Return what was asked of the authorities where the person helps: first what waits, by the promised day."""
    asked = _whole().filter(buyer__in=buyers_helped_by(person).values("pk"))
    return asked.order_by(F("answered_on").desc(nulls_first=True), "due", "pk")


def readable_by(person: User) -> QuerySet[HelpRequest]:
    """Return what the person may read: its firms' requests, and those to the authorities where it helps."""
    firms, buyers = firms_of(person).values("pk"), buyers_helped_by(person).values("pk")
    return _whole().filter(Q(supplier__in=firms) | Q(buyer__in=buyers))


def buyers_helped_by(person: User) -> QuerySet[Buyer]:
    """Return the authorities whose officer or ombudsperson the person is."""
    return _where(person, HELPERS)


def firms_helped_by(person: User) -> QuerySet[Supplier]:
    """Return the firms that ever asked one of these authorities."""
    return Supplier.objects.filter(pk__in=helped_by(person).order_by().values("supplier"))


def calls_watched_by(person: User) -> QuerySet[Tender]:
    """Return the published calls of the authorities whose ombudsperson the person is."""
    calls = access.calls_visible_to(person).exclude(published_at=None).exclude(state__in=UNPUBLISHED)
    return calls.filter(buyer__in=_where(person, [Role.OMBUDSPERSON]).values("pk"))


def buyers_to_ask() -> QuerySet[Buyer]:
    """Return the authorities that ever published a call for everybody."""
    published = Tender.objects.filter(FOR_EVERYBODY, buyer=OuterRef("pk"))
    return Buyer.objects.filter(Exists(published)).order_by("name", "pk")


def helpers_of(buyer: Buyer) -> QuerySet[User]:
    """Return the people who answer for an authority."""
    posts = Post.objects.filter(buyer=buyer, role__in=HELPERS, person=OuterRef("pk"))
    return User.objects.filter(Exists(posts), is_active=True).order_by("pk")


def promised_day(buyer: Buyer, now: datetime) -> date:
    """Return by which day the authority answers what is asked now: its working days, by its own calendar."""
    where = {"zone": buyer.time_zone, "country": buyer.country, "part": buyer.subdivision or buyer.nuts}
    return answer_day(now, buyer.help_days, **where)


def late_among(asked: Iterable[HelpRequest], now: datetime) -> set[int]:
    """Return those whose day has passed without an answer."""
    return {row.pk for row in asked if row.answered_on is None and row.due < local_day(now, row.buyer.time_zone)}


def kept_by(person: User, now: datetime) -> Kept:
    """Count, over the authorities where the person helps, what waits and what was answered in time."""
    asked = helped_by(person).order_by()
    done = Q(answered_on__isnull=False)
    count = asked.aggregate(answered=Count("pk", filter=done), in_time=Count("pk", filter=Q(answered_on__lte=F("due"))))
    waiting = asked.filter(answered_on=None).values_list("buyer__time_zone", "due").annotate(Count("pk"))
    late = sum(n for zone, due, n in waiting if due < local_day(now, zone))
    return Kept(sum(n for _zone, _due, n in waiting), late, count["answered"], count["in_time"])


def _whole() -> QuerySet[HelpRequest]:
    return HelpRequest.objects.select_related("buyer", "tender", "supplier", "asked_by", "answered_by")


def _where(person: User, roles: list[Role]) -> QuerySet[Buyer]:
    posts = Post.objects.filter(buyer=OuterRef("pk"), person=person.pk, person__is_active=True, role__in=roles)
    return Buyer.objects.filter(Exists(posts)).order_by("name", "pk")
