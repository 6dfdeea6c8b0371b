"""A shape has one meaning: the tick is done, the half disc is at work, wherever one stands."""

import pytest

from tenders.evaluation.sheet import Cell


@pytest.mark.parametrize(
    ("given", "current", "kind"),
    [
        (True, True, "done"),
        (True, False, "done"),
        (False, True, "in-progress"),
        (False, False, "not-planned"),
    ],
)
def test_a_score_that_is_given_is_done_while_one_looks_at_it_too(given: bool, current: bool, kind: str):
    assert Cell(lot_bid=None, criterion=None, given=given, current=current).kind == kind
