"""The portal answers, and writes it down; an outage is what lies between two answers, or what somebody recorded."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import accumulate

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procurement.audit.models import Event
from procurement.availability.actions import beat, is_measuring, record_outage
from procurement.availability.asking import answers, ask_each_minute
from procurement.availability.gaps import gaps
from procurement.availability.models import Heartbeat, Outage
from procurement.availability.secret import HEADER, workers_secret
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
    assert not Heartbeat.objects.exists()
    assert Client().get("/health/", headers={HEADER: workers_secret()}).content == b"ok"
    assert Heartbeat.objects.get().last_at == START


@pytest.mark.parametrize("said", ["", "worker", "é", "0" * 64])
@pytest.mark.django_db
def test_a_stranger_is_answered_and_moves_nothing(hands, settings, said):
    settings.HEALTH_SECRET = ""
    beat(now=START)
    for later in (10, 600):
        hands.at = START + timedelta(minutes=later)
        assert Client().get("/health/", headers={HEADER: said}).content == b"ok"
    assert Heartbeat.objects.get().last_at == START
    assert not Outage.objects.exists()


@pytest.mark.django_db
def test_a_monitor_that_knows_its_secret_counts(hands, settings):
    hands.at = START
    settings.HEALTH_SECRET = "a long word of the monitor"
    Client().get("/health/", headers={HEADER: "a long word of the monitor?"})
    assert not Heartbeat.objects.exists()
    Client().get("/health/", headers={HEADER: settings.HEALTH_SECRET})
    assert Heartbeat.objects.get().last_at == START


def test_the_workers_secret_is_of_this_portal_and_gives_its_key_not_away(settings):
    ours = workers_secret()
    assert settings.SECRET_KEY not in ours
    settings.SECRET_KEY = "another portal's key, long enough to be one"
    assert workers_secret() != ours


@pytest.mark.parametrize("said", ["", workers_secret])
@pytest.mark.django_db
def test_without_its_database_the_portal_does_not_answer_yes(monkeypatch, said):
    def gone(*_args, **_kwargs):
        raise OperationalError("no connection to db.example.org")

    monkeypatch.setattr(Heartbeat.objects, "exists", gone, raising=False)
    monkeypatch.setattr(Heartbeat.objects, "filter", gone, raising=False)
    page = Client().get("/health/", headers={HEADER: said() if said else ""})
    assert (page.status_code, page.content) == (503, b"no database")


@pytest.mark.parametrize(
    ("url", "secret", "measured"),
    [("https://example.org/health/", "", True), ("", "word", True), ("", "", False)],
)
@pytest.mark.django_db
def test_measuring_is_on_while_somebody_asks(settings, url, secret, measured):
    settings.HEALTH_URL, settings.HEALTH_SECRET = url, secret
    assert is_measuring() is False
    beat(now=START)
    assert is_measuring() is measured


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
        ({"began_at": START - timedelta(days=7, seconds=1)}, "Only what began in the last 7 days"),
        ({"began_at": datetime(1, 1, 1, tzinfo=UTC)}, "Only what began in the last 7 days"),
    ],
)
@pytest.mark.django_db
def test_what_is_no_outage_is_refused(change, sentence):
    with pytest.raises(Refused, match=sentence):
        record_outage(**WORDS | change, by=UserFactory(is_superuser=True), now=START)
    assert not Outage.objects.exists()


@pytest.mark.django_db
def test_seven_days_are_not_too_long_ago():
    began = START - timedelta(days=7)
    outage = record_outage(**WORDS | {"began_at": began}, by=UserFactory(is_superuser=True), now=START)
    assert outage.began_at == began


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
            asked.append((self.path, self.headers[HEADER]))
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
    assert asked == [("/health/", workers_secret())] * 2
    assert answers("http://127.0.0.1:9/health/") is False


@pytest.mark.parametrize("url", ["ftp://example.org/", "example.org/health/", "http://[::1/", "http://127.0.0.1:x/"])
def test_an_address_that_is_none_is_said_in_the_log_and_ends_no_thread(url, caplog):
    ended = threading.Event()
    thread = ask_each_minute(url, ended, every=0.01)
    while len(caplog.records) < 2 and thread.is_alive():
        ended.wait(0.01)
    assert thread.is_alive()
    ended.set()
    thread.join(timeout=5)
    assert url in caplog.text


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
