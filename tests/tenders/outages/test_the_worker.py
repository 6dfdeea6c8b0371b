"""The worker proposes what an outage asks for before it makes papers, however many wait."""

import signal

import pytest

from tenders.management.commands import work


@pytest.fixture
def signals():
    """Whoever is told to end, as it was before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.django_db
@pytest.mark.usefixtures("signals")
def test_the_clocks_deeds_come_before_the_papers_that_wait(monkeypatch, settings):
    settings.HEALTH_URL = ""
    done, command = [], work.Command()
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    monkeypatch.setattr(work, "A_MOMENT", 0)
    monkeypatch.setattr(command, "_tick", lambda _due: done.append("clock"))

    def papers():
        done.append("papers")
        command.going_on = len(done) < 4

    monkeypatch.setattr(work, "run_waiting", papers)
    command.handle()
    assert done == ["clock", "papers"] * 2


@pytest.mark.django_db
def test_every_minute_outages_come_before_calls_are_closed(monkeypatch):
    done = []
    names = ["propose_what_is_due", "advance", "remind", "retry_unsent", "tell_what_is_due", "write_morning_mails"]
    for name in [*names, "forget_those_whose_time_is_over", "forget_names", "forget_old"]:
        monkeypatch.setattr(work, name, lambda name=name, **_at: done.append(name))
    monkeypatch.setattr(work.SessionStore, "clear_expired", lambda: None)
    work.Command()._every_minute()
    assert done[: len(names)] == names


@pytest.mark.django_db
def test_a_deed_that_fails_is_in_the_log_and_holds_up_no_other(monkeypatch, caplog):
    done = []

    def broken(**_at):
        raise FileNotFoundError("private")

    monkeypatch.setattr(work, "advance", broken)
    monkeypatch.setattr(work, "forget_abandoned", lambda **_at: done.append("swept"))
    work.Command()._every_minute()
    assert done == ["swept"]
    assert "broken failed: FileNotFoundError" in caplog.text
    assert "private" not in caplog.text
