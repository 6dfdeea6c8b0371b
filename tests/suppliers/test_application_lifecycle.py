"""The whole table of a supplier's application."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from procurement.lifecycle import blockers, moves_of
from suppliers.lifecycle import ApplicationLifecycle, ApplicationState
from tests.lifecycles import CLOCK, NOW, check, declared, paper, read_table

TABLE = read_table("""
    draft              submit           owner    submitted
    draft              take_in          officer  submitted
    changes_requested  submit           owner    submitted
    submitted          take_up          officer  under_review
    under_review       verify           officer  verified
    under_review       request_changes  officer  changes_requested
    under_review       refuse           officer  refused
    verified           expire           clock    expired
    verified           suspend          officer  suspended
""")
FAVOURABLE = {
    "firm_is_identified": True,
    "is_over": True,
    "is_of_the_firm": False,
    "was_heard": True,
    "facts_were_answered": True,
}
OWN_FIRM = "You belong to this firm: a colleague checks its file."
NOT_HEARD = "The firm is heard first: announce the grounds, then wait for its answer or for the end of its last day."
NOT_ANSWERED = "The firm still has time to contest a fact that was fetched about it."


def test_the_code_declares_exactly_this_table() -> None:
    assert declared(ApplicationLifecycle) == TABLE


@pytest.mark.parametrize("move", moves_of(ApplicationLifecycle))
@pytest.mark.parametrize("state", ApplicationState.values)
def test_every_state_move_and_role(state: str, move: str) -> None:
    with override("en"):
        check(ApplicationLifecycle, TABLE, state, move, FAVOURABLE)


@pytest.mark.parametrize(
    ("move", "state", "answers", "sentence"),
    [
        ("submit", "draft", {"firm_is_identified": False}, "The firm's name, number or address is missing."),
        ("expire", "verified", {"is_over": False}, "The verification is still valid."),
        ("take_up", "submitted", {"is_of_the_firm": True}, OWN_FIRM),
        ("verify", "under_review", {"is_of_the_firm": True}, OWN_FIRM),
        ("request_changes", "under_review", {"is_of_the_firm": True}, OWN_FIRM),
        ("refuse", "under_review", {"is_of_the_firm": True}, OWN_FIRM),
        ("suspend", "verified", {"is_of_the_firm": True}, OWN_FIRM),
        ("suspend", "verified", {"was_heard": False}, NOT_HEARD),
        ("refuse", "under_review", {"facts_were_answered": False}, NOT_ANSWERED),
        ("suspend", "verified", {"facts_were_answered": False}, NOT_ANSWERED),
    ],
)
def test_a_rule_that_says_no_says_why(move: str, state: str, answers: dict, sentence: str) -> None:
    role = next(iter(TABLE[state, move].roles))
    thing = paper(ApplicationLifecycle, state, role, **{**FAVOURABLE, **answers})
    by = None if role == CLOCK else SimpleNamespace(pk=7)
    with override("en"):
        assert [str(said) for said in blockers(thing, move, by=by, now=NOW)] == [sentence]
