from datetime import date
from decimal import Decimal

import pytest

from procurement.calendar.rulepacks import pack_for
from procurement.calendar.thresholds import declaring, eu_threshold, no_competition_below, standstill_from

DAY = date(2026, 11, 22)
EU, BE, FR = (pack_for(country, DAY) for country in ("EU", "BE", "FR"))


@pytest.mark.parametrize(
    ("buyer", "works", "amount"),
    [("central", False, 140_000), ("sub-central", False, 216_000), ("utilities", False, 432_000)]
    + [(buyer, True, 5_404_000) for buyer in ("central", "sub-central", "utilities")],
)
def test_thresholds_of_2026_and_2027(buyer, works, amount):
    for pack in (EU, BE, FR):
        assert eu_threshold(pack, DAY, buyer=buyer, works=works) == Decimal(amount)


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2025, 12, 31), 221_000),
        (date(2026, 1, 1), 216_000),
        (date(2030, 1, 1), 216_000),  # until somebody adds the next row
        (date(2010, 1, 1), 209_000),
    ],
)
def test_thresholds_change_with_the_year(on, amount):
    assert eu_threshold(EU, on) == Decimal(amount)


def test_belgian_works_wait_from_half_the_threshold():
    assert standstill_from(BE, DAY, works=True) == Decimal(2_702_000)
    assert standstill_from(BE, DAY, buyer="central") == Decimal(140_000)
    assert standstill_from(FR, DAY, works=True) == Decimal(5_404_000)


@pytest.mark.parametrize(
    ("pack", "on", "works", "amount"),
    [
        (FR, date(2026, 4, 1), False, 60_000),
        (FR, date(2026, 3, 31), False, None),
        (FR, date(2026, 3, 31), True, 100_000),
        (BE, DAY, False, None),
    ],
)
def test_no_competition_below(pack, on, works, amount):
    assert no_competition_below(pack, on, works=works) == amount


@pytest.mark.parametrize(
    ("pack", "value", "how", "form"),
    [
        (BE, 216_000, {}, "espd"),
        (BE, 215_999, {}, "implicit"),
        (BE, None, {}, "espd"),
        (BE, None, {"procedure": "simplified"}, "implicit"),
        (FR, 216_000, {}, "espd"),
        (FR, 215_999, {}, "sworn"),
        (FR, 900_000, {"procedure": "adapted"}, "sworn"),
        (FR, 900_000, {"works": True}, "sworn"),
        (FR, 5_404_000, {"works": True}, "espd"),
        (EU, 1_000, {}, "sworn"),
        (EU, 216_000, {"procedure": "adapted"}, "espd"),
    ],
)
def test_the_value_says_how_a_firm_declares(pack, value, how, form):
    row = declaring(pack, DAY, value=value and Decimal(value), **how)
    assert row.form == form
    assert row.source
