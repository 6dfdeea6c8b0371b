"""How much turnover a call asks, read from its words in four languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.calls.turnover import turnover_asked


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("Chiffre d'affaires annuel : 240 000 € sur les 3 derniers exercices", "240000"),
        ("Chiffre d’affaires : au moins 1,5 million d'euros", "1500000"),
        ("Omzet: 1.250.000,50 euro per jaar", "1250000.50"),
        ("Jaaromzet van minstens 2 miljoen", "2000000"),
        ("Umsatz 300'000 EUR in den Jahren 2024 bis 2026", "300000"),
        ("Mindestjahresumsatz 3 Mio. EUR", "3000000"),
        ("Yearly turnover of 90,000 euro, or 45,000 in this field", "90000"),
        ("Turnover: twice the value of the contract", None),
        ("Turnover of the years 2024, 2025 and 2026", None),
        ("Insurance of 2 000 000 euro", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_largest_amount_is_read_where_turnover_is_named(words, amount):
    assert turnover_asked(words) == (Decimal(amount) if amount else None)


@given(st.integers(min_value=2100, max_value=999_999_999), st.sampled_from([" ", ".", "\u00a0", "'"]))
def test_every_way_to_part_thousands_is_read(amount, sign):
    assert turnover_asked(f"Turnover: {amount:,} euro".replace(",", sign)) == amount


@given(st.text(max_size=200))
def test_any_words_give_an_amount_or_none(words):
    found = turnover_asked(f"omzet {words}")
    assert found is None or found >= 1000
