"""The whole table of a request to take a firm's account over."""

from types import SimpleNamespace

import pytest

from procurement.lifecycle import blockers, moves_of
from suppliers.lifecycle import TakeoverLifecycle, TakeoverState
from tests.lifecycles import CLOCK, NOW, check, declared, paper, read_table

TABLE = read_table("""
    asked      announce     administrator  announced
    asked      refuse       administrator  refused
    asked      stop         owner          stopped
    announced  stop         owner          stopped
    announced  take_effect  clock          done
""")
FAVOURABLE = {"is_asked_by": False, "may_take_effect": True}


def test_the_code_declares_exactly_this_table() -> None:
    assert declared(TakeoverLifecycle) == TABLE


@pytest.mark.parametrize("move", moves_of(TakeoverLifecycle))
@pytest.mark.parametrize("state", TakeoverState.values)
def test_every_state_move_and_role(state: str, move: str) -> None:
    check(TakeoverLifecycle, TABLE, state, move, FAVOURABLE)


@pytest.mark.parametrize(
    ("move", "state", "answers", "sentence"),
    [
        ("announce", "asked", {"is_asked_by": True}, "Nobody decides on its own request."),
        ("refuse", "asked", {"is_asked_by": True}, "Nobody decides on its own request."),
        ("take_effect", "announced", {"may_take_effect": False}, "The owners can still object."),
    ],
)
def test_a_rule_that_says_no_says_why(move: str, state: str, answers: dict, sentence: str) -> None:
    role = next(iter(TABLE[state, move].roles))
    thing = paper(TakeoverLifecycle, state, role, **{**FAVOURABLE, **answers})
    by = None if role == CLOCK else SimpleNamespace(pk=7)
    assert [str(said) for said in blockers(thing, move, by=by, now=NOW)] == [sentence]
