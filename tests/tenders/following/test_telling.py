"""From a deed to the mail: at once, once a day, once a week; each call once, nothing twice, nothing lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django_tasks_db.management.commands import db_worker

from procurement.outbox.models import Mail
from tenders.calls.pauses import pause
from tenders.following import emails
from tenders.following.actions import change_pace, stop_all
from tenders.following.telling import last_morning, lay_by, tell_followers, tell_what_is_due
from tenders.models import Alert, News, Pace, Piece, Reader, Tender
from tenders.wanted import Wanted
from tests.factories.alerts import alert_of, mails
from tests.factories.calls import place
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
WHO = "visitor@example.org"
# Saturday, 20 February 2027; Brussels is one hour ahead of UTC.
NOW, MORNING, MONDAY = moment("2027-02-20", 10), moment("2027-02-21", 6), moment("2027-02-22", 6)
GREEN = Wanted(cpv="7731")


@pytest.fixture(autouse=True)
def at_now(hands, monkeypatch):
    """A worker drops old connections; here that would end the test's transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    hands.at = NOW


def found(tender: Tender, at=NOW) -> None:
    lay_by.func(tender.pk, News.FOUND.value, at.isoformat())


def changed(tender: Tender, news: News = News.ANSWER, at=NOW) -> None:
    tell_followers(tender, news, now=at)
    mails()


class TestANewCall:
    def test_is_told_with_its_deadline_and_what_found_it(self):
        alert_of(GREEN, email=WHO)
        alert_of(Wanted(cpv="45"), email="other@example.org")
        call = published_call(title="Green roofs")
        found(call)
        [written] = mails()
        assert (written.to, written.subject) == (WHO, f"A new call: Green roofs ({call.reference})")
        assert f"/en/calls/{call.reference}/" in written.text
        assert "CPV code: 7731" in written.text
        assert "Bids until 15 March 2027, 10:00 (Brussels time)" in written.text

    def test_goes_once_to_a_reader_with_three_searches_for_it(self):
        for wanted in (GREEN, Wanted(region="BE"), Wanted()):
            alert_of(wanted, email=WHO)
        found(published_call())
        [written] = mails()
        assert written.text.count("/en/calls/") == 1
        assert "/follow/all/" in written.unsubscribe

    def test_is_told_once_though_the_task_runs_twice(self):
        alert_of(GREEN, email=WHO)
        call = published_call()
        found(call)
        found(call)
        assert mails().count() == 1

    def test_that_is_no_longer_public_is_not_told(self):
        alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        call = published_call()
        found(call)
        place(call, "draft")
        assert tell_what_is_due(now=MORNING) == 0


class TestADigest:
    def test_waits_for_the_morning_and_comes_once(self):
        alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        one, two = published_call(title="One"), published_call(title="Two")
        found(one)
        found(two, NOW + timedelta(hours=1))
        assert [tell_what_is_due(now=at) for at in (NOW, MORNING - timedelta(seconds=1))] == [0, 0]
        assert [tell_what_is_due(now=MORNING + timedelta(minutes=minute)) for minute in (0, 1, 60)] == [1, 0, 0]
        [written] = mails()
        assert written.subject == "2 new calls that you look for"
        assert written.text.index("“One”") < written.text.index("“Two”")

    def test_of_the_same_day_never_comes_twice(self):
        """What was laid by for yesterday but written late, after the digest had gone, waits for the next one."""
        alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        found(published_call())
        tell_what_is_due(now=MORNING)
        found(published_call(), NOW)
        assert tell_what_is_due(now=MORNING + timedelta(hours=2)) == 0
        assert tell_what_is_due(now=MORNING + timedelta(days=1)) == 1
        assert mails().count() == 2

    def test_of_the_week_comes_on_monday(self):
        alert_of(GREEN, email=WHO, pace=Pace.WEEKLY)
        found(published_call())
        assert [tell_what_is_due(now=at) for at in (MORNING, MONDAY - timedelta(seconds=1), MONDAY, MONDAY)] == [
            0,
            0,
            1,
            0,
        ]

    def test_after_a_night_without_a_worker_comes_late_but_comes(self):
        alert_of(GREEN, email=WHO, pace=Pace.WEEKLY)
        found(published_call())
        assert tell_what_is_due(now=MONDAY + timedelta(days=3)) == 1

    def test_gathers_everything_of_its_pace_and_leaves_the_rest(self, personas):
        followed, new = published_call(title="Followed"), published_call(title="New", cpv="45233000")
        alert_of(followed, email=WHO, pace=Pace.DAILY)
        alert_of(Wanted(cpv="45"), email=WHO, pace=Pace.DAILY)
        alert_of(Wanted(division="45"), email=WHO, pace=Pace.WEEKLY)
        for news in (News.ANSWER, News.PAUSED, News.ANSWER):
            changed(followed, news)
        found(new)
        assert tell_what_is_due(now=MORNING) == 1
        [written] = mails()
        assert written.subject == "Your calls: 1 new, 1 with news"
        assert written.text.index("NEW CALLS") < written.text.index("CALLS THAT YOU FOLLOW")
        assert written.text.count("A question was answered") == 1
        assert "The procedure is paused" in written.text
        assert Piece.objects.filter(told_at=None).count() == 1

    def test_says_that_a_call_has_closed_meanwhile(self):
        alert_of(GREEN, email=WHO, pace=Pace.WEEKLY)
        call = published_call()
        found(call)
        call.rounds.update(deadline_at=MORNING)
        tell_what_is_due(now=MONDAY)
        assert "It takes no bids at this moment." in mails().get().text

    def test_with_a_hundred_calls_says_how_many_more(self):
        alert = alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        calls = [published_call() for _n in range(52)]
        Piece.objects.bulk_create(Piece(alert=alert, tender=call, news="found", at=NOW) for call in calls)
        tell_what_is_due(now=MORNING)
        written = mails().get()
        assert written.text.count("/en/calls/") == 50
        assert "And 2 calls more" in written.text

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_one_call_as_for_three(self, count, django_assert_num_queries):
        alert = alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        calls = [published_call() for _n in range(count)]
        Piece.objects.bulk_create(Piece(alert=alert, tender=call, news="found", at=NOW) for call in calls)
        with django_assert_num_queries(13):
            tell_what_is_due(now=MORNING)

    @pytest.mark.parametrize("language", ["fr", "nl", "de"])
    def test_speaks_the_readers_language(self, language):
        alert = alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        Reader.objects.update(language=language)
        found(published_call())
        tell_what_is_due(now=MORNING)
        written = mails().get()
        assert written.language == language
        assert f"/{language}/calls/" in written.text
        assert alert.reader.token in written.text
        assert "NEW CALLS" not in written.text

    def test_that_fails_is_whole_or_nothing_and_comes_with_the_next_tick(self, monkeypatch, caplog):
        alert = alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        found(published_call())
        with monkeypatch.context() as patched:
            patched.setattr("tenders.following.emails.write", lambda *_args, **_facts: 1 / 0)
            assert tell_what_is_due(now=MORNING) == 0
        assert not Mail.objects.exists()
        assert Piece.objects.get().told_at is None
        assert Reader.objects.get().daily_at is None
        assert f"to reader {alert.reader_id} could not be written" in caplog.text
        assert tell_what_is_due(now=MORNING) == 1


class TestOneReaderOfWhomAMailFails:
    """The first of three: whoever comes after hears in the same tick, at each pace."""

    @pytest.fixture
    def readers(self, monkeypatch) -> list[int]:
        """Return three readers of each pace, in the order in which they are told; no mail to the first can be made."""
        call = published_call()
        for pace in Pace:
            for name in ("first", "second", "third"):
                alert = alert_of(Wanted(cpv="7731"), email=f"{name}-{pace}@example.org", pace=pace)
                Piece.objects.create(alert=alert, tender=call, news="found", at=NOW)
        whole = emails.news

        def broken(reader, pace, pieces, *, now):
            whole(reader, pace, pieces, now=now)
            if reader.email.startswith("first"):
                raise ValueError(reader.email)

        monkeypatch.setattr("tenders.following.emails.news", broken)
        return list(Reader.objects.order_by("pk").values_list("pk", flat=True))

    def test_stops_nobody_else(self, readers):
        assert tell_what_is_due(now=MONDAY) == 6
        assert {written.to.partition("-")[0] for written in Mail.objects.all()} == {"second", "third"}
        waiting = Piece.objects.filter(told_at=None).values_list("alert__reader", flat=True)
        assert sorted(waiting) == readers[::3]

    def test_is_tried_again_and_nobody_is_told_twice(self, readers, monkeypatch):
        tell_what_is_due(now=MONDAY)
        assert tell_what_is_due(now=MONDAY + timedelta(minutes=1)) == 0
        monkeypatch.undo()
        assert tell_what_is_due(now=MONDAY + timedelta(minutes=2)) == 3
        told = list(Mail.objects.values_list("to", flat=True))
        assert len(told) == len(set(told)) == 9

    def test_does_not_fail_the_task_that_tells_of_a_new_call(self, readers):
        alert_of(Wanted(), email="last@example.org")
        found(published_call())
        assert Mail.objects.filter(to="last@example.org").count() == 1


class TestThePace:
    def test_can_be_changed_and_takes_along_what_waits(self):
        alert = alert_of(GREEN, email=WHO, pace=Pace.WEEKLY)
        found(published_call())
        change_pace(alert, pace=Pace.DAILY)
        assert tell_what_is_due(now=MORNING) == 1

    def test_at_once_is_made_up_for_by_the_clock(self):
        alert = alert_of(GREEN, email=WHO)
        Piece.objects.create(alert=alert, tender=published_call(), news="found", at=NOW)
        assert [tell_what_is_due(now=NOW + timedelta(minutes=1)) for _twice in (1, 2)] == [1, 0]

    def test_of_a_person_who_left_is_none(self, personas):
        alert_of(GREEN, by=personas.owner)
        personas.owner.is_active = False
        personas.owner.save()
        found(published_call())
        assert not mails().exists()

    @pytest.mark.parametrize(
        ("day", "hour", "morning", "monday"),
        [
            ("2027-02-22", 5, "2027-02-21", "2027-02-15"),
            ("2027-02-22", 6, "2027-02-22", "2027-02-22"),
            ("2027-02-28", 23, "2027-02-28", "2027-02-22"),
            ("2027-03-01", 0, "2027-02-28", "2027-02-22"),
        ],
    )
    def test_mornings_and_mondays(self, day, hour, morning, monday):
        assert last_morning(moment(day, hour)) == moment(morning, 6)
        assert last_morning(moment(day, hour), weekday=0) == moment(monday, 6)

    def test_the_morning_follows_summer_time(self):
        assert last_morning(moment("2027-03-28", 8)) == moment("2027-03-28", 5)


class TestStopping:
    def test_one_click_in_a_digest_ends_its_pace_alone(self, client):
        alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        alert_of(published_call(), email=WHO, pace=Pace.DAILY)
        weekly = alert_of(Wanted(cpv="45"), email=WHO, pace=Pace.WEEKLY)
        call = published_call()
        found(call)
        changed(Tender.objects.get(pk=Alert.objects.get(tender__isnull=False).tender_id))
        tell_what_is_due(now=MORNING)
        mails()
        [sent] = mail.outbox
        assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = sent.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
        assert "Stop all of them" in client.get(f"/{path}").text
        assert Alert.objects.count() == 3
        client.handler.enforce_csrf_checks = True
        assert client.post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert list(Alert.objects.all()) == [weekly]
        assert not Mail.objects.exists()

    def test_the_last_one_forgets_the_address(self):
        alert = alert_of(GREEN, email=WHO, pace=Pace.DAILY)
        stop_all(alert.reader.token, Pace.DAILY)
        assert not Reader.objects.exists()
        stop_all("nothing", Pace.DAILY)

    def test_an_account_keeps_its_private_addresses(self, personas):
        alert = alert_of(GREEN, by=personas.owner, pace=Pace.DAILY)
        stop_all(alert.reader.token, Pace.DAILY)
        assert list(Reader.objects.all()) == [alert.reader]


def test_a_pause_reaches_followers_at_each_pace(personas):
    call = published_call(buyer=personas.buyer)
    for pace in Pace:
        alert_of(call, email=f"{pace}@example.org", pace=pace)
    pause(call, kind="review", legal_basis="Order 12", by=personas.officer, now=NOW)
    assert [written.to for written in mails().filter(person=None)] == ["at_once@example.org"]
    assert tell_what_is_due(now=MONDAY) == 2
