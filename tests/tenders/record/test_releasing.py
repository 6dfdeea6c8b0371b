"""Releases: written when something happens, once, as bytes that nobody changes; and given out by `export_ocds`."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from procurement import clock
from procurement.audit.log import lay_digests, record
from procurement.commands import Unusable
from tenders.models import Question, Release, Tender
from tenders.record.ocds import release_of
from tenders.record.releasing import keep_release, keep_releases
from tests.factories.calls import TenderFactory
from tests.factories.people import SupplierFactory, UserFactory
from tests.factories.published import PUBLISHED, judged_call, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
OPEN = moment("2027-02-20")
LATER = OPEN + timedelta(hours=3)


def told(row: Release) -> dict:
    return json.loads(bytes(row.body))


def answer(tender: Tender, *, now: datetime) -> None:
    """Answer a question as the deed does: the row, and its event in the log."""
    facts = {"text": "Is a visit possible?", "asked_at": now, "answer": "Yes.", "answered_at": now}
    question = Question.objects.create(tender=tender, supplier=SupplierFactory(), answered_by=UserFactory(), **facts)
    record("question.answer", question, by=None, now=now)


def follow(now: datetime) -> int:
    lay_digests()
    return keep_releases(now=now)


def exported(*words: str, now: datetime = LATER) -> list[dict]:
    out = StringIO()
    with clock.set_to(lambda: now):
        call_command("export_ocds", *words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_release_tells_what_is_public_and_when_it_was_first_told():
    tender = published_call()
    row = keep_release(tender, now=OPEN + timedelta(microseconds=5))
    assert told(row) == {**release_of(tender, now=OPEN), "date": "2027-02-20T09:00:00Z"}
    assert (row.identifier, row.date) == (told(row)["id"], OPEN)


def test_the_same_is_told_once():
    tender = published_call()
    assert keep_release(tender, now=OPEN)
    assert keep_release(tender, now=LATER) is None
    assert tender.releases.count() == 1


def test_what_is_so_again_is_told_again_under_an_id_of_its_own():
    tender = published_call()
    first = keep_release(tender, now=OPEN)
    for title in ("Another title", tender.title):
        Tender.objects.filter(pk=tender.pk).update(title=title)
        keep_release(Tender.objects.get(pk=tender.pk), now=LATER)
    ids = [told(row)["id"] for row in tender.releases.order_by("pk")]
    assert len(set(ids)) == 3
    assert ids[2] == f"{first.identifier}-2"


@pytest.mark.parametrize("facts", [{"rehearsal": True}, {"published_at": None}])
def test_drafts_and_rehearsals_have_none(facts):
    tender = published_call()
    Tender.objects.filter(pk=tender.pk).update(**facts)
    tender.refresh_from_db()
    assert keep_release(tender, now=OPEN) is None
    record("tender.publish", tender, by=None, now=OPEN)
    assert follow(OPEN) == 0
    assert exported() == []


def test_the_worker_follows_the_log():
    tender, other = published_call(), published_call()
    assert follow(OPEN) == 2  # the first look at all that run
    answer(tender, now=LATER)
    assert follow(LATER) == 1
    newest = tender.releases.order_by("pk").last()
    assert told(newest)["tender"]["enquiries"][0]["answer"] == "Yes."
    assert newest.date == LATER
    assert other.releases.count() == 1
    assert follow(LATER) == 0


def test_a_decision_is_followed_to_its_call(personas):
    tender = judged_call(personas)
    follow(PUBLISHED)
    now = moment("2027-05-24")
    notify_award(personas, *tender.lots.all())
    assert follow(now) == 1
    assert "award" in told(tender.releases.order_by("pk").last())["tag"]


def test_what_time_alone_changes_is_found_on_the_next_day():
    published_call()
    assert follow(OPEN) == 1
    assert follow(LATER) == 0
    assert follow(OPEN + timedelta(days=60)) == 1  # promises that were not kept


def test_nothing_is_kept_when_a_bid_moves(personas):
    tender = published_call()
    follow(OPEN)
    record("bid.submit", tender, by=None, now=OPEN)
    assert follow(OPEN) == 0


@pytest.mark.parametrize("statement", ["UPDATE tenders_release SET body = body", "DELETE FROM tenders_release"])
def test_the_database_refuses_to_change_what_was_published(statement):
    keep_release(published_call(), now=OPEN)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


class TestExport:
    def test_one_release_a_line_by_date_then_id(self):
        calls = [published_call() for _n in range(4)]
        for call, now in zip(calls, (LATER, OPEN, OPEN, OPEN), strict=True):
            keep_release(call, now=now)
        TenderFactory()  # a draft
        places = [(one["date"], one["id"]) for one in exported()]
        assert len(places) == 4
        assert places == sorted(places)
        assert places[-1][0] == "2027-02-20T12:00:00Z"

    def test_what_the_worker_has_not_seen_yet_is_there(self):
        tender = published_call()
        assert [one["ocid"] for one in exported()] == [tender.ocid]

    @pytest.mark.parametrize(
        ("since", "count"),
        [
            ("2027-02-20T09:00:00Z", 2),
            ("2027-02-20T10:00:00+01:00", 2),
            ("2027-02-20T09:00:00.5Z", 1),
            ("2027-02-20T12:00:00Z", 1),
            ("2027-02-20T12:00:01Z", 0),
        ],
    )
    def test_since_an_instant_which_is_included(self, since, count):
        for now in (OPEN, LATER):
            keep_release(published_call(), now=now)
        assert len(exported("--since", since)) == count

    def test_into_a_file_whole_or_not_at_all(self, tmp_path):
        published_call()
        file = tmp_path / "releases.jsonl"
        assert exported("--output", str(file)) == []
        assert file.read_text().splitlines() == [json.dumps(one, ensure_ascii=False) for one in exported()]
        assert [path.name for path in tmp_path.iterdir()] == ["releases.jsonl"]
        with pytest.raises(Unusable, match="can't be written: No such file or directory"):
            exported("--output", str(tmp_path / "nowhere" / "releases.jsonl"))

    @pytest.mark.parametrize("since", ["yesterday", "2027-02-20", "2027-02-20T09:00:00", "2027-13-01T00:00:00Z"])
    def test_a_moment_without_its_zone_is_refused(self, since):
        with pytest.raises(Exception, match="is no moment with its zone"):
            exported("--since", since)
