"""For how many days a bid binds its firm, as a notice says it: in days, weeks, months or years."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenders.calls.notices.notice import NoticePeriod

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
MOST_DAYS = 1000


def validity_days(period: NoticePeriod) -> tuple[int | None, list[str]]:
    """Return for how many days a bid binds its firm, and what to say of a length in months or years."""
    if not period.length or period.unit not in DAYS:
        return None, []
    days = period.length * DAYS[period.unit]
    if days > MOST_DAYS:
        return None, [_("A bid binds its firm for more than %(count)s days: enter them.") % {"count": MOST_DAYS}]
    return days, list(_counted(period.length, period.unit, days))


def _counted(length: int, unit: str, days: int) -> Iterator[str]:
    if unit == "month":
        said = ngettext(
            "Bids bind their firms for %(length)s month: counted as %(days)s days.",
            "Bids bind their firms for %(length)s months: counted as %(days)s days.",
            length,
        )
        yield said % {"length": length, "days": days}
