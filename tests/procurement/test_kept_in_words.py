"""What a page says of kept promises: a share with its n and interval, or nothing at all."""

import pytest
from django.utils.translation import override

from procurement.punctuality import FEWEST, Figure, kept_in_words, punctuality_from

LABEL = "answers by the promised day"


@pytest.mark.parametrize("n", range(FEWEST))
def test_of_fewer_than_ten_nothing_is_said_however_good_they_are(n: int):
    assert kept_in_words(LABEL, n, n) == Figure(LABEL, "", "")
    assert punctuality_from(n, n) is None


@pytest.mark.parametrize(
    ("kept", "n", "number", "interval"),
    [(10, 10, "100", "72 to 100"), (0, 10, "0", "0 to 28"), (9, 10, "90", "60 to 98"), (81, 263, "31", "26 to 37")],
)
def test_from_ten_on_the_share_comes_with_its_n_and_interval(kept: int, n: int, number: str, interval: str):
    figure = kept_in_words(LABEL, kept, n)
    assert figure.number == f"{number}\N{NO-BREAK SPACE}%"
    assert figure.basis == f"{kept} of {n} in twelve months, interval {interval} %"


@pytest.mark.parametrize(("language", "words"), [("fr", "9 sur 10"), ("nl", "9 van 10"), ("de", "9 von 10")])
def test_it_is_said_in_the_readers_language(language: str, words: str):
    with override(language):
        assert words in kept_in_words(LABEL, 9, 10).basis
