"""Low prices: the worked cases of `low_prices.md`, and what holds whatever the figures."""

import ast
import operator
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.evaluation.abnormal import low_prices
from tenders.evaluation.abnormal_rules import BE_ART36, RULES

PAPER = Path(__file__).with_name("low_prices.md").read_text(encoding="utf-8")
SIGNS = str.maketrans({"×": "*", "÷": "/"})
OPERATIONS = {ast.Add: operator.add, ast.Mult: operator.mul, ast.Div: operator.truediv}
ANY_RULE = st.sampled_from([None, *RULES.values()])
AMOUNTS = st.dictionaries(
    st.text("ABC", min_size=1), st.integers(0, 20_000).map(lambda n: Decimal(n) / 100), max_size=30
)


def cases():
    for text in PAPER.split("\n### ")[1:]:
        title, _, rest = text.partition("\n")
        rule = re.search(r"^`(.+)`$", rest, re.MULTILINE).group(1)
        rows = re.findall(r"^\| (\w+) \| ([\d.]+) \| (\S+) \| (.+) \|$", rest, re.MULTILINE)
        assert len(rows) == rest.count("\n| ") - 1
        yield pytest.param(rule, rows, id=title)


CASES = list(cases())


def worth(term):
    """Work out a written sum exactly, knowing nothing of the program under test."""
    if isinstance(term, ast.BinOp):
        return OPERATIONS[type(term.op)](worth(term.left), worth(term.right))
    return Fraction(str(term.value))


def check_sum(text):
    """Work out each step of a sum: `=` must be exact, `≈` right to a hundredth."""
    for step in text.split("; "):
        left, sign, right = re.fullmatch(r"(.+) ([=≈≤]) ([0-9.]+)", step).groups()
        exact = worth(ast.parse(left.translate(SIGNS), mode="eval").body)
        if sign == "≤":
            assert exact <= Fraction(right), step
        else:
            assert abs(exact - Fraction(right)) <= (0 if sign == "=" else Fraction(1, 100)), step


@pytest.mark.parametrize(("rule", "rows"), CASES)
def test_the_program_finds_what_the_paper_says(rule, rows):
    flags = low_prices({bid: Decimal(amount) for bid, amount, _, _ in reversed(rows)}, RULES.get(rule))
    names = {"zero": "ZERO_PRICE"}
    expected = [(bid, names.get(test, rule), test, text) for bid, _, test, text in sorted(rows) if test != "–"]
    assert sorted((flag.bid, flag.rule, flag.test, flag.sum) for flag in flags) == sorted(expected)
    assert [flag.bid for flag in flags] == sorted(flag.bid for flag in flags)


@pytest.mark.parametrize(("rule", "rows"), CASES)
def test_the_sums_on_paper_are_right(rule, rows):
    for _, amount, test, text in rows:
        if test.startswith("below"):
            check_sum(text)
            assert Fraction(re.search(r"([0-9.]+) ≤", text).group(1)) == Fraction(amount)


def test_no_case_is_lost_on_the_way_from_paper():
    assert len(CASES) == PAPER.count("\n### ") >= 20


def test_more_than_twenty_prices_are_added_up_before_they_are_written():
    amounts = {f"B{n:02}": Decimal(100) for n in range(30)} | {"A": Decimal(10)}
    (flag,) = low_prices(amounts, BE_ART36)
    assert flag.sum == "(2300) ÷ 23 = 100; 100 × 0.85 = 85; 10 ≤ 85"


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="cannot be below 0"):
        low_prices({"A": Decimal("-0.01")}, None)


@given(AMOUNTS, ANY_RULE, st.randoms(use_true_random=False))
def test_the_order_of_bids_changes_nothing(amounts, rule, random):
    shuffled = dict(random.sample(sorted(amounts.items()), len(amounts)))
    assert low_prices(shuffled, rule) == low_prices(amounts, rule)


@given(AMOUNTS, ANY_RULE)
def test_whoever_is_asked_everyone_cheaper_is_asked_too(amounts, rule):
    asked = {flag.bid for flag in low_prices(amounts, rule)}
    dearest = max((amounts[bid] for bid in asked), default=-1)
    assert asked == {bid for bid, amount in amounts.items() if amount <= dearest}


@given(AMOUNTS, ANY_RULE)
def test_a_price_of_nothing_is_always_asked_about(amounts, rule):
    zero = {flag.bid for flag in low_prices(amounts, rule) if flag.rule == "ZERO_PRICE"}
    assert zero == {bid for bid, amount in amounts.items() if amount == 0}


@given(AMOUNTS, ANY_RULE, st.integers(2, 1000))
def test_the_currency_changes_nothing(amounts, rule, factor):
    converted = {bid: amount * factor for bid, amount in amounts.items()}
    before, after = low_prices(amounts, rule), low_prices(converted, rule)
    assert [(one.bid, one.rule, one.test) for one in after] == [(one.bid, one.rule, one.test) for one in before]
    assert [one.limit for one in after] == [one.limit * factor for one in before]


@given(AMOUNTS, ANY_RULE)
def test_no_price_above_the_limit_of_its_flag_and_every_written_sum_is_right(amounts, rule):
    for flag in low_prices(amounts, rule):
        assert amounts[flag.bid] <= flag.limit
        if flag.test != "zero":
            check_sum(flag.sum)


@pytest.mark.parametrize(
    ("call", "law"),
    [
        ({}, True),
        ({"procedure": "restricted"}, True),
        ({"kind": "services_prone_to_fraud"}, True),
        ({"country": "FR"}, False),
        ({"kind": "supplies"}, False),
        ({"procedure": "negotiated"}, False),
        ({"price_weight": Decimal("99.99")}, False),
    ],
)
def test_the_scope_says_where_the_rule_is_law(call, law):
    works = {"country": "BE", "kind": "works", "procedure": "open", "price_weight": Decimal(100)}
    assert BE_ART36.scope.covers(**works | call) is law
