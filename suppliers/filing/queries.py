"""Which authorities check files, by when they answer, and whom to tell."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from procurement.calendar.promises import answer_day
from suppliers.models import FACTS, Membership, Supplier


def buyers_that_check() -> QuerySet[Buyer]:
    """Return the authorities that have somebody to check a file, by name."""
    posts = Post.objects.filter(buyer=OuterRef("pk"), role=Role.OFFICER, person__is_active=True)
    return Buyer.objects.filter(Exists(posts)).order_by("name", "pk")


def buyers_that_check_newcomers() -> QuerySet[Buyer]:
    """Return those that check every firm that registers."""
    return buyers_that_check().filter(vets_newcomers=True)


def officers_of(buyer: Buyer) -> QuerySet[User]:
    """Return who checks files at an authority."""
    posts = Post.objects.filter(buyer=buyer, role=Role.OFFICER, person=OuterRef("pk"))
    return User.objects.filter(Exists(posts), is_active=True).order_by("name", "pk")


def owners_of(firm: Supplier) -> QuerySet[User]:
    """Return who speaks for a firm."""
    owns = Membership.objects.filter(supplier=firm, role=Role.OWNER, person=OuterRef("pk"))
    return User.objects.filter(Exists(owns), is_active=True).order_by("pk")


def promised_day(buyer: Buyer, now: datetime) -> date:
    """Return by which day the authority answers a file that is handed in now: its working days, its own calendar."""
    where = {"zone": buyer.time_zone, "country": buyer.country, "part": buyer.subdivision or buyer.nuts}
    return answer_day(now, buyer.vetting_days, **where)


def facts_of(firm: Supplier) -> dict[str, Any]:
    """Return what the firm says of itself, as it is kept with each handing-in."""
    return {name: getattr(firm, name) for name in FACTS}
