"""The six stones: where a call stands, for a passer-by."""

from datetime import date

import pytest
from django.utils.translation import override

from tenders.record.stones import stones_of
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-03-20")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def current(stones) -> str:
    return next((stone.word for stone in stones if stone.current), "")


@pytest.mark.parametrize(
    ("state", "stone"),
    [
        ("published", "Bids"),
        ("closed", "Bids"),
        ("opened", "Evaluation"),
        ("admissibility", "Evaluation"),
        ("evaluation", "Evaluation"),
        ("consensus", "Evaluation"),
        ("decision", "Decision"),
        ("concluded", ""),
        ("cancelled", ""),
    ],
)
def test_each_state_has_its_stone(state, stone):
    stones = stones_of(published_call(state=state), moment("2027-02-20"))
    assert [stone.word for stone in stones] == ["Published", "Bids", "Evaluation", "Decision", "Standstill", "Contract"]
    assert current(stones) == stone


def test_a_past_stone_shows_the_fact_and_a_coming_one_the_promise():
    tender = published_call(state="evaluation")
    days = {"questions": 1, "answers": 9, "submission": 15, "opening": 16}
    for kind, day in days.items():
        tender.stages.filter(kind=kind).update(actual=date(2027, 3, day))
    published, bids, evaluation, decision, *_ = stones_of(tender, NOW)
    assert (published.date, published.kind) == ("1 February", "done")
    assert (bids.date, bids.kind) == ("15 March", "done")
    assert (evaluation.date, evaluation.kind) == ("by 3 May", "in-progress")
    assert (decision.date, decision.kind) == ("24 May", "on-time")


def test_a_late_stage_makes_its_stone_late_and_the_next_at_risk():
    _published, _bids, evaluation, decision, *_ = stones_of(published_call(state="evaluation"), moment("2027-04-28"))
    assert (evaluation.kind, decision.kind) == ("late", "at-risk")


def test_a_pause_shows_on_the_stones_behind_the_deadline():
    tender = published_call(state="evaluation")
    tender.pauses.create(kind="review", legal_basis="Art. 15", starts_at=moment("2027-03-18"))
    assert stones_of(tender, NOW)[2].kind == "paused"


def test_without_a_standstill_its_stone_is_not_planned():
    tender = published_call()
    tender.stages.filter(kind="standstill").update(commitment=None, first_commitment=None)
    standstill = stones_of(tender, NOW)[4]
    assert (standstill.kind, standstill.date) == ("not-planned", "–")


def test_what_a_cancelled_call_will_not_reach_has_no_date():
    assert [stone.date for stone in stones_of(published_call(state="cancelled"), NOW)[2:]] == ["–"] * 4
