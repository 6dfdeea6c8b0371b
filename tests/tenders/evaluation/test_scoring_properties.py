"""What holds for every ranking, whatever the figures."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tenders.evaluation.price_formulas import FORMULAS
from tenders.evaluation.scoring import Criterion, Matrix, Offer, rank, read_matrix, result_as_json

CENTS = st.integers(1, 30_000).map(lambda cents: Fraction(cents, 100))
SCALES = st.sampled_from([Fraction(1), Fraction(5, 2), Fraction(5), Fraction(7), Fraction(100)])


@st.composite
def weights(draw, count):
    """Weights with two decimals that add up to 100."""
    cuts = sorted(draw(st.sets(st.integers(1, 9999), min_size=count - 1, max_size=count - 1)))
    return [Fraction(high - low, 100) for low, high in zip([0, *cuts], [*cuts, 10_000], strict=True)]


@st.composite
def quality(draw, id_, weight):
    scale = draw(SCALES)
    threshold = scale * draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 4), Fraction(1, 2)]))
    return Criterion(id_, "quality", weight, scale_max=scale, threshold=threshold)


@st.composite
def offer(draw, id_, criteria):
    scores = {one.id: one.scale_max * draw(st.integers(0, 8)) / 8 for one in criteria if one.kind == "quality"}
    return Offer(id_, draw(CENTS), scores)


@st.composite
def matrices(draw, least_bids=0):
    count = draw(st.integers(0, 3))
    first, *others = draw(weights(count + 1))
    price = Criterion("price", "price", first, draw(st.sampled_from(sorted(FORMULAS))), reference=draw(CENTS))
    criteria = [price, *(draw(quality(f"q{n}", weight)) for n, weight in enumerate(others))]
    bids = [draw(offer(f"B{n}", criteria)) for n in range(draw(st.integers(least_bids, 8)))]
    ties = draw(st.lists(st.sampled_from([one.id for one in criteria]), unique=True))
    return Matrix(tuple(criteria), tuple(bids), draw(st.integers(0, 6)), tuple(ties))


def ranked(matrix):
    return {one.id: one for one in rank(matrix).ranking}


def with_bid(matrix, changed):
    return replace(matrix, bids=tuple(changed if bid.id == changed.id else bid for bid in matrix.bids))


def qualities(one):
    return {criterion: points for criterion, points in one.points.items() if criterion != "price"}


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_bids_and_criteria_changes_nothing(matrix, random):
    bids = [
        replace(bid, scores=dict(random.sample(sorted(bid.scores.items()), len(bid.scores)))) for bid in matrix.bids
    ]
    shuffled = replace(
        matrix,
        bids=tuple(random.sample(bids, len(bids))),
        criteria=tuple(random.sample(matrix.criteria, len(matrix.criteria))),
    )
    assert str(result_as_json(rank(shuffled))) == str(result_as_json(rank(matrix)))


@given(matrices())
def test_of_two_bids_the_cheaper_never_has_fewer_price_points(matrix):
    prices = {bid.id: bid.price for bid in matrix.bids}
    points = {id_: one.points["price"] for id_, one in ranked(matrix).items()}
    by_price = sorted(points, key=lambda id_: (prices[id_], -points[id_]))
    assert [points[id_] for id_ in by_price] == sorted(points.values(), reverse=True)


@given(matrices(least_bids=1), st.data())
def test_a_bid_that_becomes_cheaper_never_loses_price_points(matrix, data):
    bid = data.draw(st.sampled_from(matrix.bids))
    cheaper = replace(bid, price=bid.price * data.draw(st.integers(1, 100)) / 100)
    before, after = ranked(matrix).get(bid.id), ranked(with_bid(matrix, cheaper)).get(bid.id)
    assume(before)
    assert after.points["price"] >= before.points["price"]
    assert qualities(after) == qualities(before)


@given(matrices(least_bids=1), st.data())
def test_a_higher_score_never_brings_fewer_points_nor_an_exclusion(matrix, data):
    assume(matrix.quality)
    bid, criterion = data.draw(st.sampled_from(matrix.bids)), data.draw(st.sampled_from(matrix.quality))
    higher = criterion.scale_max - (criterion.scale_max - bid.scores[criterion.id]) * data.draw(st.integers(0, 9)) / 10
    before = ranked(matrix).get(bid.id)
    assume(before)
    after = ranked(with_bid(matrix, replace(bid, scores={**bid.scores, criterion.id: higher})))[bid.id]
    assert after.points[criterion.id] >= before.points[criterion.id]
    assert {**after.points, criterion.id: 0} == {**before.points, criterion.id: 0}
    assert after.rank <= before.rank


@given(matrices(), st.fractions(min_value=Fraction(1, 1000), max_value=1000).filter(bool))
def test_the_currency_changes_nothing(matrix, factor):
    """All formulas compare prices with each other; `reference` compares with an amount, which is converted too."""
    converted = replace(
        matrix,
        bids=tuple(replace(bid, price=bid.price * factor) for bid in matrix.bids),
        criteria=tuple(replace(one, reference=one.reference * factor) for one in matrix.criteria),
    )
    assert rank(converted) == rank(matrix)


@given(matrices())
def test_totals_are_sums_of_rounded_points_within_their_weights(matrix):
    step = Decimal(10) ** -matrix.rounding
    for one in rank(matrix).ranking:
        assert one.total == sum(one.points.values())
        assert one.points.keys() == {criterion.id for criterion in matrix.criteria}
        for criterion in matrix.criteria:
            points = one.points[criterion.id]
            assert points.as_tuple().exponent == -matrix.rounding
            assert 0 <= points <= Fraction(criterion.weight) + Fraction(step) / 2


@given(matrices(least_bids=1), st.data())
def test_no_bid_changes_the_quality_points_of_others(matrix, data):
    bid = data.draw(st.sampled_from(matrix.bids))
    without = replace(matrix, bids=tuple(other for other in matrix.bids if other.id != bid.id))
    changed = with_bid(matrix, data.draw(offer(bid.id, matrix.criteria)))
    points = {id_: qualities(one) for id_, one in ranked(without).items()}
    for other in (matrix, changed):
        assert {id_: qualities(one) for id_, one in ranked(other).items() if id_ != bid.id} == points


@given(matrices())
def test_ranks_count_those_who_stand_better(matrix):
    """Competition ranks: 1, 1, 3. Ties are split by the points that everyone can read, and by nothing else."""
    standing = {one.id: (one.total, *(one.points[id_] for id_ in matrix.tie_break)) for one in rank(matrix).ranking}
    for one in rank(matrix).ranking:
        assert one.rank == 1 + sum(other > standing[one.id] for other in standing.values())
        assert one.tied is (list(standing.values()).count(standing[one.id]) > 1)
    places = [(one.rank, one.id) for one in rank(matrix).ranking]
    assert places == sorted(places)


@given(matrices())
def test_excluded_bids_count_in_no_price_formula(matrix):
    result = rank(matrix)
    out = {one.id for one in result.excluded}
    assert out.isdisjoint(one.id for one in result.ranking)
    assert len(out) + len(result.ranking) == len(matrix.bids)
    assert rank(replace(matrix, bids=tuple(bid for bid in matrix.bids if bid.id not in out))).ranking == result.ranking


@given(matrices())
def test_excluded_are_those_below_a_threshold_with_the_first_by_id(matrix):
    below = {
        bid.id: min(one.id for one in matrix.quality if bid.scores[one.id] < one.threshold)
        for bid in matrix.bids
        if any(bid.scores[one.id] < one.threshold for one in matrix.quality)
    }
    assert [(one.id, one.criterion) for one in rank(matrix).excluded] == sorted(below.items())


@given(matrices())
def test_ranking_twice_or_from_json_gives_the_same(matrix):
    """Weights, scores and prices here have finite decimals, so their text is exact."""

    def text(value):
        return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"

    price, *scored = matrix.criteria
    extra = {"reference": text(price.reference)} if price.formula == "reference" else {}
    read = read_matrix(
        {
            "rounding": matrix.rounding,
            "criteria": [
                {"id": "price", "kind": "price", "weight": text(price.weight), "formula": price.formula, **extra},
                *(
                    {"id": one.id, "kind": "quality", "weight": text(one.weight)}
                    | {"scale_max": text(one.scale_max), "threshold": text(one.threshold)}
                    for one in scored
                ),
            ],
            "tie_break": list(matrix.tie_break),
            "bids": [
                {
                    "id": bid.id,
                    "price": text(bid.price),
                    "scores": {key: text(value) for key, value in bid.scores.items()},
                }
                for bid in matrix.bids
            ],
        }
    )
    assert rank(read) == rank(matrix) == rank(matrix)
