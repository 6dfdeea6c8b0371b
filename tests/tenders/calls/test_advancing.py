"""What the clock does: once, when it is due, whoever else does it at the same time."""

from datetime import timedelta

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused, perform
from suppliers.models import Application
from tenders.calls import advancing
from tenders.calls.advancing import advance
from tests.factories.calls import TenderFactory, place
from tests.personas import moment

DEADLINE = moment("2027-03-15", 9)


def moves(found):
    return [(made.move, made.before, made.after) for made in found]


def test_nothing_is_due_before_the_deadline(published):
    assert advance(now=DEADLINE - timedelta(milliseconds=1)) == []
    published.refresh_from_db()
    assert published.state == "published"


def test_calls_close_at_the_deadline_once(published, personas, mails):
    found = advance(now=DEADLINE)
    assert moves(found) == [("close", "published", "closed")]
    assert found[0].thing == str(published)
    assert advance(now=DEADLINE) == []
    assert Event.objects.filter(verb="tender.close").count() == 1
    assert len(mails()) == len(personas.committee)


def test_a_call_of_which_every_lot_has_ended_is_concluded(published):
    place(published, "decision")
    assert advance(now=moment("2027-07-01")) == []
    place(published.lots.get(), "contracted")
    assert moves(advance(now=moment("2027-07-01"))) == [("conclude", "decision", "concluded")]
    published.refresh_from_db()
    assert published.ended_at == moment("2027-07-01")


def test_a_call_without_award_is_concluded_at_once(published):
    place(published, "decision")
    place(published.lots.get(), "not_awarded")
    published.stages.filter(kind="notification").update(actual=moment("2027-04-01").date())
    assert moves(advance(now=moment("2027-04-01", 10))) == [("conclude", "decision", "concluded")]


def test_drafts_and_ended_calls_are_left_alone(personas):
    for state in ("draft", "approved", "closed", "concluded", "cancelled"):
        place(TenderFactory(buyer=personas.buyer), state)
    assert advance(now=moment("2027-12-01")) == []


def test_a_verification_ends_with_its_term(personas):
    now = moment("2027-02-01")
    facts = {"supplier": personas.supplier, "made_at": now}
    over, valid = (
        Application.objects.create(**facts, buyer=buyer, valid_until=now + timedelta(days=days))
        for days, buyer in enumerate([personas.buyer, personas.other_buyer])
    )
    place(over, "verified")
    place(valid, "verified")
    assert moves(advance(now=now)) == [("expire", "verified", "expired")]
    valid.refresh_from_db()
    assert valid.state == "verified"


def test_what_another_process_did_first_is_not_done_again(published, monkeypatch, mails):
    """Both looked, the other one had the row first: ours is told no, and goes on."""

    def quicker(tender, *, now):
        perform(type(tender).objects.get(pk=tender.pk), "close", by=None, now=now)
        return real(tender, now=now)

    real = advancing.close_call
    monkeypatch.setattr(advancing, "close_call", quicker)
    assert advance(now=DEADLINE) == []
    assert Event.objects.filter(verb="tender.close").count() == 1
    assert mails() == []


def test_one_call_in_trouble_does_not_hold_up_the_next(published, personas, monkeypatch):
    other = TenderFactory(buyer=personas.buyer)
    place(other, "published")

    def troubled(tender, *, now):
        if tender == published:
            raise Refused("No.")
        return real(tender, now=now)

    real = advancing.close_call
    monkeypatch.setattr(advancing, "close_call", troubled)
    assert [made.thing for made in advance(now=DEADLINE)] == [str(other)]


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_what_is_due_takes_one_set_of_queries(personas, django_assert_max_num_queries, count):
    for _ in range(count):
        place(TenderFactory(buyer=personas.buyer), "draft")
    with django_assert_max_num_queries(3):
        assert advance(now=moment("2027-12-01")) == []
