"""What firms try is written down as it happens, tells no content, and is there for nobody else before the opening."""

import csv
import io

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import UnreadablePostError

from procurement.lifecycle import Refused
from tenders.bids import attempts
from tenders.bids.attempts import What, attempting, attempts_after_opening, own_attempts, plain, reference_of
from tenders.bids.durable import NoRoom
from tenders.decisions.evidence import RULES
from tenders.models import Attempt, Bid
from tests.factories.browsing import Browser, files
from tests.factories.calls import DEADLINE
from tests.factories.people import SupplierFactory, join
from tests.factories.sealed import AFTER, BEFORE, another_bid, open_call, open_together, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    personas.buyer.country = "FR"  # where a firm declares on its honour below the threshold
    personas.buyer.save()
    return open_call(personas)


@pytest.fixture
def owner(personas, call):
    return Browser(personas.owner)


def told(bid):
    return [(row.what, row.rules) for row in own_attempts(bid)]


def test_a_bid_that_goes_well_leaves_its_whole_way_one_mark_a_request(owner, call):
    bid = owner.start(call)
    assert owner.write(bid, **{"bid-uploads": files(("secret-method.txt", b"How we do it."))}).status_code == 302
    assert owner.post("submit", bid).status_code == 302
    said = ["upload_begun", "file_sealed", "upload_came", "submit_begun", "submitted"]
    assert [what for what, _rules in told(bid)] == said
    marks = list(own_attempts(bid).values_list("request", flat=True))
    assert len(set(marks[:3])) == len(set(marks[3:])) == 1
    assert marks[0] != marks[3]
    assert {row.moment for row in own_attempts(bid)} == {BEFORE}


def test_a_refused_file_tells_its_rules_and_nothing_of_itself(owner, call):
    bid = owner.start(call)
    assert owner.write(bid, **{"bid-uploads": files(("secret-method.exe", b"MZ\x90\x00"))}).status_code == 422
    assert told(bid)[1] == ("upload_refused", "type")
    rows = str(list(Attempt.objects.values()))
    assert not any(word in rows for word in ("secret", "exe", bid.number, "MZ"))
    assert Attempt.objects.filter(firm=str(bid.supplier_id)).count() == 0


def test_handing_in_an_unfinished_bid_is_refused_as_incomplete(owner, call):
    bid = owner.start(call)
    assert owner.post("submit", bid).status_code in {302, 422}
    assert told(bid)[-2:] == [("submit_begun", ""), ("submit_refused", "incomplete")]


def test_handing_in_too_late_is_refused_by_the_rule_of_the_deadline(owner, call, hands):
    bid = owner.start(call)
    owner.write(bid)
    hands.at = DEADLINE
    assert owner.post("submit", bid).status_code == 422
    assert told(bid)[-2:] == [("submit_begun", ""), ("submit_refused", "call_takes_bids")]
    assert own_attempts(bid).last().moment == DEADLINE


def test_pressed_again_after_the_deadline_nothing_was_handed_in_late(owner, call, hands):
    bid = owner.start(call)
    owner.write(bid)
    owner.post("submit", bid)
    hands.at = DEADLINE
    assert owner.post("submit", bid).status_code == 302  # the same receipt
    (row,) = own_attempts(bid).filter(what=What.SUBMITTED)
    assert row.moment == Bid.objects.get(pk=bid.pk).submitted_at == BEFORE
    assert told(bid)[-1] == ("submit_begun", "")


def test_a_bid_handed_in_whose_row_is_lacking_gets_it_with_its_own_moment(owner, call, hands):
    bid = another_bid(call).bid
    hands.at = DEADLINE
    attempts.note_submitted(bid)
    attempts.note_submitted(bid)
    assert [row.moment for row in own_attempts(bid)] == [BEFORE]


def test_a_full_disk_is_the_portals_failure_and_no_rule(call, personas):
    bid, _key = started(call, personas.supplier, personas.owner)
    with pytest.raises(NoRoom), attempting(bid, What.UPLOAD_REFUSED, done=What.FILE_SEALED):
        raise NoRoom
    assert told(bid) == [("failed", "no_room")]
    assert str(RULES["no_room"]) == "no room on the disk of the portal"


def test_a_file_too_large_to_be_taken_is_noted(owner, call, monkeypatch):
    bid = owner.start(call)
    monkeypatch.setattr("tenders.bids.views.writing.left_out", lambda _request: [("bid-uploads", "secret.zip")])
    owner.write(bid)
    assert ("upload_refused", "size") in told(bid)


def test_what_fails_is_told_as_the_portals_failure_and_stays(owner, call, monkeypatch):
    bid = owner.start(call)
    owner.client.raise_request_exception = False
    monkeypatch.setattr("tenders.bids.keeping.add_file", lambda *_a, **_k: 1 / 0)
    assert owner.write(bid, **{"bid-uploads": files(("secret-method.txt", b"How we do it."))}).status_code == 500
    assert told(bid) == [("upload_begun", ""), ("failed", ""), ("failed", "")]


def test_a_line_that_breaks_is_no_failure_of_the_portal(owner, call, monkeypatch):
    bid = owner.start(call)
    owner.client.raise_request_exception = False

    def broken(*_args, **_how):
        raise UnreadablePostError

    monkeypatch.setattr("tenders.bids.views.writing.forms_of", broken)
    owner.write(bid)
    assert told(bid) == [("upload_begun", ""), ("upload_refused", "connection")]


def test_a_request_that_is_turned_away_did_not_come_whole(owner, call, personas):
    bid = owner.start(call)
    owner.client.handler.enforce_csrf_checks = True
    assert owner.write(bid).status_code == 403
    assert told(bid) == [("upload_begun", ""), ("upload_refused", "http_403")]


def test_what_is_refused_without_a_name_is_other(call, personas):
    bid, _key = started(call, personas.supplier, personas.owner)
    with pytest.raises(Refused), attempting(bid, What.SUBMIT_REFUSED, done=What.SUBMITTED):
        raise Refused("A sentence with a price: 1000.")
    assert told(bid) == [("submit_refused", "other")]


def test_a_firm_is_called_alike_in_a_round_and_otherwise_elsewhere(settings, tmp_path, call):
    round_ = call.round.pk
    assert reference_of(1, round_) == reference_of(1, round_)
    assert len({reference_of(1, round_), reference_of(2, round_), reference_of(1, round_ + 1)}) == 3
    before = reference_of(1, round_)
    settings.KEYS_ROOT = tmp_path  # another portal
    assert reference_of(1, round_) != before


def test_before_the_opening_there_is_nothing_for_officers_and_then_everything(call, personas, hands):
    hands.at = BEFORE
    handed = another_bid(call)
    attempts.note(handed.bid, What.SUBMITTED)
    hands.at = AFTER
    assert not attempts_after_opening(call).exists()
    open_together(call, personas)
    assert [row.what for row in attempts_after_opening(call)] == ["submitted"]


def test_a_firm_fetches_its_own_at_any_time_and_nobody_elses(owner, call):
    bid = owner.start(call)
    owner.write(bid)
    other = Browser(join(SupplierFactory()))
    others = other.start(call)
    other.write(others)
    answer = owner.get("attempts", bid.number)
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["moment", "firm", "what", "rules", "request"]
    assert [row[2] for row in rows[1:]] == ["upload_begun", "upload_came"]
    assert {row[1] for row in rows[1:]} == {reference_of(bid.supplier_id, bid.round_id)}
    assert rows[1][0] == "2027-03-01T09:00:00.000+00:00"
    assert answer["Content-Disposition"].startswith("attachment")
    assert owner.get("attempts", others.number).status_code == 404


@pytest.mark.parametrize("statement", ["UPDATE tenders_attempt SET what = what", "DELETE FROM tenders_attempt"])
def test_the_database_refuses_to_change_what_was_noted(statement, owner, call):
    owner.write(owner.start(call))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("name", "cell"), [("=1+1", "'=1+1"), ("@sum", "'@sum"), ("-Firm", "'-Firm"), ("Firm", "Firm")]
)
def test_no_name_is_a_formula(name, cell):
    assert plain(name) == cell
