"""The list of calls as a page says it: what was found, in words; which filters are on, and how each comes off again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenders.models import Tender
from tenders.record.queries import ALL, SOON, calls_wanted
from tenders.wanted import Wanted, filters_of, query_of

ROWS = 50
MOST = 1000  # Nobody reads on to the thousandth row; counting further would make the page slow for everybody.


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is on: its words, the question that is left without it, and how many calls that would find."""

    words: str
    without: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One of the three lists: open, closing soon, all."""

    words: str
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class FoundPage:
    """All that the list of calls holds. `nothing` says why it is empty, `looser` what would find something; `query`
    is what a saved search asks for.
    """

    title: str
    ways: Sequence[Way]
    filters: Sequence[Filter]
    page: Page[Tender]
    count: str
    total: str
    nothing: str
    looser: Sequence[Filter]
    query: str


class CappedPaginator(Paginator[Tender]):
    """Counts up to a thousand and one, and shows a thousand rows."""

    @cached_property
    def counted(self) -> int:
        """How many rows there are, or one more than are shown."""
        return _counted(cast("QuerySet[Tender]", self.object_list))

    @cached_property
    def count(self) -> int:
        """How many rows are shown."""
        return min(self.counted, MOST)


def found_page(wanted: Wanted, number: str | None, now: datetime) -> FoundPage:
    """Return one page of the calls that fit."""
    paginator = CappedPaginator(calls_wanted(wanted, now), ROWS)
    empty = not paginator.counted
    return FoundPage(
        title=_title(wanted.show),
        ways=[Way(_title(show), query_of(replace(wanted, show=show)), wanted.show == show) for show in ("", SOON, ALL)],
        filters=[Filter(words, query_of(left)) for words, left in filters_of(wanted)],
        page=paginator.get_page(number),
        count=_in_words(wanted.show, paginator.counted),
        total=_("more than %(count)s") % {"count": MOST} if paginator.counted > MOST else "",
        nothing=_why_nothing(wanted) if empty else "",
        looser=list(_looser(wanted, now)) if empty else [],
        query=wanted.query,
    )


def tidied(asked: QueryDict) -> str:
    """Return a question without its empty fields."""
    return urlencode([(name, value) for name, values in asked.lists() for value in values if value])


def _looser(wanted: Wanted, now: datetime) -> Iterator[Filter]:
    """Yield what would find something: each filter left out, and the list of all calls. One query each."""
    ways = [] if wanted.show == ALL else [(_title(ALL), replace(wanted, show=ALL))]
    without = [(_("Without “%(filter)s”") % {"filter": words}, left) for words, left in filters_of(wanted)]
    for words, left in [*without, *ways]:
        if count := _counted(calls_wanted(left, now)):
            yield Filter(words, query_of(left), _in_words(left.show, count))


def _why_nothing(wanted: Wanted) -> str:
    words = [words for words, left in filters_of(wanted)]
    if wanted.q and len(words) == 1:
        return _("No call for “%(asked)s”.") % {"asked": wanted.q}
    if words:
        return _("No call fits these filters together.")
    nothing = {"": _("No call takes bids at this moment."), SOON: _("No call closes within the next 7 days.")}
    return nothing.get(wanted.show) or _("No call has been published here yet.")


def _counted(calls: QuerySet[Tender]) -> int:
    return calls.order_by().values("pk")[: MOST + 1].count()


def _title(show: str) -> str:
    return {"": _("Open calls"), SOON: _("Closing within 7 days"), ALL: _("All calls")}[show]


def _in_words(show: str, count: int) -> str:
    if count > MOST:
        return _("More than %(count)s calls. The first are shown; a filter brings the others nearer.") % {"count": MOST}
    words = {
        "": ngettext("%(count)s call takes bids now", "%(count)s calls take bids now", count),
        SOON: ngettext("%(count)s call closes within 7 days", "%(count)s calls close within 7 days", count),
        ALL: ngettext("%(count)s call, open or ended", "%(count)s calls, open or ended", count),
    }
    return words[show] % {"count": count}
