"""The private calendar and feed: unguessable, renewed, revoked; what is followed, what is found; one price."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from icalendar import Calendar

from tenders.alerts.feeds import atom_of, dates_of
from tenders.alerts.queries import followed_by
from tenders.models import Reader, Tender
from tenders.wanted import Wanted
from tests.factories.alerts import alert_of
from tests.factories.browsing import Browser
from tests.factories.calls import TenderFactory
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW, WHO = moment("2027-02-20", 10), "visitor@example.org"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def reader() -> Reader:
    """An address that follows a call and looks for gardens."""
    alert_of(published_call(title="Followed", cpv="45000000"), email=WHO)
    alert = alert_of(Wanted(cpv="7731"), email=WHO)
    published_call(title="Found", cpv="77310000")
    published_call(title="Neither", cpv="30000000")
    return alert.reader


def made(client, reader: Reader, **data: str) -> Reader:
    client.post(reverse("alerts:private_of", args=[reader.token]), data)
    reader.refresh_from_db()
    return reader


def feeds(client, token: str | None) -> list[int]:
    return [client.get(reverse(f"alerts:{name}", args=[token])).status_code for name in ("dates", "atom")]


class TestTheAddresses:
    def test_are_made_renewed_and_revoked(self, client, reader):
        assert reader.feed_token is None
        first = made(client, reader).feed_token
        assert len(first) == 32
        assert first in client.get(reverse("alerts:of", args=[reader.token])).text
        assert feeds(client, first) == [200, 200]
        second = made(client, reader, renew="1").feed_token
        assert feeds(client, first) == [404, 404]
        assert feeds(client, second) == [200, 200]
        assert made(client, reader, revoke="1").feed_token is None
        assert feeds(client, second) == [404, 404]
        assert feeds(client, "None") == [404, 404]

    def test_are_an_accounts_too_and_end_with_it(self, client, personas):
        own = Browser(personas.owner).client
        assert own.post(reverse("alerts:private")).status_code == 404
        alert = alert_of(Wanted(), by=personas.owner)
        assert own.post(reverse("alerts:private"))["Location"] == reverse("alerts:mine")
        token = Reader.objects.get(pk=alert.reader_id).feed_token
        assert feeds(client, token) == [200, 200]
        personas.owner.is_active = False
        personas.owner.save()
        assert feeds(client, token) == [404, 404]

    def test_open_nothing_else(self, client, reader):
        token = made(client, reader).feed_token
        assert client.get(reverse("alerts:of", args=[token])).status_code == 404
        assert client.get(reverse("alerts:one", args=[token])).status_code == 404

    def test_are_kept_by_no_search_engine_and_no_cache(self, client, reader):
        answer = client.get(reverse("alerts:dates", args=[made(client, reader).feed_token]))
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Cache-Control"].startswith("private")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"


class TestTheCalendar:
    def test_has_every_date_of_what_is_followed_and_the_deadline_of_what_is_found(self, reader):
        feed = Calendar.from_ical(dates_of(followed_by(reader, NOW), NOW))
        titles = [str(entry["summary"]) for entry in feed.walk("VEVENT")]
        assert len([title for title in titles if title.endswith("Followed")]) > 5
        assert len([title for title in titles if title.endswith("Found")]) == 1
        assert not [title for title in titles if title.endswith("Neither")]

    def test_is_the_same_bytes_while_nothing_changes(self, reader):
        one, two = (dates_of(followed_by(reader, at), at) for at in (NOW, NOW + timedelta(hours=1)))
        assert one == two


class TestWhoWorksOnCalls:
    def test_makes_a_calendar_without_an_alert_with_what_is_public_and_goes_on(self, client, personas):
        published_call(title="Ours", buyer=personas.buyer)
        published_call(title="Over", buyer=personas.buyer, state="concluded")
        published_call(title="Elsewhere", buyer=personas.other_buyer)
        TenderFactory(title="Secret draft", buyer=personas.buyer)
        own = Browser(personas.officer).client
        assert "The calls on which you work are in it too" in own.get("/en/alerts/").content.decode()
        own.post(reverse("alerts:private"))
        feed = client.get(reverse("alerts:dates", args=[Reader.objects.get(person=personas.officer).feed_token]))
        titles = {str(entry["summary"]).split(": ")[-1] for entry in Calendar.from_ical(feed.content).walk("VEVENT")}
        assert titles == {"Ours"}

    def test_reads_each_call_once_though_it_follows_it_too(self, personas):
        call = published_call(buyer=personas.buyer)
        reader = alert_of(call, by=personas.officer).reader
        alert_of(Wanted(), by=personas.officer)
        followed = followed_by(reader, NOW)
        assert (followed.calls, list(followed.found), followed.work) == ([call], [], [])


class TestTheFeed:
    def test_names_each_call_once_and_dates_it_by_its_last_change(self, reader):
        alert_of(Wanted(region="BE"), email=WHO)
        root = ET.fromstring(atom_of(followed_by(reader, NOW), NOW))  # noqa: S314  our own words
        entries = {entry.findtext(f"{ATOM}title"): entry for entry in root.iter(f"{ATOM}entry")}
        assert sorted(entries) == ["Followed", "Found", "Neither"]
        followed = Tender.objects.get(title="Followed")
        assert entries["Followed"].findtext(f"{ATOM}id") == f"tag:parvis,{followed.ocid}"
        assert f"/calls/{followed.reference}/" in entries["Followed"].find(f"{ATOM}link").get("href")
        assert "Bids until 15 March 2027, 10:00" in entries["Found"].findtext(f"{ATOM}summary")

    def test_may_be_empty(self, personas):
        reader = alert_of(Wanted(q="nothing like it"), by=personas.owner).reader
        root = ET.fromstring(atom_of(followed_by(reader, NOW), NOW))  # noqa: S314  our own words
        assert root.findtext(f"{ATOM}updated").startswith("2027-02-20T10:00")

    def test_leaves_out_what_takes_no_bids_any_more(self, reader):
        Tender.objects.get(title="Found").rounds.update(deadline_at=NOW)
        assert [call.title for call in followed_by(reader, NOW).found] == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_for_one_call_as_for_three(count, django_assert_num_queries):
    for n in range(count):
        alert_of(published_call(cpv="45000000"), email=WHO)
        published_call(title=f"Found {n}")
        reader = alert_of(Wanted(cpv=f"7731{n}"[: 4 + n], q="found"), email=WHO).reader
    with django_assert_num_queries(28):
        followed = followed_by(reader, NOW)
        dates_of(followed, NOW)
        atom_of(followed, NOW)
