"""The code of the letter: long, in signs that nobody mistakes, the same however it is typed."""

import re

import pytest

from suppliers.intake.codes import ALPHABET, digest_of, new_code

CODE = "7K4M-29QD-XB3F-5TNH"


def test_has_four_groups_of_signs_that_nobody_mistakes():
    for _ in range(200):
        assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}", new_code())
    assert not set("01OIL") & set(ALPHABET)


def test_is_never_the_same_twice():
    assert len({new_code() for _ in range(2000)}) == 2000


def test_holds_so_much_chance_that_guessing_is_hopeless():
    assert len(ALPHABET) ** 16 > 2**78


@pytest.mark.parametrize(
    "typed",
    [
        "7K4M29QDXB3F5TNH",
        "7k4m-29qd-xb3f-5tnh",
        " 7K4M 29QD XB3F 5TNH ",
        "7K4M–29QD–XB3F–5TNH",
        "7K4M.29QD.XB3F.5TNH\n",
    ],
)
def test_is_the_same_however_it_is_typed(typed: str):
    assert digest_of(typed) == digest_of(CODE)


@pytest.mark.parametrize("typed", ["", "7K4M", CODE[:-1], f"{CODE}2", "7K4M-29QD-XB3F-5TNK"])
def test_is_another_when_a_sign_is(typed: str):
    assert digest_of(typed) != digest_of(CODE)
