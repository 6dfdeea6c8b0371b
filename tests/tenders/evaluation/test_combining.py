"""Lots won together: the worked cases, and what is true whatever the figures, held against trying out everything."""

import re
from decimal import Decimal
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenders.evaluation import packing
from tenders.evaluation.combining import Discount, Outcome, TooManyChoices, combine, less

PAPER = Path(__file__).with_name("combined_cases.md").read_text(encoding="utf-8")
CASES = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAPER, re.MULTILINE | re.DOTALL))
NOBODY = "Nobody together"


def prices_of(case: str) -> dict[str, dict[str, Decimal]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in case.splitlines() if line[:1] == "|"]
    bids = rows[0][1:]
    return {lot: {bid: Decimal(price) for bid, price in zip(bids, own, strict=True) if price != "–"}
            for lot, *own in rows[2:]}  # fmt: skip


def discounts_of(case: str) -> list[Discount]:
    found = re.findall(r"^- (\w+): lots ([\d, ]+); ([\d.]+) %", case, re.MULTILINE)
    return [Discount(bid, tuple(lots.split(", ")), Decimal(percent)) for bid, lots, percent in found]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_worked_case_comes_out_as_written(case: str):
    outcome = combine(prices_of(case), discounts_of(case))
    alone, minus, total, won = re.search(r"^Total: ([\d.]+)((?: − [\d.]+)*)(?: = ([\d.]+))?\. (.+)\.$", case,
                                         re.MULTILINE).groups()  # fmt: skip
    assert outcome.alone == Decimal(alone)
    assert outcome.total == Decimal(total or alone) == Decimal(alone) - sum(map(Decimal, minus.split(" − ")[1:]))
    assert not outcome.is_tied
    told = ". ".join(f"{one.bid}: {', '.join(one.lots)}" for one in sorted(outcome.ways[0], key=lambda one: one.bid))
    assert (told or NOBODY) == won


@st.composite
def calls(draw) -> tuple[dict[str, dict[str, Decimal]], list[Discount]]:
    """A few lots and bids; some bids are out of some lots; prices close to each other, so that discounts matter."""
    lots = [f"L{number}" for number in range(draw(st.integers(2, 5)))]
    bids = [f"B{number}" for number in range(draw(st.integers(1, 4)))]
    price = st.none() | st.integers(80, 120).map(lambda cents: Decimal(cents) / 10)
    prices = {lot: {bid: own for bid in bids if (own := draw(price)) is not None} for lot in lots}
    sets = st.sets(st.sampled_from(lots), min_size=2).map(lambda chosen: tuple(sorted(chosen)))
    percent = st.integers(1, 2500).map(lambda hundredths: Decimal(hundredths) / 100)
    discounts = draw(st.lists(st.builds(Discount, st.sampled_from(bids), sets, percent), max_size=6))
    return {lot: own for lot, own in prices.items() if own}, discounts


def every_total(prices, discounts) -> set[Decimal]:
    """Return what all lots cost, for every set of discounts that share no lot; the others at the lowest price."""
    lowest = {lot: min(own.values()) for lot, own in prices.items()}
    counting = [one for one in discounts if all(one.bid in prices.get(lot, {}) for lot in one.lots)]
    totals = set()
    for size in range(len(counting) + 1):
        for chosen in combinations(counting, size):
            held = [lot for one in chosen for lot in one.lots]
            if len(held) == len(set(held)):
                own = {lot: less(prices[lot][one.bid], one.percent) for one in chosen for lot in one.lots}
                totals.add(sum({**lowest, **own}.values(), Decimal(0)))
    return totals


@given(calls())
@settings(deadline=None)
def test_nothing_costs_less_than_the_outcome_and_every_way_costs_the_same(call):
    prices, discounts = call
    outcome = combine(prices, discounts)
    assert outcome.total == min(every_total(prices, discounts))
    for way in outcome.ways:
        held = [lot for one in way for lot in one.lots]
        assert len(held) == len(set(held))
        assert outcome.alone - sum((one.saving for one in way), Decimal(0)) == outcome.total
        assert all(one.saving > 0 for one in way)
    assert len({len(way) for way in outcome.ways}) == 1


@given(calls(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_lots_bids_and_discounts_makes_no_difference(call, chance):
    prices, discounts = call
    mixed = [(lot, dict(chance.sample(sorted(own.items()), len(own)))) for lot, own in prices.items()]
    chance.shuffle(mixed)
    turned = [Discount(one.bid, one.lots[::-1], one.percent) for one in discounts]
    assert combine(dict(mixed), chance.sample(turned, len(turned))) == combine(prices, discounts)


@given(calls())
@settings(deadline=None)
def test_without_discounts_each_lot_goes_to_its_lowest_price(call):
    prices, _discounts = call
    outcome = combine(prices, [])
    assert outcome == Outcome(((),), (), sum((min(own.values()) for own in prices.values()), Decimal(0)))
    assert all(outcome.of_lot(lot) == [None] for lot in prices)


def test_equal_choices_are_told_and_none_is_preferred():
    prices = {lot: dict.fromkeys("AB", Decimal(100)) for lot in "12"}
    outcome = combine(prices, [Discount(bid, ("1", "2"), Decimal(5)) for bid in "BA"])
    assert outcome.is_tied
    assert [one.bid for one in outcome.of_lot("1")] == ["A", "B"]
    assert outcome.total == Decimal(190)


def test_with_equal_totals_fewer_combinations_come_first():
    prices = {lot: dict.fromkeys("AB", Decimal(100)) for lot in "1234"}
    whole = Discount("A", ("1", "2", "3", "4"), Decimal(5))
    halves = [Discount("B", ("1", "2"), Decimal(5)), Discount("B", ("3", "4"), Decimal(5))]
    outcome = combine(prices, [*halves, whole])
    assert [one.lots for one in outcome.ways[0]] == [("1", "2", "3", "4")]
    assert not outcome.is_tied


def test_three_hundred_lots_and_ninety_discounts_are_weighed():
    """Chains in which each discount shares a lot with the next: there is no part that stands by itself."""
    lots = [f"{number:03}" for number in range(300)]
    prices = {lot: {f"B{bid}": Decimal(100 + bid) for bid in range(30)} for lot in lots}
    discounts = [Discount(f"B{place % 30}", tuple(lots[place * 3:place * 3 + 5]), Decimal(35 + place % 7))
                 for place in range(90)]  # fmt: skip
    outcome = combine(prices, discounts)
    assert len(outcome.weighed) == 90
    apart = [one for one in discounts if one.lots in {found.lots for found in outcome.ways[0]}]
    assert all(not set(first.lots) & set(second.lots) for first, second in permutations(apart, 2))


def test_what_can_t_be_weighed_is_not_guessed(monkeypatch):
    monkeypatch.setattr(packing, "MOST_STEPS", 3)
    prices = {lot: {bid: Decimal(100 + place) for place, bid in enumerate("ABCDE")} for lot in "12345"}
    discounts = [Discount(bid, lots, Decimal(20 + place)) for place, bid in enumerate("ABCDE")
                 for lots in combinations("12345", 2)]  # fmt: skip
    with pytest.raises(TooManyChoices):
        combine(prices, discounts)
