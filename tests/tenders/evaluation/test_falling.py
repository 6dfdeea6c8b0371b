"""A winner falls away: with the same points the next moves up, or all are ranked anew. The call says which."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenders.evaluation.falling import rank_without
from tenders.evaluation.scoring import Criterion, Matrix, Offer, WrongMatrix, rank
from tests.tenders.evaluation.test_scoring_properties import matrices

QUALITY = Criterion("q", "quality", Fraction(40), scale_max=Fraction(10))


def call(formula: str, *bids: tuple[str, int, int]) -> Matrix:
    """60 points for the price, 40 for quality; bids as id, price, score out of 10."""
    price = Criterion("price", "price", Fraction(60), formula, reference=Fraction(100))
    offers = (Offer(id_, Fraction(money), {"q": Fraction(score)}) for id_, money, score in bids)
    return Matrix((price, QUALITY), tuple(offers), 2)


def places(result) -> list[tuple[int, str, Decimal]]:
    return [(one.rank, one.id, one.total) for one in result.ranking]


# A: 60 + 28 = 88. B: 60 × 50 ÷ 100 = 30 + 40 = 70. C: 60 × 50 ÷ 80 = 37.5 + 32 = 69.5.
# Without A the lowest is 80. B: 60 × 80 ÷ 100 = 48 + 40 = 88. C: 60 + 32 = 92. They change places.
TURNED = call("lowest_proportional", ("A", 50, 7), ("B", 100, 10), ("C", 80, 8))


def test_with_the_same_points_the_next_takes_the_place():
    kept = rank_without(TURNED, {"A"}, anew=False)
    assert places(kept) == [(1, "B", Decimal("70.00")), (2, "C", Decimal("69.50"))]


def test_ranked_anew_the_others_may_change_places():
    anew = rank_without(TURNED, {"A"}, anew=True)
    assert places(anew) == [(1, "C", Decimal("92.00")), (2, "B", Decimal("88.00"))]


def test_who_shared_the_rank_of_the_fallen_stands_alone_and_first():
    matrix = call("linear", ("A", 50, 7), ("B", 50, 7), ("C", 60, 7))
    assert [one.tied for one in rank(matrix).ranking] == [True, True, False]
    kept = rank_without(matrix, {"A"}, anew=False)
    assert [(one.rank, one.id, one.tied) for one in kept.ranking] == [(1, "B", False), (2, "C", False)]


def test_who_is_below_a_threshold_stays_out_either_way():
    strict = replace(TURNED, criteria=(TURNED.criteria[0], replace(QUALITY, threshold=Fraction(8))))
    for anew in (True, False):
        result = rank_without(strict, {"B"}, anew=anew)
        assert [one.id for one in result.ranking] == ["C"]
        assert [one.id for one in result.excluded] == ["A"]


@pytest.mark.parametrize("anew", [True, False])
def test_all_may_fall_and_nobody_unknown(anew):
    assert rank_without(TURNED, {"A", "B", "C"}, anew=anew).ranking == ()
    with pytest.raises(WrongMatrix, match='no bid "Z" that could fall'):
        rank_without(TURNED, {"Z"}, anew=anew)


def some(data, matrix: Matrix) -> set[str]:
    ids = [bid.id for bid in matrix.bids]
    return data.draw(st.sets(st.sampled_from(ids))) if ids else set()


@given(matrices(), st.booleans())
def test_when_nobody_falls_nothing_changes(matrix, anew):
    assert rank_without(matrix, (), anew=anew) == rank(matrix)


@given(matrices(), st.data())
def test_with_the_same_points_nobody_changes_places(matrix, data):
    fallen, before = some(data, matrix), rank(matrix)
    after = rank_without(matrix, fallen, anew=False)
    assert [(one.id, one.points) for one in after.ranking] == [
        (one.id, one.points) for one in before.ranking if one.id not in fallen
    ]
    for one in after.ranking:
        assert one.rank == 1 + sum(other.rank < one.rank for other in after.ranking)
        assert one.tied is (sum(other.rank == one.rank for other in after.ranking) > 1)


@given(matrices(), st.data())
def test_without_a_price_both_rules_give_the_same(matrix, data):
    """Scores are measured against the published scale, and not against each other."""
    quality = matrix.quality
    assume(quality)
    share = Fraction(100) / sum(one.weight for one in quality)
    alone = replace(
        matrix,
        criteria=tuple(replace(one, weight=one.weight * share) for one in quality),
        tie_break=tuple(id_ for id_ in matrix.tie_break if id_ != "price"),
    )
    fallen = some(data, alone)
    assert rank_without(alone, fallen, anew=True) == rank_without(alone, fallen, anew=False)


@given(matrices(least_bids=2), st.data())
def test_whose_price_is_neither_the_lowest_nor_the_highest_takes_nothing_along(matrix, data):
    fallen = some(data, matrix)
    counted = [bid for bid in matrix.bids if bid.id not in {one.id for one in rank(matrix).excluded}]
    prices, left = [bid.price for bid in counted], [bid.price for bid in counted if bid.id not in fallen]
    assume(left and (min(left), max(left)) == (min(prices), max(prices)))
    assert rank_without(matrix, fallen, anew=True) == rank_without(matrix, fallen, anew=False)


@given(matrices(least_bids=1), st.data())
def test_several_at_once_or_one_after_the_other_is_the_same(matrix, data):
    fallen = sorted(some(data, matrix))
    rest = matrix
    for id_ in fallen:
        rest = replace(rest, bids=tuple(bid for bid in rest.bids if bid.id != id_))
    assert rank_without(matrix, fallen, anew=True) == rank(rest)
