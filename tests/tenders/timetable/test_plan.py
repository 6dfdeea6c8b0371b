"""A plan's dates, worked out by hand for one call in Belgium, France and the Union."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.calendar.holidays import holiday_list
from procurement.calendar.rulepacks import pack_for
from tenders.timetable.kinds import StageKind
from tenders.timetable.plan import Call, plan, standstill_for

SENT = date(2027, 1, 25)
DEADLINE = date(2027, 3, 15)  # a Monday
K = StageKind


def pack(country):
    return pack_for(country, SENT)


def planned(country="BE", **facts):
    """Return kind → stage, for a call published on the day it was sent."""
    asked = standstill_for(
        pack(country), procedure="open", works=False, value=Decimal(500_000), currency="EUR", on=SENT
    )
    usual = {
        "procedure": "open",
        "sent": SENT,
        "published": SENT,
        "deadline": DEADLINE,
        "holidays": holiday_list(country, None, range(2027, 2029)),
        "standstill": asked,
    }
    return {stage.kind: stage for stage in plan(pack(country), Call(**{**usual, **facts}))}


def commitments(stages):
    return {kind.value: str(stage.commitment) for kind, stage in stages.items()}


def test_a_belgian_open_procedure_by_hand():
    # Easter Monday is 29 March, Ascension 6 May, Whit Monday 17 May 2027; 1 May is a Saturday.
    assert commitments(planned("BE")) == {
        "questions": "2027-03-02",  # five working days before
        "answers": "2027-03-09",  # six days before the deadline
        "submission": "2027-03-15",
        "opening": "2027-03-15",
        "admissibility": "2027-03-30",  # + 10 working days, over Easter Monday
        "evaluation": "2027-04-27",  # + 20
        "consensus": "2027-05-04",  # + 5
        "decision": "2027-05-20",  # + 10, over Ascension and Whit Monday
        "notification": "2027-05-27",  # + 5
        "standstill": "2027-06-11",  # 15 days, REG_1182
        "contract": "2027-06-18",  # + 5
    }


def test_the_eleven_stages_come_in_order_with_who_acts():
    who = [(stage.kind.value, stage.who) for stage in planned().values()]
    assert who == [
        ("questions", ""), ("answers", "officer"), ("submission", ""), ("opening", "committee"),
        ("admissibility", "officer"), ("evaluation", "evaluator"), ("consensus", "chair"), ("decision", "signatory"),
        ("notification", "officer"), ("standstill", ""), ("contract", "signatory"),
    ]  # fmt: skip
    assert [kind for kind, _ in who] == StageKind.values


def test_the_legal_minima_of_an_open_procedure():
    minima = {kind.value: str(stage.earliest) for kind, stage in planned("BE").items() if stage.earliest}
    assert minima == {
        "submission": "2027-02-25",  # 30 days with electronic bids end on the 24th: the deadline is on the day after
        "opening": "2027-03-15",  # no bid is opened before the deadline
        "standstill": "2027-06-11",
        "contract": "2027-06-12",  # the day after, a Saturday: allowed by law, not promised
    }


@pytest.mark.parametrize(
    ("country", "ends"),
    [
        ("BE", "2027-06-11"),  # 15 days
        ("FR", "2027-06-06"),  # 11 days, both ends counted; a Sunday, and stays
        ("LU", "2027-06-07"),  # the Union's 10 days end on that Sunday, and roll on
    ],
)
def test_the_standstill_is_that_of_the_rule_pack(country, ends):
    stages = planned(country, holidays=holiday_list("BE", None, range(2027, 2029)))
    assert str(stages[K.NOTIFICATION].commitment) == "2027-05-27"
    assert str(stages[K.STANDSTILL].commitment) == ends


def test_without_a_standstill_the_contract_follows_the_notification():
    stages = planned(standstill=None)
    assert stages[K.STANDSTILL].commitment is None
    assert stages[K.STANDSTILL].earliest is None
    assert str(stages[K.CONTRACT].commitment) == "2027-06-03"
    assert stages[K.CONTRACT].earliest is None


def test_where_there_is_no_time_for_questions_none_is_promised():
    stages = planned(deadline=date(2027, 2, 5))
    assert stages[K.QUESTIONS].commitment is None
    assert stages[K.ANSWERS].commitment is None
    assert stages[K.SUBMISSION].commitment == date(2027, 2, 5)


def test_answers_stay_on_a_holiday_when_counted_backwards():
    # 6 days back from 2026-07-27 is the Belgian national day, and stays.
    sent, deadline = date(2026, 6, 1), date(2026, 7, 27)
    holidays = holiday_list("BE", None, range(2026, 2028))
    stages = planned(sent=sent, published=sent, deadline=deadline, holidays=holidays)
    assert stages[K.ANSWERS].commitment == date(2026, 7, 21)
    assert stages[K.QUESTIONS].commitment == date(2026, 7, 14)


def test_urgency_leaves_four_days_for_answers():
    assert planned(urgent=True)[K.ANSWERS].commitment == date(2027, 3, 11)


def test_a_deadline_below_the_minimum_names_no_minimum():
    assert planned(deadline=date(2027, 2, 24))[K.SUBMISSION].earliest is None
    assert planned(deadline=date(2027, 2, 25))[K.SUBMISSION].earliest == date(2027, 2, 25)


@pytest.mark.parametrize("phase", [None, "tenders"], ids=["no phase", "unknown phase"])
def test_a_procedure_without_minimum_names_none(phase):
    assert planned("FR", procedure="adapted", phase=phase)[K.SUBMISSION].earliest is None


def test_requests_have_a_minimum_of_their_own():
    stages = planned("EU", procedure="restricted", phase="requests")
    assert stages[K.SUBMISSION].earliest == date(2027, 2, 25)  # 30 days


@pytest.mark.parametrize(
    ("country", "facts", "days"),
    [
        ("BE", {}, 15),
        ("EU", {}, 10),
        ("FR", {}, 11),
        ("FR", {"procedure": "adapted"}, None),
        ("BE", {"value": Decimal(50_000)}, None),
        ("BE", {"value": Decimal(50_000), "currency": "NOK"}, 15),
        ("BE", {"value": None}, 15),
        ("BE", {"works": True, "value": Decimal(3_000_000)}, 15),
        ("EU", {"works": True, "value": Decimal(3_000_000)}, None),
        ("BE", {"procedure": "neg-wo-call"}, None),
    ],
)
def test_which_standstill_is_planned_for(country, facts, days):
    usual = {"procedure": "open", "works": False, "value": Decimal(500_000), "currency": "EUR"}
    period = standstill_for(pack(country), **{**usual, **facts}, on=SENT)
    assert (period.days if period else None) == days
