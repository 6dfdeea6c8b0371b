"""On which grounds a call goes to invited firms only, below which value, and from which its result is public."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.calendar.checking import faults
from procurement.calendar.grounds import Ground
from procurement.calendar.rulepacks import pack_for
from procurement.calendar.rules import Ceiling
from procurement.calendar.thresholds import ceiling_of, invitation_on, result_public_from
from procurement.rulebook.reading import differences, rows_of

DAY = date(2026, 11, 28)
BE, FR, EU = (pack_for(country, DAY) for country in ("BE", "FR", "EU"))


@pytest.mark.parametrize(
    ("pack", "ground", "on", "works", "amount"),
    [
        (BE, "low-value", DAY, False, 30_000),
        (BE, "low-value", DAY, True, 30_000),
        (BE, "small", date(2019, 12, 31), False, 144_000),
        (BE, "small", date(2020, 1, 1), False, 139_000),
        (BE, "small", date(2025, 12, 31), True, 143_000),
        (BE, "small", date(2026, 1, 1), True, 140_000),
        (FR, "low-value", date(2026, 3, 31), False, 40_000),
        (FR, "low-value", date(2026, 4, 1), False, 60_000),
        (FR, "low-value", DAY, True, 100_000),
        (FR, "adapted", DAY, False, 90_000),
    ],
)
def test_a_ground_holds_below_the_amount_of_its_day(pack, ground, on, works, amount):
    assert ceiling_of(invitation_on(pack, ground), on, works=works).amount == amount


def test_before_its_first_row_a_ground_is_not_without_a_ceiling():
    assert ceiling_of(invitation_on(FR, "low-value"), date(2010, 1, 1), works=False).amount == 40_000


def test_some_grounds_have_no_ceiling_and_some_are_not_known_everywhere():
    assert ceiling_of(invitation_on(BE, "urgency"), DAY, works=False) is None
    assert invitation_on(BE, "adapted") is None
    assert invitation_on(EU, "low-value") is None
    assert invitation_on(BE, "") is None


def test_only_the_french_small_mapa_is_another_procedure():
    others = {(pack.country, row.ground) for pack in (BE, FR, EU) for row in pack.invitations
              if row.procedure != "neg-wo-call"}  # fmt: skip
    assert others == {("FR", "adapted")}


@pytest.mark.parametrize(
    ("pack", "works", "amount"),
    [(FR, False, 40_000), (FR, True, 40_000), (BE, False, 216_000), (BE, True, 5_404_000), (EU, False, 216_000)],
)
def test_a_result_is_public_from_the_value_at_which_the_law_asks_for_it(pack, works, amount):
    assert result_public_from(pack, DAY, works=works) == amount


def test_what_was_not_read_in_its_source_says_so():
    small = invitation_on(BE, "small")
    assert [row.confirmed for row in small.ceilings] == [True, True, True, True, False]
    assert not invitation_on(FR, "adapted").confirmed


def test_a_pack_with_a_wrong_ground_is_refused():
    row = BE.invitations[0]
    wrong = [(replace(row, ground="friendship"), "friendship"), (replace(row, procedure="open"), "adapted one")]
    for broken, said in wrong:
        assert said in " ".join(faults(replace(BE, invitations=(broken,))))
    assert "twice" in " ".join(faults(replace(BE, invitations=(row, row))))
    assert "source" in " ".join(faults(replace(BE, invitations=(replace(row, source=" "),))))


def test_everybody_reads_the_grounds_with_their_amounts():
    rows = {row.what: row for row in rows_of(BE)}
    low = rows["call by invitation: low value, from 30 June 2017"]
    assert (low.value, low.confirmed) == ("below 30,000 EUR", True)
    assert low.source == "Law of 17 June 2016 art.\N{NO-BREAK SPACE}92"
    assert rows[f"call by invitation: {Ground.URGENCY.label}"].value == "negotiated procedure without publication"
    assert "from 40,000 EUR on" in {row.value for row in rows_of(FR)}


def test_a_new_amount_is_a_difference_that_is_shown():
    later = Ceiling("any", Decimal(50_000), date(2028, 1, 1), "Law", confirmed=False)
    low = invitation_on(BE, "low-value")
    others = [row for row in BE.invitations if row != low]
    changed = replace(BE, invitations=(replace(low, ceilings=(*low.ceilings, later)), *others))
    (difference,) = differences(BE, changed)
    assert difference.old == ""
    assert difference.new == "below 50,000 EUR"
