"""What the packs say, row by row as the timetable's tables have it, and which pack answers."""

from datetime import date

import pytest

from procurement.calendar.policies import Policy
from procurement.calendar.rulepacks import (
    Option,
    answers_due,
    minimum_days,
    pack_for,
    standstill,
)

DAY = date(2026, 11, 22)
EU, BE, FR = (pack_for(country, DAY) for country in ("EU", "BE", "FR"))
EVERY_PACK = pytest.mark.parametrize("pack", [EU, BE, FR], ids=["EU", "BE", "FR"])


@pytest.mark.parametrize(
    ("country", "on", "expected"),
    [
        ("BE", DAY, "BE"),
        ("be", DAY, "BE"),
        ("FR", DAY, "FR"),
        ("LU", DAY, "EU"),
        ("UK", DAY, "EU"),
        ("", DAY, "EU"),
        ("BE", date(2016, 4, 17), "EU"),
        ("BE", date(2016, 4, 18), "BE"),
        ("FR", date(2040, 1, 1), "FR"),
        ("FR", date(1999, 1, 1), "EU"),
    ],
)
def test_pack_for(country, on, expected):
    assert pack_for(country, on).country == expected


def test_a_pack_says_whether_it_was_in_force():
    assert pack_for("FR", DAY).covers(DAY)
    assert not pack_for("FR", date(1999, 1, 1)).covers(date(1999, 1, 1))


@EVERY_PACK
@pytest.mark.parametrize(
    ("procedure", "phase", "base", "electronic", "prior", "urgent"),
    [
        ("open", "tenders", 35, 30, 15, 15),
        ("restricted", "requests", 30, 30, 30, 15),
        ("restricted", "tenders", 30, 25, 10, 10),
        ("neg-w-call", "requests", 30, 30, 30, 15),
        ("neg-w-call", "tenders", 30, 25, 10, 10),
        ("comp-dial", "requests", 30, 30, 30, 30),
        ("innovation", "requests", 30, 30, 30, 30),
    ],
)
def test_minimum_periods(pack, procedure, phase, base, electronic, prior, urgent):
    def length(**circumstances):
        period = minimum_days(pack, procedure, phase, **{"electronic": False, **circumstances})
        assert period.policy is Policy.REG_1182
        return period.days

    assert length() == base
    assert length(electronic=True) == electronic
    assert length(prior_information=True) == prior
    assert length(urgent=True) == urgent
    assert length(electronic=True, prior_information=True, urgent=True) == min(electronic, prior, urgent)


def test_the_simplified_procedure_is_belgian():
    assert minimum_days(BE, "simplified", "tenders").days == 22
    assert minimum_days(BE, "simplified", "tenders", urgent=True).days == 10
    assert minimum_days(BE, "simplified", "tenders", prior_information=True).days == 10
    assert minimum_days(FR, "simplified", "tenders") is None


@EVERY_PACK
@pytest.mark.parametrize("procedure", ["adapted", "neg-wo-call", "other", "no-such-code"])
def test_procedures_without_a_minimum(pack, procedure):
    assert minimum_days(pack, procedure, "tenders", documents_electronic=False) is None
    assert minimum_days(pack, procedure, "requests") is None


@EVERY_PACK
def test_documents_on_paper_cost_five_days_except_in_urgency(pack):
    assert minimum_days(pack, "open", "tenders", documents_electronic=False).days == 35
    assert minimum_days(pack, "open", "tenders", documents_electronic=False, urgent=True).days == 15
    assert minimum_days(pack, "restricted", "requests", documents_electronic=False).days == 30


def test_the_source_is_that_of_the_length_taken():
    period = minimum_days(EU, "open", "tenders", documents_electronic=False)

    assert period.source == "Directive 2014/24/EU art. 27(4); Directive 2014/24/EU art. 53(1)"
    assert minimum_days(BE, "open", "tenders").confirmed
    assert not minimum_days(BE, "open", "tenders", urgent=True).confirmed


@EVERY_PACK
def test_answers_reasons_and_award_notice(pack):
    assert minimum_days(pack, "open", "answers").days == 6
    assert minimum_days(pack, "open", "answers", urgent=True).days == 4
    assert minimum_days(pack, "restricted", "reasons").days == 15
    assert minimum_days(pack, "other", "award-notice").days == 30
    assert pack.national_publication.hours == 48


def test_answers_are_counted_backwards_and_stay_on_a_holiday():
    assert answers_due(BE, date(2026, 7, 27)) == date(2026, 7, 21)
    assert answers_due(BE, date(2026, 7, 27), urgent=True) == date(2026, 7, 23)


@pytest.mark.parametrize(
    ("pack", "electronic", "works", "days", "policy"),
    [
        (EU, True, False, 10, Policy.REG_1182),
        (EU, False, True, 15, Policy.REG_1182),
        (BE, True, False, 15, Policy.REG_1182),
        (BE, False, False, 15, Policy.REG_1182),
        (BE, True, True, 15, Policy.REG_1182),
        (FR, True, False, 11, Policy.FR_STANDSTILL),
        (FR, False, True, 16, Policy.FR_STANDSTILL),
    ],
)
def test_standstill(pack, electronic, works, days, policy):
    period = standstill(pack, electronic=electronic, value_at_or_above_threshold=True, works=works)

    assert (period.days, period.policy, period.phase) == (days, policy, "standstill")
    assert period.source


@EVERY_PACK
def test_no_standstill_below_for_one_tenderer_or_without_publication(pack):
    assert standstill(pack, electronic=True, value_at_or_above_threshold=False) is None
    assert standstill(pack, electronic=True, value_at_or_above_threshold=True, sole_tenderer=True) is None
    assert standstill(pack, electronic=True, value_at_or_above_threshold=True, prior_publication=False) is None


@pytest.mark.parametrize(
    ("option", "answers"),
    [
        (Option.EXCLUDE_DEADLINE_DAY, (False, True, False)),
        (Option.SIGNATURE_DATE_IN_LETTERS, (False, False, True)),
        (Option.REMEDIES_START_THE_PERIOD, (False, True, True)),
        (Option.PUBLIC_BID_COUNT, (True, True, True)),
        (Option.PUBLIC_BIDDER_NAMES, (False, False, False)),
        (Option.PUBLIC_LOSER_POINTS, (False, False, False)),
    ],
)
def test_options(option, answers):
    assert tuple(pack.says(option) for pack in (EU, BE, FR)) == answers


def test_a_belgian_decision_also_goes_by_registered_letter():
    assert BE.notification.channels == ("electronic", "registered-letter")
    assert EU.notification.channels == ("electronic",)


@EVERY_PACK
def test_promises_are_working_days_for_each_stage(pack):
    assert dict(pack.promises) == {
        "answers": 5, "opening": 0, "admissibility": 10, "evaluation": 20, "consensus": 5,
        "decision": 10, "notification": 5, "contract": 5,
    }  # fmt: skip
