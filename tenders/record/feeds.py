"""The dates of a call for anybody's own calendar (iCalendar, RFC 5545)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from tenders.models import Meeting, Tender
from tenders.record.freshness import last_change
from tenders.record.results import results_of
from tenders.timetable import calendar
from tenders.timetable.kinds import StageKind

A_MINUTE = timedelta(minutes=1)
A_ROUND = 1000  # revisions: more than any stage of a round will have
# These happen at an instant; all others are days.
INSTANTS = {calendar.PUBLICATION, StageKind.SUBMISSION.value, calendar.CANCELLATION}


def calendar_of(tender: Tender, now: datetime) -> bytes:
    """Return every date of a public call in the reader's language: the deadline to the minute, promises as days.

    The same state of things gives the same bytes; a date that moved keeps its UID, so that calendars move it too.
    """
    feed, changed = empty_calendar(tender.title), last_change(tender, results_of(tender, now), now)
    for event in calendar.calendar(tender):
        feed.add_component(entry_of(event, tender, changed))
    for meeting in tender.meetings.all():
        feed.add_component(visit_of(meeting, tender))
    return bytes(feed.to_ical())


def empty_calendar(name: str) -> Calendar:
    """Return a calendar in the reader's language, still without entries."""
    feed = Calendar()
    feed.add("version", "2.0")
    feed.add("prodid", f"-//Parvis//{get_language()}")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", vText(name))
    return feed


def entry_of(event: calendar.Event, tender: Tender, changed: datetime) -> Event:
    """Return one date of a call as an entry of a calendar."""
    entry, address = Event(), f"{settings.BASE_URL}{reverse('record:call', args=[tender.reference])}"
    promised = _("A promise. If it moves, this page says why: %(address)s") % {"address": address}
    entry.add("uid", f"{event.kind}.{tender.ocid}")
    entry.add("dtstamp", changed)
    entry.add("sequence", sequence_of(event, tender))
    entry.add("summary", _("%(what)s: %(call)s") % {"what": event.label, "call": tender.title})
    entry.add("dtstart", event.moment if event.kind in INSTANTS else event.day)
    entry.add("transp", "TRANSPARENT")
    entry.add("url", address)
    entry.add("description", _("This has happened.") if event.done else promised)
    return entry


def visit_of(meeting: Meeting, tender: Tender) -> Event:
    """Return a visit or a meeting as an entry of a calendar: when it begins, and where.

    No revision of it is counted: the minutes from the publication to its last change only grow, too.
    """
    entry, address = Event(), f"{settings.BASE_URL}{reverse('record:call', args=[tender.reference])}"
    words = {"what": capfirst(meeting.get_kind_display()), "call": tender.title}
    moved = _("A visit or a meeting. If it moves, this page says so: %(address)s") % {"address": address}
    entry.add("uid", f"meeting-{meeting.pk}.{tender.ocid}")
    entry.add("dtstamp", meeting.changed_at)
    entry.add("sequence", max(0, int((meeting.changed_at - (tender.published_at or meeting.changed_at)) / A_MINUTE)))
    entry.add("summary", _("%(what)s: %(call)s") % words)
    entry.add("dtstart", meeting.starts_at)
    entry.add("location", meeting.place)
    entry.add("url", address)
    entry.add("description", moved)
    return entry


def sequence_of(event: calendar.Event, tender: Tender) -> int:
    """Return how often this date was revised, so that a calendar takes the newer entry; it never falls.

    A later round promises the same stages anew: it counts on from far above. The end of a call comes once.
    """
    revised = sum(len(stage.revisions.all()) for stage in tender.stages.all() if stage.kind == event.kind)
    return A_ROUND * (tender.round_number - 1) + revised
