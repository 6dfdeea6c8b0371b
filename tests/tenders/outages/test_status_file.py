"""The status page is a file that tells how the portal does while the portal can't."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command

from procurement.availability.actions import beat, record_outage
from tenders.management.commands import work
from tenders.models import Tender
from tenders.outages.actions import accept_extension, decline_extension
from tenders.outages.status import write_status
from tests.factories.calls import DEADLINE
from tests.factories.people import UserFactory
from tests.factories.sealed import another_bid, open_call
from tests.tenders.outages.conftest import BACK

pytestmark = pytest.mark.django_db

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Well(HTMLParser):
    """Fails where an element is closed that is not open, and knows every id and every address."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.ids, self.addresses = [], [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids += [told["id"]] if "id" in told else []
        self.addresses += [told[name] for name in ("href", "src") if name in told]
        assert tag != "script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.STATUS_FOLDER = tmp_path / "deep" / "status"
    settings.BASE_URL = "https://calls.example.org"
    return settings.STATUS_FOLDER


@pytest.fixture
def told(folder):
    """Write both files, and return the page as text and the JSON as what it says."""

    def write(now=BACK):
        write_status(now=now)
        return (folder / "index.html").read_text(encoding="utf-8"), json.loads((folder / "status.json").read_text())

    return write


def test_it_is_one_whole_file_in_four_languages_that_fetches_nothing(told, proposal):
    page, _data = told()
    well = Well()
    well.feed(page)
    assert well.open == []
    assert len(well.ids) == len(set(well.ids))
    assert {"fr", "nl", "de", "en"} <= set(well.ids)
    elsewhere = [at for at in well.addresses if not at.startswith(("#", "mailto:", "data:,"))]
    assert set(elsewhere) == {f"https://calls.example.org/fr/calls/{proposal.tender.reference}/"}
    assert "url(" not in page
    assert "Europe/Brussels" in page


def test_it_tells_its_moment_and_since_when_nothing_answers(told):
    assert told()[1]["last_answer_at"] is None
    beat(now=BACK)
    page, data = told(BACK + timedelta(minutes=1))
    assert "At this moment the portal answered." in page
    assert (data["made_at"], data["silent_since"]) == ("2027-03-15T10:31:00Z", None)
    page, data = told(BACK + timedelta(minutes=20))
    assert "At this moment the portal did not answer. Its last answer was on 15 March 2027, 11:30." in page
    assert "As of 15 March 2027, 11:50 (Europe/Brussels)." in page
    assert data["silent_since"] == "2027-03-15T10:30:00Z"
    assert "more than 5 minutes ago" in page


def test_what_is_proposed_is_told_as_no_decision_and_what_is_given_as_one(told, proposal, personas):
    page, data = told()
    row = {"given": False, "old": "2027-03-15T09:00:00Z", "new": "2027-03-17T09:00:00Z"}
    assert row.items() <= data["more_time"][0].items()
    assert "More time is proposed: until 17 March 2027, 10:00. It is not decided yet: the deadline stands." in page
    accept_extension(proposal, by=personas.officer, now=BACK)
    page, data = told()
    assert "Bids were due on 15 March 2027, 10:00. More time was given: until 17 March 2027, 10:00." in page
    assert [call["given"] for call in data["more_time"]] == [True]


def test_what_is_declined_or_not_public_is_not_told(told, proposal, personas):
    Tender.objects.update(by_invitation=True)
    assert told()[1]["more_time"] == []
    Tender.objects.update(by_invitation=False)
    assert len(told()[1]["more_time"]) == 1
    decline_extension(proposal, reason="The portal answered.", by=personas.officer, now=BACK)
    assert told()[1]["more_time"] == []


def test_outages_stand_in_both_with_words_that_can_do_no_harm(told):
    beat(now=DEADLINE)
    keeper = UserFactory(is_superuser=True)
    reason = "The <script>alert(1)</script> line was cut."
    record_outage(began_at=DEADLINE, ended_at=DEADLINE + timedelta(hours=1), reason=reason, by=keeper, now=BACK)
    page, data = told()
    assert "<script>" not in page
    assert [(row["kind"], row["reason"]) for row in data["outages"]] == [("recorded", reason)]


def test_it_is_the_same_with_none_and_with_a_bid(told, call):
    before = told()
    another_bid(call)
    assert told() == before


def test_how_many_calls_got_more_time_asks_no_more_questions(personas, call, out, django_assert_num_queries, told):
    open_call(personas)
    out()
    from_none_to_two = 5
    with django_assert_num_queries(from_none_to_two):
        told()
    work.propose_what_is_due(now=BACK)
    with django_assert_num_queries(from_none_to_two):
        _page, data = told()
    assert len(data["more_time"]) == 2


def full(_path, _target):
    raise OSError("full")


def test_it_takes_the_old_ones_place_whole_or_not_at_all(told, folder, monkeypatch, caplog):
    before = told()[0]
    monkeypatch.setattr(Path, "replace", full)
    write_status(now=BACK + timedelta(hours=1))
    assert (folder / "index.html").read_text(encoding="utf-8") == before
    assert sorted(path.name for path in folder.iterdir()) == ["index.html", "status.json"]
    assert "The status page was not written: full" in caplog.text


def test_the_web_server_may_read_it(told, folder):
    told()
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o644"}


def test_the_worker_writes_it_each_minute_and_a_command_once(db, folder, monkeypatch):
    monkeypatch.setattr(work.SessionStore, "clear_expired", lambda: None)
    work.Command()._every_minute()
    first = (folder / "index.html").stat().st_ino
    call_command("write_status")
    assert (folder / "index.html").stat().st_ino != first
    assert re.search(r'"made_at": "\d{4}-', (folder / "status.json").read_text())
