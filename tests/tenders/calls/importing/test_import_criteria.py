"""One price, the rest scored, weights that make 100 or stay text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.calls.importing.criteria import Gap, read_criteria
from tenders.calls.notices.notice import CriterionKind, NoticeCriterion, NoticeLot
from tenders.calls.notices.weights import Weight, WeightKind, read_weight


def lot(*published):
    return NoticeLot("1", criteria=tuple(criterion(*row) for row in published))


def criterion(kind, weight, name="Named", description=None):
    return NoticeCriterion(CriterionKind(kind), name, description, read_weight(weight))


def rows(*published, rehearsal=False):
    found, gaps = read_criteria(lot(*published), rehearsal=rehearsal)
    return [(row.code, row.kind, row.weight) for row in found], gaps


def test_price_and_quality_as_published():
    assert rows(("quality", "40 %"), ("price", "60 %")) == (
        [("q1", "quality", Decimal(40)), ("price", "price", Decimal(60))],
        frozenset(),
    )


def test_shares_points_and_decimals_become_percentages():
    found, _gaps = rows(("price", "0,6"), ("quality", "0,4"))
    assert [weight for _code, _kind, weight in found] == [Decimal(60), Decimal(40)]
    found, _gaps = rows(("price", "70 Punkte"), ("quality", "30 Punkte"), ("quality", "100 Punkte"))
    assert [weight for _code, _kind, weight in found] == [Decimal(35), Decimal(15), Decimal(50)]


def test_the_first_price_or_cost_is_computed_and_further_ones_are_scored():
    found, gaps = rows(("quality", "30"), ("cost", "20"), ("price", "50"))
    assert [(code, kind) for code, kind, _weight in found] == [("q1", "quality"), ("price", "price"), ("q3", "quality")]
    assert gaps == {Gap.MORE_COSTS}


def test_quality_alone_has_no_price():
    found, gaps = rows(("quality", "70"), ("quality", "30"))
    assert {kind for _code, kind, _weight in found} == {"quality"}
    assert gaps == frozenset()


def test_weights_that_are_words_stay_text_and_are_flagged():
    published = lot(("price", "see the documents"), ("quality", "40"))
    found, gaps = read_criteria(published, rehearsal=False)
    assert [(row.weight, row.weight_text, row.flagged) for row in found] == [
        (None, "see the documents", True), (None, "40", True),
    ]  # fmt: skip
    assert gaps == {Gap.UNREAD_WEIGHTS}


def test_a_rehearsal_gives_unread_weights_equal_shares():
    found, gaps = rows(("price", "?"), ("quality", "?"), ("quality", "?"), rehearsal=True)
    assert [weight for _code, _kind, weight in found] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert gaps == {Gap.UNREAD_WEIGHTS}


def test_a_range_counts_with_its_middle_and_is_flagged():
    found, _gaps = read_criteria(lot(("price", "50-70"), ("quality", "40")), rehearsal=False)
    assert [(row.weight, row.flagged) for row in found] == [(Decimal(60), True), (Decimal(40), False)]


def test_a_weight_of_zero_is_no_weight():
    found, gaps = rows(("price", "100"), ("quality", "0"))
    assert [weight for _code, _kind, weight in found] == [None, None]
    assert gaps == {Gap.UNREAD_WEIGHTS}


@pytest.mark.parametrize(("rehearsal", "expected"), [(False, []), (True, [("price", "price", Decimal(100))])])
def test_no_criteria_are_price_alone_in_a_rehearsal_only(rehearsal, expected):
    assert rows(rehearsal=rehearsal) == (expected, {Gap.NONE_GIVEN})


def test_a_name_is_the_name_or_the_description_or_the_usual_word():
    published = [("price", "50", None), ("quality", "25", None, "The method"), ("quality", "25", None)]
    found, _gaps = read_criteria(lot(*published), rehearsal=False)
    assert [row.name for row in found] == ["Price", "The method", "Quality"]


WEIGHTS = st.builds(
    Weight,
    st.one_of(st.none(), st.decimals(0, 1000, places=2)),
    st.sampled_from(WeightKind),
    st.text(max_size=20),
)


@given(st.lists(st.tuples(st.sampled_from(CriterionKind), WEIGHTS), max_size=8), st.booleans())
def test_whatever_is_published_can_be_stored(published, rehearsal):
    criteria = tuple(NoticeCriterion(kind, None, None, weight) for kind, weight in published)
    found, _gaps = read_criteria(NoticeLot("1", criteria=criteria), rehearsal=rehearsal)
    weights = [row.weight for row in found]
    assert len({row.code for row in found}) == len(found)
    assert [row.kind for row in found].count("price") <= 1
    assert None in weights or not found or sum(weights) == 100
    assert all(weight is None or weight > 0 for weight in weights)
    assert not (rehearsal and (None in weights or not found))
