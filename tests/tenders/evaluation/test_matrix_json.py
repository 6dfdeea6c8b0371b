"""Wrong input: one sentence that names the place, and never anything else."""

import copy
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.evaluation.matrix_json import parse
from tenders.evaluation.scoring import WrongMatrix, rank, read_matrix

RIGHT = {
    "rounding": 2,
    "criteria": [
        {"id": "price", "kind": "price", "weight": "40", "formula": "lowest_proportional"},
        {"id": "q1", "kind": "quality", "weight": "60", "scale_max": "5", "threshold": "2.5"},
    ],
    "tie_break": ["q1", "price"],
    "bids": [
        {"id": "A", "price": "100000.00", "scores": {"q1": "4.5"}},
        {"id": "B", "price": "90000.00", "scores": {"q1": "2"}},
    ],
}
AS_TEXT = 'must be a number written as text, such as "12.50".'
DECIMAL = 'a number must be a decimal text such as "12.50", without exponent.'
GONE = object()


def changed(path, value):
    """Return a copy of the right matrix with one place changed, added or taken away."""
    matrix = copy.deepcopy(RIGHT)
    *way, last = path
    place = matrix
    for step in way:
        place = place[step]
    if value is GONE:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return matrix


PRICE, Q1, A, B = ("criteria", 0), ("criteria", 1), ("bids", 0), ("bids", 1)
WRONG = [
    (("rounding",), GONE, 'The matrix: the key "rounding" is missing.'),
    (("rounding",), "2", "rounding must be a whole number from 0 to 6."),
    (("rounding",), True, "rounding must be a whole number from 0 to 6."),
    (("rounding",), 2.0, "rounding must be a whole number from 0 to 6."),
    (("rounding",), 7, "rounding must be a whole number from 0 to 6."),
    (("rounding",), -1, "rounding must be a whole number from 0 to 6."),
    (("criteria",), GONE, 'The matrix: the key "criteria" is missing.'),
    (("criteria",), {}, "criteria must be a JSON list."),
    (("criteria",), [], "The weights of the criteria add up to 0, not to 100."),
    (("bids",), GONE, 'The matrix: the key "bids" is missing.'),
    (("bids",), "A", "bids must be a JSON list."),
    (("winner",), "A", 'The matrix: the key "winner" does not belong there.'),
    (Q1, "q1", "criteria[1] must be a JSON object."),
    ((*Q1, "kind"), "taste", 'criteria[1]: kind must be "price" or "quality".'),
    ((*Q1, "kind"), ["quality"], 'criteria[1]: kind must be "price" or "quality".'),
    ((*Q1, "id"), 1, "criteria[1]: id must be a text."),
    ((*Q1, "id"), "", "criteria: an id is empty."),
    ((*Q1, "id"), "price", 'criteria: the id "price" stands there twice.'),
    ((*Q1, "tresh"), "1", 'criteria[1]: the key "tresh" does not belong there.'),
    ((*Q1, "weight"), GONE, 'criteria[1]: the key "weight" is missing.'),
    ((*Q1, "weight"), 60, f'Criterion "q1": weight {AS_TEXT}'),
    ((*Q1, "weight"), "59.99", "The weights of the criteria add up to 99.99, not to 100."),
    ((*Q1, "weight"), "60.0000001", "The weights of the criteria add up to 100.0000001, not to 100."),
    ((*Q1, "weight"), "0", 'Criterion "q1": the weight must be greater than 0.'),
    ((*PRICE, "weight"), "-40", 'Criterion "price": the weight must be greater than 0.'),
    ((*Q1, "scale_max"), GONE, 'criteria[1]: the key "scale_max" is missing.'),
    ((*Q1, "scale_max"), "0.0", 'Criterion "q1": scale_max must be greater than 0.'),
    ((*Q1, "scale_max"), "-5", 'Criterion "q1": scale_max must be greater than 0.'),
    ((*Q1, "threshold"), "5.5", 'Criterion "q1": the threshold lies outside the scale from 0 to 5.'),
    ((*Q1, "threshold"), "-1", 'Criterion "q1": the threshold lies outside the scale from 0 to 5.'),
    ((*Q1, "threshold"), None, f'Criterion "q1": threshold {AS_TEXT}'),
    ((*PRICE, "formula"), GONE, 'criteria[0]: the key "formula" is missing.'),
    ((*PRICE, "formula"), 3, 'Criterion "price": formula must be a text.'),
    ((*PRICE, "reference"), "9", 'criteria[0]: the key "reference" does not belong there.'),
    ((*PRICE, "formula"), "reference", 'criteria[0]: the key "reference" is missing.'),
    (("tie_break",), "q1", "tie_break must be a JSON list."),
    (("tie_break", 1), 7, "tie_break[1] must be a text."),
    (("tie_break", 1), "q9", 'tie_break: there is no criterion "q9".'),
    (("tie_break", 1), "q1", 'tie_break: the id "q1" stands there twice.'),
    (A, None, "bids[0] must be a JSON object."),
    ((*A, "id"), GONE, 'bids[0]: the key "id" is missing.'),
    ((*A, "id"), "B", 'bids: the id "B" stands there twice.'),
    ((*A, "id"), "", "bids: an id is empty."),
    ((*A, "name"), "Anna", 'bids[0]: the key "name" does not belong there.'),
    ((*A, "price"), GONE, 'Bid "A": the price is missing.'),
    ((*A, "price"), 100000, f'Bid "A": price {AS_TEXT}'),
    ((*A, "price"), "-0.01", 'Bid "A": the price is negative.'),
    ((*A, "price"), "0", 'Bid "A": the price is 0, and the formula lowest_proportional divides by it.'),
    ((*B, "price"), "-1", 'Bid "B": the price is negative.'),
    ((*A, "scores"), [], 'Bid "A": scores must be a JSON object.'),
    ((*A, "scores"), GONE, 'Bid "A": the score for criterion "q1" is missing.'),
    ((*A, "scores", "q1"), GONE, 'Bid "A": the score for criterion "q1" is missing.'),
    ((*A, "scores", "q1"), True, f'Bid "A": score for "q1" {AS_TEXT}'),
    ((*A, "scores", "q1"), "5.01", 'Bid "A": the score for criterion "q1" lies outside the scale from 0 to 5.'),
    ((*B, "scores", "q1"), "-1", 'Bid "B": the score for criterion "q1" lies outside the scale from 0 to 5.'),
    ((*A, "scores", "q2"), "1", 'Bid "A": there is no quality criterion "q2" to score.'),
    ((*A, "scores", "price"), "1", 'Bid "A": there is no quality criterion "price" to score.'),
]


@pytest.mark.parametrize(("path", "value", "sentence"), WRONG)
def test_one_sentence_names_the_place(path, value, sentence):
    with pytest.raises(WrongMatrix) as wrong:
        rank(read_matrix(changed(path, value)))
    assert str(wrong.value) == sentence


@pytest.mark.parametrize(
    "text",
    ["", " ", "1e3", "1E3", "NaN", "nan", "Infinity", "-inf", "+1", "1,5", "1_000", "1 000", "5.", ".5", "--1", "0x10",
     "1/2", "1\n", " 1", "\u0661", "\uff11", "1\u00a0000", "1.2.3", "\u00bd"],
)  # fmt: skip
def test_only_plain_decimals_are_numbers(text):
    with pytest.raises(WrongMatrix) as wrong:
        read_matrix(changed((*A, "price"), text))
    assert str(wrong.value) == f'Bid "A": price: {DECIMAL}'


@pytest.mark.parametrize("text", ["100000", "100000.0", "0100000.000", "0" * 494 + "100000"])
def test_the_same_number_may_be_written_in_several_ways(text):
    assert rank(read_matrix(changed((*A, "price"), text))) == rank(read_matrix(RIGHT))


@pytest.mark.parametrize("length", [501, 1_000_000])
def test_numbers_longer_than_anything_are_refused_before_they_are_worked_out(length):
    with pytest.raises(WrongMatrix, match=r'^Bid "A": price: a number may have at most 500 characters\.$'):
        read_matrix(changed((*A, "price"), "9" * length))


@pytest.mark.parametrize("formula", ["linear", "lowest_proportional"])
def test_a_price_of_nothing_is_refused_where_the_formula_divides_by_it(formula):
    matrix = changed((*PRICE, "formula"), formula)
    for bid in matrix["bids"]:
        bid |= {"price": "0.00", "scores": {"q1": "3"}}
    with pytest.raises(WrongMatrix, match=f'^Bid "A": the price is 0, and the formula {formula} divides by it\\.$'):
        rank(read_matrix(matrix))


@pytest.mark.parametrize("formula", ["cheapest", "", "LINEAR", "linear_range "])
def test_unknown_formulas_are_answered_with_the_known_ones(formula):
    with pytest.raises(WrongMatrix) as wrong:
        read_matrix(changed((*PRICE, "formula"), formula))
    known = "lowest_proportional, linear, linear_range, reference"
    assert str(wrong.value) == f'Criterion "price": the formula "{formula}" is not one of {known}.'


@pytest.mark.parametrize("reference", ["0", "-1", "0.00"])
def test_a_reference_is_greater_than_nothing(reference):
    matrix = changed((*PRICE, "formula"), "reference")
    matrix["criteria"][0]["reference"] = reference
    with pytest.raises(WrongMatrix, match=r'^Criterion "price": the reference must be greater than 0\.$'):
        read_matrix(matrix)


def test_at_most_one_criterion_is_the_price():
    matrix = changed(("criteria", 2), {"id": "cost", "kind": "price", "weight": "10", "formula": "linear"})
    with pytest.raises(WrongMatrix, match=r'^Criteria "price" and "cost": at most one criterion can be the price\.$'):
        read_matrix(matrix)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The input is not JSON: line 1, column 1."),
        (b'{"rounding": 2,\n oops}', "The input is not JSON: line 2, column 2."),
        (b'{"id": "\xe9"}', "The input is not UTF-8 text (byte 9)."),
        (b"[" * 200_000, "The input is not a matrix: its JSON is nested too deeply."),
        (b"[]", "The matrix must be a JSON object."),
        (b"null", "The matrix must be a JSON object."),
        (b'{"rounding": 2, "rounding": 3}', 'The matrix: the key "rounding" stands there twice.'),
        (b'{"rounding": NaN, "criteria": [], "bids": []}', "rounding must be a whole number from 0 to 6."),
        (b'{"rounding": 1e999, "criteria": [], "bids": []}', "rounding must be a whole number from 0 to 6."),
        (b'{"rounding": %s, "criteria": [], "bids": []}' % (b"9" * 9000),
         "rounding must be a whole number from 0 to 6."),
        (b'{"rounding": 2, "criteria": [], "bids": [{"id": "A", "scores": {"q": "1", "q": "2"}}]}',
         'Bid "A": scores: the key "q" stands there twice.'),
    ],
)  # fmt: skip
def test_bytes_that_are_no_matrix(data, sentence):
    with pytest.raises(WrongMatrix) as wrong:
        read_matrix(parse(data))
    assert str(wrong.value) == sentence


def test_a_byte_order_mark_is_no_mistake():
    assert read_matrix(parse(b"\xef\xbb\xbf" + json.dumps(RIGHT).encode())) == read_matrix(RIGHT)


def test_ids_in_sentences_fit_on_one_line_of_any_terminal():
    with pytest.raises(WrongMatrix) as wrong:
        read_matrix(changed((*A, "scores"), {"q1": "1", "\ud800\n\u2028" + "é" * 500: "1"}))
    assert re.fullmatch(
        r'Bid "A": there is no quality criterion "\\ud800\\n\\u2028.{,60}…" to score\.', str(wrong.value)
    )


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["1", "-1", "0", "q1", "price"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "kind", "q1", "x"]), inner),
    max_leaves=5,
)
PLACES = [path for path, _, _ in WRONG]


def sentence(act):
    """Return the sentence of a refusal. Anything else that is raised fails the test."""
    try:
        act()
    except WrongMatrix as wrong:
        return str(wrong)
    return "Not refused."


@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_anywhere_is_ranked_or_refused_with_a_sentence(path, value):
    assert re.fullmatch(r"[^\n]+\.", sentence(lambda: rank(read_matrix(changed(path, value)))))


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_bytes_come_are_read_or_refused_with_a_sentence(data):
    assert re.fullmatch(r"[^\n]+\.", sentence(lambda: read_matrix(parse(data))))
