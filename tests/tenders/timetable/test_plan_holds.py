"""What holds for every plan, whatever the country, the dates and the procedure."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.calendar.holidays import holiday_list
from procurement.calendar.policies import first_day_after, is_working_day
from procurement.calendar.rulepacks import earliest_deadline, minimum_days, pack_for
from tenders.timetable.kinds import AFTER_THE_DEADLINE, StageKind
from tenders.timetable.plan import Call, plan, standstill_for

K = StageKind
COUNTRIES = ["BE", "FR", "LU", "DE", "XX"]
PROCEDURES = ["open", "restricted", "neg-w-call", "comp-dial", "innovation", "simplified", "adapted", "other"]
HOLIDAYS = {country: holiday_list(country, None, range(2018, 2044)) for country in COUNTRIES}


@st.composite
def plans(draw):
    """Return a pack, a call and its plan."""
    country = draw(st.sampled_from(COUNTRIES))
    sent = draw(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
    published = sent + timedelta(days=draw(st.integers(0, 5)))
    pack, procedure = pack_for(country, sent), draw(st.sampled_from(PROCEDURES))
    value, works = draw(st.one_of(st.none(), st.decimals(1, 10_000_000, places=2))), draw(st.booleans())
    asked = standstill_for(pack, procedure=procedure, works=works, value=value, currency="EUR", on=sent)
    call = Call(
        procedure=procedure,
        sent=sent,
        published=published,
        deadline=published + timedelta(days=draw(st.integers(1, 120))),
        holidays=HOLIDAYS[country],
        phase=draw(st.sampled_from(["requests", "tenders", None])),
        urgent=draw(st.booleans()),
        standstill=asked,
    )
    return pack, call, plan(pack, call)


@given(plans())
def test_stages_are_promised_in_order(planned):
    _pack, _call, stages = planned
    promised = [stage.commitment for stage in stages if stage.commitment]
    assert [stage.kind for stage in stages] == list(StageKind)
    assert promised == sorted(promised)


@given(plans())
def test_no_promise_lies_below_its_legal_minimum(planned):
    _pack, _call, stages = planned
    for stage in stages:
        assert stage.earliest is None or stage.commitment >= stage.earliest, stage.kind


@given(plans())
def test_the_deadline_is_kept_and_its_minimum_is_that_of_the_pack(planned):
    pack, call, stages = planned
    submission = stages[list(StageKind).index(K.SUBMISSION)]
    assert submission.commitment == call.deadline
    period = call.phase and minimum_days(pack, call.procedure, call.phase)
    earliest = period and earliest_deadline(
        pack, call.procedure, call.sent, call.holidays, phase=call.phase, urgent=call.urgent
    )
    assert submission.earliest == (earliest if earliest and earliest <= call.deadline else None)


@given(plans())
def test_questions_close_after_publication_and_before_answers_or_not_at_all(planned):
    _pack, call, stages = planned
    questions, answers = stages[0].commitment, stages[1].commitment
    if questions is None:
        assert answers is None
    else:
        assert call.published < questions < answers
        assert call.deadline - answers == timedelta(days=4 if call.urgent else 6)
        assert is_working_day(questions, call.holidays)


@given(plans())
def test_promises_after_the_deadline_fall_on_working_days(planned):
    _pack, call, stages = planned
    for stage in stages:
        if stage.kind in AFTER_THE_DEADLINE and stage.kind != K.STANDSTILL:
            assert is_working_day(stage.commitment, call.holidays), stage.kind


@settings(max_examples=200)
@given(plans())
def test_the_contract_waits_out_the_standstill(planned):
    _pack, call, stages = planned
    by_kind = {stage.kind: stage for stage in stages}
    standstill, contract = by_kind[K.STANDSTILL], by_kind[K.CONTRACT]
    if call.standstill is None:
        assert (standstill.commitment, standstill.earliest, contract.earliest) == (None, None, None)
    else:
        notified = by_kind[K.NOTIFICATION].commitment
        free = first_day_after(call.standstill.policy, notified, call.standstill.days, call.holidays)
        assert standstill.commitment == standstill.earliest == free - timedelta(days=1)
        assert contract.earliest == free <= contract.commitment
