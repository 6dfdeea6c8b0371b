"""Weights of one lot become percentages that add up to exactly 100."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.calls.notices.percentages import normalise
from tenders.calls.notices.weights import read_coded_weight, read_weight


def shares(*texts):
    percentages = normalise([read_weight(text) for text in texts])
    return percentages and [str(share) for share in percentages]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (["60", "40"], ["60.00", "40.00"]),
        (["0,4", "0,6"], ["40.00", "60.00"]),
        (["60 %", "40 %"], ["60.00", "40.00"]),
        (["30 Punkte", "20 Punkte", "70 Punkte"], ["25.00", "16.67", "58.33"]),
        (["1", "1", "1"], ["33.34", "33.33", "33.33"]),
        (["70", "0"], ["100.00", "0.00"]),
        (["1-60", "40-99"], ["30.50", "69.50"]),
        (["60 %", "40"], ["60.00", "40.00"]),
        (["60 %", "40 points"], ["60.00", "40.00"]),
        (["45", "10", ""], ["45.00", "10.00", "45.00"]),
        (["70 %", None], ["70.00", "30.00"]),
    ],
)
def test_weights_become_percentages(published, expected):
    assert shares(*published) == expected


@pytest.mark.parametrize("alone", ["", "100", "30 points", "as per documents", "0"])
def test_a_criterion_alone_carries_everything(alone):
    assert shares(alone) == ["100.00"]


@pytest.mark.parametrize(
    "published",
    [
        [],
        ["0", "0"],
        ["", ""],
        ["60", "", ""],
        ["100", ""],
        ["30 points", ""],
        ["0,4", ""],
        ["60", "as per documents"],
        ["60 %", "50 points"],
        ["1", "2", "3"],
        ["3", "1", "2", ""],
        ["1er", "2e"],
    ],
)
def test_what_has_no_common_scale_has_no_percentages(published):
    assert shares(*published) is None


def test_ranks_of_eforms_are_no_weights():
    assert normalise([read_coded_weight("1", "ord-imp"), read_coded_weight("2", "ord-imp")]) is None


def test_points_may_look_like_ranks():
    assert shares("1 point", "2 points") == ["33.33", "66.67"]


@given(st.lists(st.decimals(min_value=0, max_value=1000, places=2), min_size=2, max_size=40))
def test_nothing_is_lost_and_nobody_is_favoured(numbers):
    percentages = normalise([read_weight(f"{number} points") for number in numbers])
    if not sum(numbers):
        assert percentages is None
        return
    assert sum(percentages) == Decimal(100)
    for number, share in zip(numbers, percentages, strict=True):
        exact = Fraction(number) * 100 / Fraction(sum(numbers))
        assert abs(Fraction(share) - exact) < Fraction(1, 100)
        assert share == share.quantize(Decimal("0.01"))
