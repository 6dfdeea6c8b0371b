"""One's own calendar (iCalendar, RFC 5545) and feed (Atom, RFC 4287): what one follows, what one's searches find."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement.calendar.moments import to_local
from procurement.dates import date_format, zone_in_words
from tenders.alerts.queries import Followed
from tenders.models import Tender
from tenders.record.feeds import empty_calendar, entry_of, visit_of
from tenders.record.freshness import last_change
from tenders.timetable import calendar
from tenders.timetable.kinds import StageKind


def dates_of(followed: Followed, now: datetime) -> bytes:
    """Return every date of the calls that one follows or works on, and the deadlines of what one's searches find.

    The same state of things gives the same bytes; a date that moved keeps its UID, so that calendars move it too.
    """
    feed = empty_calendar(_("My calls"))
    whole = [*followed.calls, *followed.work]
    for tender in [*whole, *followed.found]:
        changed, all_of_it = last_change(tender, [], now), tender in whole
        for event in calendar.calendar(tender):
            if all_of_it or event.kind == StageKind.SUBMISSION:
                feed.add_component(entry_of(event, tender, changed))
        for meeting in tender.meetings.all() if all_of_it else ():
            feed.add_component(visit_of(meeting, tender))
    return bytes(feed.to_ical())


def atom_of(followed: Followed, now: datetime) -> str:
    """Return an entry for each call, the last changed first; one whose call changed keeps its name and is newer."""
    calls = [(last_change(tender, [], now), tender) for tender in [*followed.calls, *followed.found]]
    newest = sorted(calls, key=lambda pair: (pair[0], pair[1].pk), reverse=True)
    feed = _Feed(
        title=_("My calls"), link=f"{settings.BASE_URL}{reverse('record:calls')}", description="",
        language=get_language(), updated=newest[0][0] if newest else now,
    )  # fmt: skip
    for changed, tender in newest:
        feed.add_item(
            title=tender.title, link=f"{settings.BASE_URL}{tender.get_absolute_url()}", description=_told(tender),
            unique_id=f"tag:parvis,{tender.ocid}", updateddate=changed, pubdate=tender.published_at,
            author_name=tender.buyer.name,
        )  # fmt: skip
    return feed.writeString("utf-8")


class _Feed(Atom1Feed):
    """Django dates a feed by its entries, and an empty one by a clock of its own."""

    def latest_post_date(self) -> datetime:
        """Return when something changed last."""
        updated: datetime = self.feed["updated"]
        return updated


def _told(tender: Tender) -> str:
    deadline = next((row.deadline_at for row in tender.rounds.all() if row.number == tender.round_number), None)
    if deadline is None:
        return tender.buyer.name
    zone = tender.buyer.time_zone
    moment = date_format(to_local(deadline, zone), "DATETIME_FORMAT")
    told = {"buyer": tender.buyer, "reference": tender.reference, "moment": moment, "zone": zone_in_words(zone)}
    return _("%(buyer)s, %(reference)s. Bids until %(moment)s (%(zone)s)") % told
