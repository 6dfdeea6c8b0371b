"""Published text, made plain."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.calls.notices import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Two\n words\t", "Two words"),
        ("caf&eacute; &#38; th&#xe9;&nbsp;!", "café & thé !"),
        ("R&D; A&B &unknown; &copy", "R&D; A&B &unknown; &copy"),
        ("<p>One</p><p class='x'>two <b>bold</b></p>", "One two bold"),
        ("a < b > c", "a < b > c"),
        ("right\u202eleft\u200b\u00ad", "rightleft"),
        ("e\u0301", "é"),
        ("\u200b", None),
        ("", None),
        (None, None),
    ],
)
def test_a_line_is_plain(text, expected):
    assert plain.line(text) == expected


def test_prose_keeps_its_lines_and_one_blank_line():
    assert plain.prose("\n  One\n two  \n\n\n\n Three<br/>four\n") == "One\ntwo\n\nThree\nfour"
    assert plain.prose(" \n ") is None


def test_nonsense_is_cut():
    assert len(plain.line("x" * 5000)) == plain.LONGEST_LINE
    assert plain.line("x" * 5000).endswith("…")
    assert len(plain.prose("x" * 300_000)) == plain.LONGEST_PROSE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/b?c=d&e=f", "https://a.example/b?c=d&e=f"),
        ("http://a.example", "http://a.example"),
        ("www.a.example/b", "https://www.a.example/b"),
        ("a.example:8080", "https://a.example:8080"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://a.example", None),
        ('https://a.example/"onclick', None),
        ("https://a.example/ b", None),
        ("see the documents", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_links(text, expected):
    assert plain.web_address(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b@c.example", "a.b@c.example"),
        ("mail: a@b.example; c@d.example", "a@b.example"),
        ("nobody", None),
        ("a@b", None),
        (None, None),
    ],
)
def test_the_first_mail_address_is_taken(text, expected):
    assert plain.email(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("250000.5", "250000.50"),
        ("1 000 000,25", "1000000.25"),
        ("0", "0.00"),
        ("-5", None),
        ("1e9", None),
        ("NaN", None),
        ("1.000.000", None),
        ("9" * 16, None),
        (None, None),
    ],
)
def test_amounts_have_two_decimals(text, expected):
    assert plain.amount(text) == (Decimal(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00524889-2023", "524889-2023"),
        ("187948-2022", "187948-2022"),
        ("2022/S 070-187948", "187948-2022"),
        ("2021/S 005-007654", "7654-2021"),
        ("n.a.", None),
        ("0-2022", None),
        (None, None),
    ],
)
def test_a_publication_number_has_one_form(text, expected):
    assert plain.publication_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LOT-0001", "LOT-0001"),
        ("Los 01", "Los-01"),
        ("1.", "1"),
        ("2a", "2a"),
        ("../../etc", "etc"),
        ("ομάδα 14 Προμήθεια", "14"),
        ("Lot n° 3", "3"),
        ("A sentence that is far too long, about lot 7", "7"),
        ("ομάδα", ""),
        (None, ""),
    ],
)
def test_an_identifier_is_safe_in_a_file_name(text, expected):
    assert plain.identifier(text) == expected


def test_codes_are_codes_or_nothing():
    assert plain.cpv("77310000-6") == plain.cpv(" 77310000 ") == "77310000"
    assert plain.cpv("7731") is plain.cpv(None) is None
    assert plain.nuts("be332") == "BE332"
    assert plain.nuts("00") is plain.nuts("Brussels") is None
    assert plain.currency("EUR") == "EUR"
    assert plain.currency("euro") is plain.currency(None) is None
    assert plain.whole_number("12.0") == plain.whole_number("12") == 12
    assert plain.whole_number("1.5") is plain.whole_number("1234567") is None
    assert plain.name("x" * 101) is None


@given(st.text(max_size=200))
def test_any_text_is_taken(text):
    for read in (plain.line, plain.prose, plain.web_address, plain.email, plain.cpv, plain.nuts, plain.amount):
        assert read(text) != ""
    line = plain.line(text)
    assert line is None or "\n" not in line
