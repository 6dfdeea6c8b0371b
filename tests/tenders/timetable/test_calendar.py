"""The one calendar: what pages, mails, feeds and the clock all read."""

from datetime import timedelta

from tenders.timetable.calendar import calendar, due
from tests.personas import moment
from tests.timetables import Rows, call, stages

A_SECOND = timedelta(seconds=1)


def kinds(events):
    return [event.kind for event in events]


def test_a_published_call_from_publication_to_contract():
    events = calendar(call("published"))
    assert kinds(events) == [
        "publication", "questions", "answers", "submission", "opening", "admissibility", "evaluation", "consensus",
        "decision", "notification", "standstill", "contract",
    ]  # fmt: skip
    assert [event.moment for event in events] == sorted(event.moment for event in events)
    assert kinds(event for event in events if event.done) == ["publication"]


def test_the_deadline_is_an_instant_and_a_promise_lasts_until_its_day_is_over():
    by_kind = {event.kind: event for event in calendar(call("published"))}
    assert by_kind["submission"].moment == moment("2027-03-15", 9)
    # 24:00 in Brussels, in winter; and after the clocks went forward
    assert by_kind["opening"].moment == moment("2027-03-15", 23)
    assert by_kind["evaluation"].moment == moment("2027-04-26", 22)
    assert (by_kind["opening"].who, by_kind["submission"].who) == ("committee", "")


def test_a_stage_that_happened_stands_on_its_real_day():
    rows = stages(done="opening")
    rows[3].actual += timedelta(days=2)
    opening = next(event for event in calendar(call("opened", rows)) if event.kind == "opening")
    assert (str(opening.day), opening.done) == ("2027-03-17", True)


def test_the_call_closes_at_the_deadline_itself():
    tender, deadline = call("published"), moment("2027-03-15", 9)
    assert due(tender, deadline - A_SECOND) == []
    assert [event.move for event in due(tender, deadline)] == ["close"]
    assert due(call("closed"), deadline) == []


def test_the_deadline_of_another_round_closes_nothing():
    tender = call("published")
    tender.round_number = 2
    assert due(tender, moment("2027-12-01")) == []


def test_a_call_concludes_once_every_lot_has_ended():
    rows = stages(done="contract")
    assert due(call("decision", rows, open_lots=["2"]), moment("2027-07-01")) == []
    tender = call("decision", rows, open_lots=[])
    assert [event.move for event in due(tender, moment("2027-06-15"))] == ["conclude"]
    assert [event.move for event in due(tender, moment("2027-06-14"))] == []


def test_a_call_of_which_no_stage_was_stamped_concludes_too():
    assert [event.move for event in due(call("decision", stages(), open_lots=[]), moment("2027-03-15"))] == ["conclude"]


def test_a_cancelled_call_keeps_what_happened_and_drops_what_will_not():
    events = calendar(call("cancelled", stages(done="opening"), ended="2027-03-20"))
    assert kinds(events) == ["publication", "questions", "answers", "submission", "opening", "cancellation"]
    assert kinds(calendar(call("concluded", stages(done="contract"), ended="2027-06-20")))[-1] == "conclusion"


def test_a_draft_has_only_its_deadline():
    tender = call("draft", Rows())
    tender.published_at = None
    assert [(event.kind, event.move, event.done) for event in calendar(tender)] == [("submission", None, False)]
