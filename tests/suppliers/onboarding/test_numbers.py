"""Company numbers: one spelling each, and a sentence for what is none."""

import pytest

from suppliers.onboarding.numbers import NotANumber, country_of, one_spelling


@pytest.mark.parametrize(
    ("country", "given", "kept"),
    [
        ("BE", "0403.019.261", "0403019261"),
        ("BE", "BE 0403 019 261", "0403019261"),
        ("BE", "403.019.261", "0403019261"),
        ("FR", "552 008 443", "552008443"),
        ("FR", "73282932000074", "732829320"),
        ("FR", "732 829 320 00074", "732829320"),
        ("DE", " HRB 12345 B ", "HRB 12345 B"),
        ("FR", "FR 40 303 265 045", "303265045"),
        ("DE", "DE 136 695 976", "DE136695976"),
        ("DE", "136695976", "DE136695976"),
        ("NL", "NL004495445B01", "NL004495445B01"),
        ("NL", "17085815", "17085815"),
        ("AT", "U57194903", "ATU57194903"),
        ("GR", "EL 094259216", "EL094259216"),
        ("ES", "ESB-58378431", "ESB58378431"),
        ("HR", "HRB 1234", "HRB 1234"),
        ("JP", "7000012050002", "7000012050002"),
        ("BE", "  ", ""),
        ("", "", ""),
    ],
)
def test_a_number_has_one_spelling(country, given, kept):
    assert one_spelling(country, given) == kept


@pytest.mark.parametrize(
    ("country", "given", "example"),
    [
        ("BE", "0403.019.262", "0403.019.261"),
        ("BE", "hello", "0403.019.261"),
        ("FR", "552008444", "552 008 443"),
        ("FR", "73282932000075", "552 008 443"),
        ("FR", "5520", "552 008 443"),
    ],
)
def test_what_is_none_is_refused_with_an_example(country, given, example):
    with pytest.raises(NotANumber, match=example):
        one_spelling(country, given)


@pytest.mark.parametrize(
    ("country", "given", "rule"),
    [
        ("BE", "0403.019.26", "ten digits"),
        ("BE", "0403.019.26A", "made of digits"),
        ("BE", "0403.019.262", "check the others"),
        ("FR", "5520", "nine or fourteen digits"),
        ("FR", "55200844A", "made of digits"),
        ("FR", "552008444", "check.* the others"),
        ("FR", "FR40303265046", "check.* the others"),
        ("DE", "DE13669597", "too long or too short"),
        ("DE", "DE13669597X", "where it cannot"),
        ("DE", "DE136695978", "check digits"),
        ("AT", "ATU57194904", "check digits"),
    ],
)
def test_a_refusal_says_by_which_rule(country, given, rule):
    with pytest.raises(NotANumber, match=rule):
        one_spelling(country, given)


@pytest.mark.parametrize(
    ("given", "country"),
    [
        ("0403.019.261", "BE"),
        ("0403.019.262", "BE"),
        ("BE0403019261", "BE"),
        ("552 008 443", "FR"),
        ("73282932000074", "FR"),
        ("FR40303265045", "FR"),
        ("DE136695976", "DE"),
        ("EL 094259216", "GR"),
        ("0403.019.26", "BE"),
        ("XI110305878", ""),
        ("HRB 1234", ""),
        ("hello", ""),
        ("", ""),
    ],
)
def test_many_numbers_tell_their_country(given, country):
    assert country_of(given) == country


def test_nine_digits_that_fit_two_countries_tell_none():
    both = "400023149"
    assert country_of(both) == ""
    assert one_spelling("BE", both) == f"0{both}"
    assert one_spelling("FR", both) == both
