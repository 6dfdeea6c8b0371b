"""Where the text of a paper and its data differ: each place, with what both say."""

import pytest
from django.utils.translation import override

from tenders.decisions import comparing
from tenders.decisions.comparing import Difference, differences
from tenders.decisions.told import told_in

DATA = {
    "language": "fr",
    "time_zone": "Europe/Brussels",
    "reference": "T-0001",
    "made_at": "2027-04-20T22:30:00+00:00",
    "buyer": {"name": "Ville de Valbrume", "email": "marches@valbrume.example"},
    "lots": [{"price": {"amount": "1234.50", "currency": "EUR"}, "ends": "2027-05-06"}, {"name": "Deux"}],
    "note": "not told in the text",
    "awards": [{"id": "1", "value": {"amount": 1234.5, "currency": "EUR"}}],
}
TEXT = "VilledeValbrume,T-0001,le21avril2027:1234,50€,jusqu'au6mai2027.Deux"


@pytest.fixture(autouse=True)
def _text(monkeypatch):
    monkeypatch.setattr(comparing, "words_of", lambda _document: TEXT)


def changed(**values) -> dict:
    return {**DATA, **values}


def test_every_place_is_told_in_the_words_of_the_text():
    with override("fr"):
        assert dict(told_in(DATA)) == {
            "reference": "T-0001",
            "made_at": "21 avril 2027",  # the local day
            "buyer.name": "Ville de Valbrume",
            "lots[0].price": "1\xa0234,50\xa0€",
            "lots[0].ends": "6 mai 2027",
            "lots[1].name": "Deux",
        }


def test_text_and_data_that_agree():
    assert differences(b"", DATA, None) == ()
    assert differences(b"", DATA, DATA) == ()


def test_what_the_text_does_not_say_is_named_with_its_place():
    data = changed(buyer={"name": "Ville de Sombreval"}, reference="T-0002")
    assert differences(b"", data, None) == (
        Difference("reference", None, "T-0002"),
        Difference("buyer.name", None, "Ville de Sombreval"),
    )


def test_beside_what_was_issued_both_are_told():
    data = changed(lots=[{"price": {"amount": "9999.50", "currency": "EUR"}, "ends": "2027-05-06"}, {"name": "Deux"}])
    assert differences(b"", data, DATA) == (Difference("lots[0].price", "1\xa0234,50\xa0€", "9\xa0999,50\xa0€"),)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"note": "something else"}, Difference("note", "not told in the text", "something else")),
        ({"awards": []}, Difference("awards[0].id", "1", None)),
        ({"more": True}, Difference("more", None, "True")),
    ],
)
def test_what_the_text_does_not_write_out_is_compared_with_what_was_issued(values, found):
    assert found in differences(b"", changed(**values), DATA)
    assert differences(b"", changed(**values), None) == ()


@pytest.mark.parametrize("language", ["es", "../../fr", ["fr"]])
def test_data_in_a_language_that_we_do_not_write_is_not_ours(language):
    with pytest.raises((LookupError, TypeError)):
        differences(b"", changed(language=language), None)
