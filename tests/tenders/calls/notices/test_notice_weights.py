"""What buyers write as the weight of a criterion, and what is read from it."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenders.calls.notices.weights import LARGEST, Weight, WeightKind, read_coded_weight, read_weight


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("60", "60", "number"),
        ("45,00", "45.00", "number"),
        ("33.333", "33.333", "number"),
        ("0", "0", "number"),
        ("1", "1", "number"),
        ("60 %", "60", "percentage"),
        ("60%.", "60", "percentage"),
        ("(60 %)", "60", "percentage"),
        ("９０％", "90", "percentage"),
        ("60 Prozent", "60", "percentage"),
        ("60 pour cent", "60", "percentage"),
        ("0,4", "0.4", "decimal"),
        ("0.35", "0.35", "decimal"),
        ("30 Punkte", "30", "points"),
        ("45 points", "45", "points"),
        ("max. 30 pts.", "30", "points"),
        ("10 bodova", "10", "points"),
        ("40 точки", "40", "points"),
        ("1 000 points", "1000", "points"),
        ("20/100", "20", "points"),
        ("20 sur 100", "20", "points"),
        ("Pondération : 30", "30", "number"),
        ("Gewichtung: 40,00", "40.00", "number"),
        ("40-60", "50", "range"),
        ("10 à 20 %", "15", "range"),
        ("von 5 bis 10 Punkte", "7.5", "range"),
        ("1er", "1", "order"),
        ("2.º", None, "text"),
        ("2º", "2", "order"),
        ("ordre d’importance : 2", "2", "order"),
    ],
)
def test_a_weight_is_read_as_published(text, number, kind):
    weight = read_weight(text)
    assert (weight.number, weight.kind) == (Decimal(number) if number else None, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Pass/Fail",
        "N/A",
        "as per procurement documents",
        "Price 20 %, qual. 80 %",
        "40/20/20/17/3",
        "50/50",
        "60/40",
        "Lot 2",
        "60 % (hors TVA)",
        "-5",
        "≥ 30",
        "½",
        "1,900,000.000",
        "1.2.3",
        "1.000 Punkte",
        "9" * 500,
        "٣٠",
    ],
)
def test_what_is_not_one_number_is_kept_as_text_and_flagged(text):
    weight = read_weight(text)
    assert weight == Weight(None, WeightKind.TEXT, text)
    assert weight.flagged


def test_the_text_stays_as_published():
    assert read_weight("  Pondération :\n 30  ").text == "Pondération : 30"


@pytest.mark.parametrize("text", [None, "", " \n "])
def test_no_weight_is_not_a_wrong_weight(text):
    weight = read_weight(text)
    assert weight == Weight(None, WeightKind.NONE, "")
    assert not weight.flagged


@pytest.mark.parametrize(("text", "flagged"), [("60", False), ("60 %", False), ("40-60", True), ("1er", True)])
def test_only_an_exact_number_needs_no_second_look(text, flagged):
    assert read_weight(text).flagged is flagged


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        ("60", "per-exa", "percentage"),
        ("30", "poi-exa", "points"),
        ("0.4", "dec-exa", "decimal"),
        ("50", "per-mid", "range"),
        ("2", "ord-imp", "order"),
        ("60", None, "number"),
        ("60", "new-code", "number"),
        ("60 %", "poi-exa", "percentage"),
        ("see documents", "per-exa", "text"),
        (None, "per-exa", "none"),
    ],
)
def test_a_code_says_what_a_bare_number_is(number, code, kind):
    assert read_coded_weight(number, code).kind == kind


@given(st.text(max_size=250))
@example("1 000 000")
@example("1.000.000,00,1")
@example("%" * 300)
def test_any_text_gives_a_weight(text):
    weight = read_weight(text)
    assert weight.number is None or 0 <= weight.number <= LARGEST
    assert (weight.number is None) == (weight.kind in {WeightKind.NONE, WeightKind.TEXT})


@given(st.decimals(min_value=1, max_value=100, places=2), st.sampled_from(["{}", "{} %", "{} Punkte", "Peso: {}"]))
def test_a_number_survives_its_unit_and_its_comma(number, form):
    assert read_weight(form.format(str(number).replace(".", ","))).number == number
