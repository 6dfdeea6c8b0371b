"""A sum is read as its writer means it, or not at all."""

from decimal import Decimal

import pytest
from django import forms
from django.utils.formats import number_format
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from procurement.amounts import AmountField, read_amount


class Form(forms.Form):
    price = AmountField(required=False)


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize(
    "text",
    ["98880", "98 880,00", "98.880,00", "98,880.00", "98'880.00", "98’880,0", "98\xa0880,00", "98\u202f880", "€98880",
     " 98 880 € ", "98880,00 EUR", "EUR 98,880.0", "098880"],
)  # fmt: skip
def test_every_way_of_writing_a_sum_gives_the_same_sum(language, text):
    with override(language):
        assert read_amount(text) == Decimal("98880.00")


@pytest.mark.parametrize(
    ("text", "sum_"),
    [("0", "0"), ("0,5", "0.50"), ("1.234.567", "1234567"), ("1,234,567.89", "1234567.89"), ("12,5", "12.5")],
)
def test_small_and_large(text, sum_):
    assert read_amount(text) == Decimal(sum_)


@pytest.mark.parametrize(
    ("language", "text", "sum_"),
    [("nl", "1.234", "1234"), ("de", "1.234", "1234"), ("en", "1,234", "1234"), ("en", "12,500", "12500")],
)
def test_three_digits_after_one_sign_are_thousands_where_the_language_writes_them_so(language, text, sum_):
    with override(language):
        assert read_amount(text) == Decimal(sum_)


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "1.234"), ("fr", "1,234"), ("nl", "1,234"), ("de", "1,234"), ("en", "1.234"), ("de", "12,500")],
)
def test_what_could_mean_two_sums_means_none(language, text):
    with override(language), pytest.raises(ValueError, match=text):
        read_amount(text)


@pytest.mark.parametrize(
    "text",
    ["", "-5", "ten", "1.2.3", "1,23,45", "12.34,567", "1.234,567.89", "1,,2", ",5", "5,", "1e6", "0x10", "NaN",
     "Infinity", "١٢٣", "1 234.567", "12$", "1,2345"],
)  # fmt: skip
def test_what_is_no_sum_is_refused(text):
    with override("fr"), pytest.raises(ValueError):  # noqa: PT011  the text itself is the message
        read_amount(text)


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(["fr", "nl", "de", "en"]))
def test_what_the_portal_writes_it_reads_back(amount, language):
    with override(language):
        assert read_amount(number_format(amount, 2, use_l10n=True, force_grouping=True)) == amount
        assert read_amount(number_format(amount, 2, use_l10n=True)) == amount


def test_the_field_shows_what_was_typed_and_says_how_to_write_it():
    with override("fr"):
        form = Form({"price": "1.234"})
        assert not form.is_valid()
        assert "12\xa0500,50" in form.errors["price"][0]
        assert 'value="1.234"' in str(form["price"])


def test_the_field_shows_a_sum_as_the_reader_writes_it():
    for language, text in [("fr", "98\xa0880,00"), ("nl", "98.880,00"), ("en", "98,880.00")]:
        with override(language):
            assert f'value="{text}"' in str(Form(initial={"price": Decimal(98880)})["price"])


def test_nothing_typed_is_no_sum_and_not_zero():
    form = Form({"price": "  "})
    assert form.is_valid()
    assert form.cleaned_data["price"] is None


def test_a_sum_beyond_all_budgets_is_refused():
    assert not Form({"price": "9" * 16}).is_valid()
    assert Form({"price": "9" * 15}).is_valid()
