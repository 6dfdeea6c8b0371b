"""The whole table of a lot: when it may be awarded, and how it can end."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from procurement.lifecycle import blockers, moves_of
from tenders.lifecycle.lot import LotLifecycle, LotState
from tests.lifecycles import NOW, check, declared, paper, read_table

TABLE = read_table("""
    undecided   decide             signatory          decided
    decided     start_standstill   officer            standstill
    decided     end_without_award  officer            not_awarded
    standstill  award              officer            awarded
    awarded     contract           signatory          contracted
    decided     reconsider         signatory          undecided
    standstill  reconsider         signatory          undecided
    undecided   cancel             signatory,officer  cancelled
    decided     cancel             signatory,officer  cancelled
    standstill  cancel             signatory,officer  cancelled
""")

FAVOURABLE = {
    "decision_is_signed": True,
    "decision_was_superseded": True,
    "notified_outcome": "award",
    "_earliest_signature": date(2027, 3, 15),
    "local_day": date(2027, 3, 15),
    "is_suspended": False,
    "is_to_be_cancelled": True,
}
FOR_MOVE = {"end_without_award": {"notified_outcome": "no_award"}}


def favourable_for(move: str) -> dict:
    return {**FAVOURABLE, **FOR_MOVE.get(move, {})}


def test_the_code_declares_exactly_this_table() -> None:
    assert declared(LotLifecycle) == TABLE


@pytest.mark.parametrize("move", moves_of(LotLifecycle))
@pytest.mark.parametrize("state", LotState.values)
def test_every_state_move_and_role(state: str, move: str) -> None:
    with override("en"):
        check(LotLifecycle, TABLE, state, move, favourable_for(move))


TOO_EARLY = "The standstill is running: the contract may follow from 16 March 2027."


@pytest.mark.parametrize(
    ("move", "state", "answers", "sentence"),
    [
        ("decide", "undecided", {"decision_is_signed": False}, "The decision about this lot is not signed."),
        ("start_standstill", "decided", {"notified_outcome": None}, "No award decision was notified for this lot."),
        (
            "end_without_award",
            "decided",
            {"notified_outcome": "award"},
            "No decision without award was notified for this lot.",
        ),
        ("award", "standstill", {"_earliest_signature": date(2027, 3, 16)}, TOO_EARLY),
        ("award", "standstill", {"is_suspended": True}, "A review has suspended the procedure."),
        ("award", "standstill", {"notified_outcome": None}, "No award decision was notified for this lot."),
        ("contract", "awarded", {"_earliest_signature": date(2027, 3, 16)}, TOO_EARLY),
        ("contract", "awarded", {"is_suspended": True}, "A review has suspended the procedure."),
        ("reconsider", "decided", {"decision_was_superseded": False}, "The decision in force has not been superseded."),
        ("cancel", "undecided", {"is_to_be_cancelled": False}, "Neither the call nor this lot was cancelled."),
    ],
)
def test_a_rule_that_says_no_says_why(move: str, state: str, answers: dict, sentence: str) -> None:
    role = next(iter(TABLE[state, move].roles))
    thing = paper(LotLifecycle, state, role, **{**favourable_for(move), **answers})
    with override("en"):
        assert [str(said) for said in blockers(thing, move, by=SimpleNamespace(pk=7), now=NOW)] == [sentence]


def test_no_standstill_means_no_waiting() -> None:
    thing = paper(LotLifecycle, "standstill", "officer", **{**FAVOURABLE, "_earliest_signature": None})
    assert blockers(thing, "award", by=SimpleNamespace(pk=7), now=NOW) == []
