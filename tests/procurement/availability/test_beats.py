"""The portal answers, and writes it down; an outage is what lies between two answers, or what somebody recorded."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import accumulate

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procurement.audit.models import Event
from procurement.availability.actions import beat, record_outage
from procurement.availability.asking import answers, ask_each_minute
from procurement.availability.gaps import gaps
from procurement.availability.models import Heartbeat, Outage
from procurement.lifecycle import Refused
from tests.factories.people import UserFactory
from tests.personas import moment

START = moment("2027-02-01")
WORDS = {"began_at": moment("2027-01-31", 8), "ended_at": moment("2027-01-31", 9), "reason": "A cable was cut."}


class BeatsTellOfEveryGap(TestCase):
    @properties(max_examples=25)
    @given(st.lists(st.integers(31, 900), max_size=12))
    def test_what_is_kept_is_what_the_moments_tell(self, seconds):
        moments = [START + timedelta(seconds=after) for after in accumulate(seconds, initial=0)]
        for now in moments:
            beat(now=now)
        kept = [outage.gap for outage in Outage.objects.order_by("began_at")]
        assert kept == list(gaps(moments, timedelta(minutes=5)))
        assert (Heartbeat.objects.get().first_at, Heartbeat.objects.get().last_at) == (START, moments[-1])


@pytest.mark.django_db
def test_an_outage_is_logged_as_the_portals_own_measure(settings):
    settings.OUTAGE_MINUTES = 10
    beat(now=START)
    assert beat(now=START + timedelta(minutes=10)) is None
    outage = beat(now=START + timedelta(minutes=21))
    assert (outage.kind, outage.gap.length) == ("measured", timedelta(minutes=11))
    event = Event.objects.get(verb="outage.measure")
    assert (event.actor_id, event.payload["began_at"]) == (None, "2027-02-01T09:10:00Z")


@pytest.mark.django_db
def test_who_asks_often_writes_nothing(django_assert_num_queries):
    beat(now=START)
    with django_assert_num_queries(1):
        beat(now=START + timedelta(seconds=29))
    assert Heartbeat.objects.get().last_at == START


@pytest.mark.django_db
def test_an_answer_that_comes_late_to_the_row_turns_no_clock_back():
    beat(now=START)
    assert beat(now=START - timedelta(hours=3)) is None
    assert Heartbeat.objects.get().last_at == START


@pytest.mark.django_db
def test_the_address_answers_and_notes_it(hands):
    hands.at = START
    page = Client().get("/health/")
    assert (page.status_code, page.content, "no-store" in page["Cache-Control"]) == (200, b"ok", True)
    assert Heartbeat.objects.get().last_at == START


@pytest.mark.django_db
def test_who_runs_the_portal_records_what_can_not_be_measured():
    keeper = UserFactory(is_superuser=True)
    outage = record_outage(**WORDS, by=keeper, now=START)
    assert (outage.kind, outage.reason, outage.recorded_by) == ("recorded", "A cable was cut.", keeper)
    assert Event.objects.get(verb="outage.record").payload["reason"] == "A cable was cut."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "Give a reason"),
        ({"ended_at": WORDS["began_at"]}, "An outage ends after it began."),
        ({"ended_at": START + timedelta(hours=1)}, "Record an outage once it is over."),
    ],
)
@pytest.mark.django_db
def test_what_is_no_outage_is_refused(change, sentence):
    with pytest.raises(Refused, match=sentence):
        record_outage(**WORDS | change, by=UserFactory(is_superuser=True), now=START)
    assert not Outage.objects.exists()


@pytest.mark.parametrize("name", ["administrator", "officer", "owner", "editor", "auditor"])
def test_nobody_else_records_one(personas, name):
    with pytest.raises(Refused, match="Only who runs the portal"):
        record_outage(**WORDS, by=getattr(personas, name), now=START)


@pytest.mark.parametrize("wrong", [{"reason": "Why?"}, {"ended_at": START}, {"kind": "recorded"}])
@pytest.mark.django_db
def test_the_database_refuses_an_outage_that_can_not_be(wrong):
    facts = {"kind": "measured", "began_at": START, "ended_at": START + timedelta(hours=1), "found_at": START}
    with pytest.raises(IntegrityError), transaction.atomic():
        Outage.objects.create(**facts | wrong)


@pytest.fixture
def site():
    """A site that answers as often as it is told to, and then fails."""
    asked, told = [], [200, 503]

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(told[min(len(asked), len(told)) - 1])
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/health/", asked
    server.shutdown()
    server.server_close()


def test_only_an_answer_that_says_yes_is_one(site):
    url, asked = site
    assert (answers(url), answers(url)) == (True, False)
    assert asked == ["/health/", "/health/"]
    assert answers("http://127.0.0.1:9/health/") is False


def test_the_worker_asks_until_it_ends_and_nobody_where_no_address_is_set(site):
    url, asked = site
    ended = threading.Event()
    thread = ask_each_minute(url, ended, every=0.01)
    while len(asked) < 3:
        ended.wait(0.01)
    ended.set()
    thread.join(timeout=5)
    assert not thread.is_alive()
    assert ask_each_minute("", ended) is None
