"""No firm wins more lots than the call lets one firm win, and nobody proposes it without being told."""

import pytest

from tenders.decisions import actions
from tenders.decisions.queries import warnings
from tenders.models import CallTerms, Decision
from tests.factories.decided import call_in_decision, firms, ranked_lot
from tests.tenders.decisions.conftest import DRAFTED, SIGNED, Room, address, refusal

RULE = "The lots of the largest value."


@pytest.fixture
def room(personas) -> Room:
    """Two lots, the same firm first in both; one firm may win one."""
    tender = call_in_decision(personas, lots=2)
    CallTerms.objects.create(tender=tender, most_wins=1, preference=RULE)
    found = Room(personas, tender, firms(3))
    found.offers = {lot.identifier: ranked_lot(lot, found.firms) for lot in tender.lots.all()}
    return found


def test_a_second_lot_for_the_same_firm_is_refused_with_the_published_rule(room):
    first, second = room.tender.lots.all()
    room.draft(first)
    sentence = f"{room.firms[0]} would win 2 lots of this call; one firm may win 1. The published rule: {RULE}"
    assert refusal(room.draft, second) == [sentence]
    next_best = room.offers[second.identifier][1:2]
    assert room.draft(second, winners=next_best).pk


def test_the_page_of_the_draft_says_it_before_anybody_chooses(room, be):
    first, second = room.tender.lots.all()
    assert "would win" not in be("officer").get(address(room, "draft", second)).text
    room.draft(first)
    page = be("officer").get(address(room, "draft", second)).text
    assert "would win 2 lots of this call; one firm may win 1." in page
    assert RULE in page


def test_a_decision_that_was_replaced_counts_no_more(room):
    first, second = room.tender.lots.all()
    old = room.signed(first)
    room.sign(room.draft(first, winners=room.offers[first.identifier][1:2], supersedes=old))
    assert room.draft(second).pk


def test_two_drafts_that_passed_each_other_are_not_approved(room):
    first, second = room.tender.lots.all()
    room.draft(first)
    CallTerms.objects.update(most_wins=None)
    late = room.draft(second)
    CallTerms.objects.update(most_wins=1)
    (sentence,) = refusal(actions.approve_decision, late, by=room.people.approver, now=SIGNED)
    assert sentence.startswith(f"{room.firms[0]} would win more lots than the call lets one firm win (1)")


def test_without_a_limit_nothing_is_said(room):
    CallTerms.objects.all().delete()
    first, second = room.tender.lots.all()
    room.draft(first)
    assert room.draft(second).wins_beyond_the_limit() == []
    assert warnings(Decision(lot=second)) == []
    assert Decision.objects.filter(drafted_at=DRAFTED).count() == 2


def test_of_several_winners_the_one_beyond_is_named_and_no_other(room):
    first, second = room.tender.lots.all()
    room.draft(first)
    (sentence,) = refusal(room.draft, second, winners=room.offers[second.identifier][:2])
    assert sentence.startswith(f"{room.firms[0]} would win 2 lots")
    assert str(room.firms[1]) not in sentence


def test_the_limits_of_another_call_count_for_it_alone(room, personas):
    other = call_in_decision(personas)
    offers = ranked_lot(other.lots.get(), room.firms)
    room.draft(room.tender.lots.first())
    room.offers[other.lots.get().identifier] = offers
    assert room.draft(other.lots.get()).wins_beyond_the_limit() == []
