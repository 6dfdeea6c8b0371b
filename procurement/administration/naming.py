"""What stands in the way of naming a deputy: the people, the days, and who stands in already."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.standing_in import StandIn
from procurement.administration.access import deputies_for, posts_lent_by
from procurement.calendar.moments import local_day, start_of_day

ONE_DAY = timedelta(days=1)
LONGEST = 183  # days: who is away for longer needs a successor, whom an administrator names


def against_naming(post: Post, deputy: User, days: tuple[date, date], *, by: User, now: datetime) -> list[str]:
    """Return why the deputy can't be named for these days, the first and the last; empty where it can.

    Who stands in already is asked for days that can be only: others may lie beyond what a calendar knows.
    """
    days_said = list(_against_the_days(post.buyer, *days, now))
    others = [] if days_said else _against_others(post, deputy, *moments_of(days, post.buyer.time_zone, now))
    return [*_against_the_people(post, deputy, by), *days_said, *others]


def moments_of(days: tuple[date, date], zone: str, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when a deputy stands in: both days count whole, and nothing before now."""
    first, last = days
    after = min(last, date.max - ONE_DAY) + ONE_DAY  # no calendar goes on after the year 9999
    return max(start_of_day(first, zone), now), start_of_day(after, zone)


def _against_the_people(post: Post, deputy: User, by: User) -> Iterator[str]:
    if not posts_lent_by(by).filter(pk=post.pk).exists():
        yield _("Only one's own right is lent, and only that of an approver or a signatory.")
    here = Post.given.filter(buyer=post.buyer_id, person=deputy).exists()
    if not (here and deputies_for(by).filter(pk=deputy.pk).exists()):
        yield _("Name somebody else who works for this authority, and does not look after its accounts.")


def _against_the_days(buyer: Buyer, first: date, last: date, now: datetime) -> Iterator[str]:
    if last < first:
        yield _("The last day comes after the first.")
    if last < local_day(now, buyer.time_zone):
        yield _("These days lie behind.")
    if last - first >= timedelta(days=LONGEST):
        yield _("At most %(days)s days. For longer, an administrator gives the role to somebody.") % {"days": LONGEST}


def _against_others(post: Post, deputy: User, begins: datetime, ends: datetime) -> Iterator[str]:
    """One deputy a person and one person a deputy at a time: so that it is clear for whom each deed is done."""
    same = _overlapping(post, begins, ends)
    if same.filter(person=post.person_id).exists():
        yield _("Somebody stands in for you on some of these days already: end that first.")
    if same.filter(deputy=deputy).exists():
        yield _("%(person)s stands in for somebody else on some of these days.") % {"person": deputy}
    if same.filter(deputy=post.person_id).exists():
        yield _("You stand in for somebody else on some of these days: end that first.")


def _overlapping(post: Post, begins: datetime, ends: datetime) -> QuerySet[StandIn]:
    same = StandIn.objects.filter(buyer=post.buyer_id, role=post.role)
    return same.filter(begins_at__lt=ends, ends_at__gt=begins)
