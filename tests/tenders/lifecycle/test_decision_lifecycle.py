"""The whole table of a decision: never edited after signing, only superseded."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from procurement.lifecycle import blockers, moves_of
from tenders.lifecycle.decision import DecisionLifecycle, DecisionState
from tenders.models.limits import Beyond
from tests.lifecycles import NOW, Absent, check, declared, paper, read_table

TABLE = read_table("""
    draft     approve    approver   approved
    approved  send_back  approver   draft
    approved  sign       signatory  signed
    signed    notify     officer    notified
    signed    supersede  signatory  superseded
    notified  supersede  signatory  superseded
""")
FAVOURABLE = {
    "_author_id": 1,
    "stood_in_for": None,
    "has_declared_no_conflict": True,
    "missing_parts": [],
    "wins_beyond_the_limit": [],
    "lots_apart": [],
    "lots_not_signed_with_it": [],
    "owed": [],
    "successor_is_signed": True,
}
AUTHOR = "You wrote this: another person must do it."
DEPUTY = "You stand in for Armand Visa, who wrote this: another person must do it."
UNDECLARED = "Declare first that you have no conflict of interest with the bidders."


def test_the_code_declares_exactly_this_table() -> None:
    assert declared(DecisionLifecycle) == TABLE


@pytest.mark.parametrize("move", moves_of(DecisionLifecycle))
@pytest.mark.parametrize("state", DecisionState.values)
def test_every_state_move_and_role(state: str, move: str) -> None:
    with override("en"):
        check(DecisionLifecycle, TABLE, state, move, FAVOURABLE)


@pytest.mark.parametrize(
    ("move", "state", "answers", "sentence"),
    [
        ("approve", "draft", {"_author_id": 7}, AUTHOR),
        ("approve", "draft", {"stood_in_for": Absent(pk=1)}, DEPUTY),
        ("approve", "draft", {"has_declared_no_conflict": False}, UNDECLARED),
        ("approve", "draft", {"missing_parts": ["the grounds"]}, "Still missing: the grounds."),
        ("sign", "approved", {"_author_id": 7}, AUTHOR),
        ("sign", "approved", {"stood_in_for": Absent(pk=1)}, DEPUTY),
        ("sign", "approved", {"has_declared_no_conflict": False}, UNDECLARED),
        ("sign", "approved", {"missing_parts": ["the winner"]}, "Still missing: the winner."),
        *[
            (move, state, {"wins_beyond_the_limit": [Beyond("Serres SA", 2, 1, "")]},
             "Serres SA would win more lots than the call lets one firm win (1): choose by the published rule.")
            for move, state in (("approve", "draft"), ("sign", "approved"))
        ],
        *[
            (move, state, {question: ["LOT-0002", "LOT-0003"]},
             "This award stands on lots won together: decide the same way on lot 2, 3 first.")
            for move, state, question in (("approve", "draft", "lots_apart"), ("sign", "approved", "lots_apart"),
                                          ("notify", "signed", "lots_not_signed_with_it"))
        ],
        ("notify", "signed", {"owed": ["No address.", "No reason."]}, "No address. No reason."),
        ("supersede", "notified", {"successor_is_signed": False}, "No later decision about this lot is signed."),
    ],
)
def test_a_rule_that_says_no_says_why(move: str, state: str, answers: dict, sentence: str) -> None:
    role = next(iter(TABLE[state, move].roles))
    thing = paper(DecisionLifecycle, state, role, **{**FAVOURABLE, **answers})
    with override("en"):
        assert [str(said) for said in blockers(thing, move, by=SimpleNamespace(pk=7), now=NOW)] == [sentence]
