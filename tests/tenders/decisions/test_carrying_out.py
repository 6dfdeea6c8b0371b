"""After the notification: award, contract, and never a day too early."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from procurement.lifecycle import perform
from tenders.decisions import actions
from tenders.models import Lot, Pause
from tests.factories.calls import place
from tests.personas import moment
from tests.tenders.decisions.conftest import refusal

LAST_DAY, FIRST_DAY = moment("2027-05-07", 21, 59), moment("2027-05-07", 22)  # 23:59 and midnight in Brussels
SIGNED_ON = date(2027, 5, 8)
VALUE = Decimal("100000.00")


@pytest.fixture
def told(room):
    """The standstill of the lot's award runs until 7 May 2027."""
    room.notify(room.signed())
    return room


def test_a_lot_is_awarded_from_the_first_minute_after_the_standstill(told):
    sentences = refusal(actions.award_lot, told.lot, by=told.people.officer, now=LAST_DAY)
    assert sentences == ["The standstill is running: the contract may follow from 8 May 2027."]
    actions.award_lot(told.lot, by=told.people.officer, now=FIRST_DAY)
    assert told.lot.state == "awarded"
    assert told.tender.stages.get(kind="standstill").actual == date(2027, 5, 7)  # it ended the day before


def test_a_suspension_by_the_review_body_holds_the_award_back(told):
    pause = Pause.objects.create(
        tender=told.tender, kind="review", legal_basis="Council of State", starts_at=moment("2027-05-01")
    )
    sentences = refusal(actions.award_lot, told.lot, by=told.people.officer, now=FIRST_DAY)
    assert sentences == ["A review has suspended the procedure."]
    pause.ends_at = moment("2027-06-01")
    pause.save()
    actions.award_lot(told.lot, by=told.people.officer, now=moment("2027-06-02"))
    assert told.lot.state == "awarded"


def test_the_contract_is_recorded_and_the_call_can_end(told):
    actions.award_lot(told.lot, by=told.people.officer, now=FIRST_DAY)
    lot, now = told.lot, moment("2027-05-10")
    actions.record_contract(lot, signed_on=SIGNED_ON, value=VALUE, by=told.people.signatory, now=now)
    assert (lot.state, lot.contracted_on, lot.contract_value) == ("contracted", SIGNED_ON, VALUE)
    assert told.tender.stages.get(kind="contract").actual == date(2027, 5, 10)
    perform(told.tender, "conclude", by=None, now=now)
    assert told.tender.state == "concluded"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"signed_on": date(2027, 5, 7)}, "The contract could not be signed before 8 May 2027."),
        ({"signed_on": date(2027, 5, 11)}, "A contract is recorded once it is signed: this day lies ahead."),
        ({"value": Decimal("-0.01")}, "The value of a contract is not below zero."),
    ],
)
def test_a_contract_that_cannot_be_is_refused(told, facts, sentence):
    actions.award_lot(told.lot, by=told.people.officer, now=FIRST_DAY)
    usual = {"signed_on": SIGNED_ON, "value": VALUE, "by": told.people.signatory, "now": moment("2027-05-10")}
    assert refusal(actions.record_contract, told.lot, **{**usual, **facts}) == [sentence]
    assert (told.lot.state, told.lot.contracted_on) == ("awarded", None)


def test_without_standstill_a_contract_still_follows_the_notification(room):
    type(room.tender).objects.update(value=Decimal(1000), procedure="neg-wo-call")
    room.notify(room.signed())
    actions.award_lot(room.lot, by=room.people.officer, now=moment("2027-04-23"))
    usual = {"value": VALUE, "by": room.people.signatory, "now": moment("2027-04-23")}
    sentences = refusal(actions.record_contract, room.lot, signed_on=date(2027, 4, 21), **usual)
    assert sentences == ["The contract could not be signed before 22 April 2027."]
    actions.record_contract(room.lot, signed_on=date(2027, 4, 22), **usual)
    assert room.lot.state == "contracted"


@pytest.mark.parametrize("days", range(0, 16, 5))
def test_no_contract_is_recorded_within_the_standstill(told, days):
    now = moment("2027-04-22") + timedelta(days=days)
    usual = {"signed_on": now.date(), "value": VALUE, "by": told.people.signatory, "now": now}
    assert "The contract could not be signed before 8 May 2027." in refusal(actions.record_contract, told.lot, **usual)


def test_the_database_itself_refuses_an_early_contract(told):
    place(told.lot, "awarded")
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.filter(pk=told.lot.pk).update(contracted_on=date(2027, 5, 7))


def test_a_contract_follows_an_award_only(told):
    usual = {"signed_on": SIGNED_ON, "value": VALUE, "now": moment("2027-05-10")}
    by_officer = refusal(actions.record_contract, told.lot, by=told.people.officer, **usual)
    assert by_officer == ["Only this role may do it: signatory of decisions."]
    too_soon = refusal(actions.record_contract, told.lot, by=told.people.signatory, **usual)
    assert too_soon == ["Not possible while the state is “standstill”."]


def test_a_lot_without_award_has_no_contract(room):
    room.notify(room.signed(outcome="no_award"))
    assert room.lot.state == "not_awarded"
    assert refusal(actions.award_lot, room.lot, by=room.people.officer, now=FIRST_DAY) == [
        "Not possible while the state is “not awarded”."
    ]
