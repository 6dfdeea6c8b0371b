"""Imagined bids under the published rules: the same sums as the real ranking."""

from decimal import Decimal

import pytest
from django.utils import translation

from tenders.evaluation.trying import Imagined, can_be_tried, outcome_of
from tenders.models import AwardCriterion
from tests.factories.calls import TenderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def criteria() -> list[AwardCriterion]:
    """Price 60 (lowest ÷ price), quality 40 on a scale of 10."""
    return list(TenderFactory().lots.get().criteria.all())


def bid(name: str, price: str, score: str) -> Imagined:
    return Imagined(name, Decimal(price), {"q1": Decimal(score)})


def test_points_are_computed_as_in_the_real_ranking(criteria):
    outcome = outcome_of(criteria, [bid("Mine", "100000", "9"), bid("Theirs", "80000", "4.5")])
    first, second = outcome.places
    # 60 × 80,000 ÷ 100,000 = 48 and 40 × 9 ÷ 10 = 36
    assert (first.name, first.rank, first.total) == ("Mine", 1, Decimal("84.00"))
    assert [points for _criterion, points in first.points] == [Decimal("48.00"), Decimal("36.00")]
    # 60 and 40 × 4.5 ÷ 10 = 18
    assert (second.name, second.rank, second.total) == ("Theirs", 2, Decimal("78.00"))
    assert outcome.out == ()


def test_equal_bids_share_the_place(criteria):
    places = outcome_of(criteria, [bid("Mine", "10", "5"), bid("Theirs", "10", "5")]).places
    assert [(place.rank, place.tied) for place in places] == [(1, True), (1, True)]


def test_a_bid_below_the_threshold_is_out_and_counts_in_no_price(criteria):
    criteria[1].threshold = Decimal(5)
    outcome = outcome_of(criteria, [bid("Mine", "100", "5"), bid("Cheap", "10", "4.99")])
    assert [(place.name, place.total) for place in outcome.places] == [("Mine", Decimal("80.00"))]
    assert [(name, criterion.code) for name, criterion in outcome.out] == [("Cheap", "q1")]


@pytest.mark.parametrize(("field", "value"), [("weight", None), ("weight", Decimal(59)), ("formula", "unknown")])
def test_rules_that_are_incomplete_cannot_be_tried(criteria, field, value):
    assert can_be_tried(criteria)
    setattr(criteria[0], field, value)
    assert not can_be_tried(criteria)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("lowest_proportional", "Every other price gets 60 × lowest price ÷ price"),
        ("linear", "a price twice as high gets none"),
        ("linear_range", "the highest gets none"),
        ("reference", "A price that is higher by 20,000.00 gets none"),
    ],
)
def test_the_formula_is_told_in_words(criteria, formula, said):
    criteria[0].formula, criteria[0].reference = formula, Decimal(20000)
    with translation.override("en"):
        assert said in criteria[0].in_words
    assert criteria[1].in_words == ""


def test_without_a_weight_no_formula_is_told(criteria):
    criteria[0].weight = None
    assert criteria[0].in_words == ""
