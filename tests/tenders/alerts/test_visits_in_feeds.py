"""One's own calendar holds the visits of the calls that one follows, and not those of calls that a search found."""

import pytest
from icalendar import Calendar

from tenders.alerts.feeds import dates_of
from tenders.alerts.queries import Followed
from tenders.models import Tender
from tenders.record.queries import call_with_its_parts
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20", 10)


def with_a_visit(personas) -> Tender:
    call = published_call(buyer=personas.buyer)
    facts = {"kind": "visit", "place": "Gate 2", "recorded_by": personas.officer}
    call.meetings.create(starts_at=moment("2027-03-01"), changed_at=moment("2027-02-10"), **facts)
    return call_with_its_parts().get(pk=call.pk)


def uids(followed: Followed) -> list[str]:
    feed = Calendar.from_ical(dates_of(followed, NOW))
    return [str(entry["uid"]) for entry in feed.walk("VEVENT")]


def test_visits_of_a_call_that_one_follows_or_works_on_are_in_it(personas):
    followed, at_work = with_a_visit(personas), with_a_visit(personas)
    found = uids(Followed([followed], [], [at_work]))
    for call in (followed, at_work):
        assert f"meeting-{call.meetings.get().pk}.{call.ocid}" in found


def test_of_a_call_that_a_search_found_there_is_the_deadline_alone(personas):
    call = with_a_visit(personas)
    assert uids(Followed([], [call])) == [f"submission.{call.ocid}"]


def test_no_name_comes_twice(personas):
    found = uids(Followed([with_a_visit(personas)], [with_a_visit(personas)]))
    assert len(found) == len(set(found))
