"""Days, time zones and lots as people write them: on pages, in mails, on paper."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils.translation import override

from procurement.dates import date_format, zone_in_words
from procurement.lot_numbers import lot_number, lot_numbers, tells_its_number

FIRST, SECOND = date(2027, 3, 1), date(2027, 3, 2)
BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fr", "1er mars 2027", "2 mars 2027"),
        ("nl", "1 maart 2027", "2 maart 2027"),
        ("de", "1. März 2027", "2. März 2027"),
        ("en", "1 March 2027", "2 March 2027"),
    ],
)
def test_only_the_first_of_a_french_month_is_an_ordinal(language, first, second):
    with override(language):
        assert (date_format(FIRST), date_format(SECOND)) == (first, second)
        assert Template("{{ day|date }}").render(Context({"day": FIRST})) == first


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("DATE_FORMAT", "1er mars 2027"), ("l j F", "lundi 1er mars"), ("DATETIME_FORMAT", "1er mars 2027, 9 h 05"),
        ("c", "2027-03-01T09:05:00+01:00"), ("d/m/Y", "01/03/2027"), ("\\j F", "j mars"), ("TIME_FORMAT", "9 h 05"),
    ],
)  # fmt: skip
def test_every_format_keeps_its_shape(form, said):
    moment = datetime(2027, 3, 1, 9, 5, tzinfo=BRUSSELS)
    with override("fr"):
        assert date_format(moment, form).replace("\xa0", " ") == said
        shown = Template("{% load tz %}{{ moment|timezone:'Europe/Brussels'|date:form }}")
        assert shown.render(Context({"moment": moment, "form": form})).replace("\xa0", " ") == said


def test_the_day_is_that_of_the_place():
    late = datetime(2027, 2, 28, 23, 30, tzinfo=ZoneInfo("UTC"))
    with override("fr"):
        shown = Template("{% load tz %}{{ moment|timezone:'Europe/Brussels'|date:'j F' }}")
        assert shown.render(Context({"moment": late})) == "1er mars"


def test_what_is_no_day_is_written_as_before():
    with override("fr"):
        assert Template("{{ day|date }}{{ day|date:'j F' }}").render(Context({"day": None})) == ""


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "Europe/Brussels", "Brussels time"),
        ("fr", "Europe/Brussels", "heure de Bruxelles"),
        ("nl", "Europe/Brussels", "Brusselse tijd"),
        ("de", "Europe/Paris", "Pariser Zeit"),
        ("fr", "America/Port_of_Spain", "heure locale, Port of Spain"),
    ],
)
def test_a_time_zone_has_a_name(language, zone, said):
    with override(language):
        assert zone_in_words(zone) == said
        assert Template("{{ zone|zone_words }}").render(Context({"zone": zone})) == said


@pytest.mark.parametrize(
    ("identifier", "number"),
    [
        ("LOT-0001", "1"), ("LOT-0120", "120"), ("Los-01", "1"), ("Perceel 3", "3"), ("7", "7"), ("A", "A"),
        ("LOT-A", "LOT-A"), ("GLO-0001", "GLO-0001"), ("LOT-0001-bis", "LOT-0001-bis"), ("LOT-0000", "0"),
    ],
)  # fmt: skip
def test_a_lot_is_called_by_its_number(identifier, number):
    assert lot_number(identifier) == number


@pytest.mark.parametrize(
    ("title", "tells"),
    [
        ("Lot 3 : Wifi", True), ("Lot nº 3 : le nord", True), ("Perceel 03: wifi", True), ("LOT 3", True),
        ("Lot 30", False), ("Wifi, lot 3", False), ("Lots 3", False), ("3 écoles", False),
    ],
)  # fmt: skip
def test_a_title_may_tell_the_number_itself(title, tells):
    assert tells_its_number(title, "LOT-0003") is tells


def test_several_lots_stand_in_one_sentence():
    assert lot_numbers(["LOT-0001", "LOT-0010", "B"]) == "1, 10, B"
    assert Template("{{ lots|numbered }}").render(Context({"lots": ("LOT-0002", "LOT-0003")})) == "2, 3"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (range(1, 301), "1–300"),
        ([1, 2, 3], "1, 2, 3"),
        ([1, 2, 3, 4, 7, 9, 10, 11, 12], "1–4, 7, 9–12"),
        ([4, 3, 2, 1], "4, 3, 2, 1"),
        ([], ""),
    ],
)
def test_many_lots_in_a_row_are_said_by_the_first_and_the_last(numbers, said):
    assert lot_numbers(f"LOT-{number:04}" for number in numbers) == said


def test_lots_with_names_stand_for_themselves():
    assert lot_numbers(["A", "B", "LOT-0001", "C", "D"]) == "A, B, 1, C, D"
