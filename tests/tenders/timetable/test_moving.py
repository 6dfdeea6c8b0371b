"""One day moves; which others move with it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from procurement.calendar.holidays import holiday_list
from procurement.calendar.policies import Policy
from procurement.calendar.rulepacks import Period
from tenders.timetable.kinds import AFTER_THE_DEADLINE, StageKind
from tenders.timetable.moving import Delay, moved_stages
from tests.timetables import day, stages

HOLIDAYS = holiday_list("BE", None, range(2027, 2030))
FIFTEEN = Period("any", "standstill", 15, policy=Policy.REG_1182, source="", confirmed=True)
AFTER_EVALUATION = StageKind.values[StageKind.values.index("consensus") :]


def moved(rows, delay, standstill=FIFTEEN):
    found = moved_stages(rows, delay, holidays=HOLIDAYS, standstill=standstill)
    return {item.stage.kind: str(item.new) for item in found}


def test_a_later_evaluation_carries_what_follows():
    delay = Delay(to={"evaluation": day("2027-05-03")}, kinds=AFTER_EVALUATION, working_days=5)
    assert moved(stages(), delay) == {
        "evaluation": "2027-05-03",
        "consensus": "2027-05-11",  # five working days, over Ascension
        "decision": "2027-05-24",
        "notification": "2027-05-31",
        "standstill": "2027-06-15",  # 15 days after the new notification
        "contract": "2027-06-22",
    }


def test_an_earlier_day_moves_alone():
    assert moved(stages(), Delay(to={"evaluation": day("2027-04-20")})) == {"evaluation": "2027-04-20"}


def test_what_has_happened_stays():
    rows = stages(done="evaluation")
    delay = Delay(to={}, kinds=AFTER_THE_DEADLINE, working_days=1)
    assert list(moved(rows, delay)) == ["consensus", "decision", "notification", "standstill", "contract"]


def test_what_was_never_promised_stays_so():
    delay = Delay(to={}, kinds=AFTER_THE_DEADLINE, working_days=3)
    assert "standstill" not in moved(stages(standstill=""), delay, standstill=None)


def test_the_contract_is_pushed_behind_a_longer_standstill():
    rows = stages(standstill="2027-06-08", contract="2027-06-09")
    delay = Delay(to={"notification": day("2027-05-28")}, kinds=["standstill", "contract"], working_days=4)
    found = moved_stages(rows, delay, holidays=HOLIDAYS, standstill=FIFTEEN)
    standstill, contract = found[1], found[2]
    assert (str(standstill.new), str(standstill.earliest)) == ("2027-06-14", "2027-06-14")
    assert (str(contract.new), str(contract.earliest)) == ("2027-06-15", "2027-06-15")


def test_the_opening_waits_for_the_new_deadline():
    delay = Delay(to={"submission": day("2027-03-22")}, kinds=AFTER_THE_DEADLINE, working_days=5)
    found = {item.stage.kind: item for item in moved_stages(stages(), delay, holidays=HOLIDAYS, standstill=FIFTEEN)}
    assert found["opening"].new == found["opening"].earliest == date(2027, 3, 22)


@given(st.integers(0, 60), st.sampled_from(AFTER_THE_DEADLINE))
def test_a_delay_keeps_the_order_and_the_law(working_days, first):
    kinds = list(AFTER_THE_DEADLINE)
    rows = stages()
    found = moved_stages(
        rows, Delay(to={}, kinds=kinds[kinds.index(first) :], working_days=working_days), holidays=HOLIDAYS,
        standstill=FIFTEEN,
    )  # fmt: skip
    days = {row.kind: row.commitment for row in rows} | {item.stage.kind: item.new for item in found}
    in_order = [days[kind] for kind in StageKind.values]
    assert in_order == sorted(in_order)
    assert all(item.earliest is None or item.new >= item.earliest for item in found)
