"""The golden cases of the standstill, and what holds whatever the day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.calendar.holidays import holiday_list
from procurement.calendar.rulepacks import pack_for
from tenders.decisions.standstill import Award, standstill_of

HOLIDAYS = {code: holiday_list(code, None, range(2019, 2042)) for code in ("BE", "FR", "LU")}
BIG, SMALL = Decimal(500_000), Decimal(100_000)


def on(country: str, sent: str, **facts: object) -> object:
    day = date.fromisoformat(sent)
    usual = {"procedure": "open", "works": False, "worth": BIG, "tenderers": 3, "launched": day}
    return standstill_of(Award(sent=day, **{**usual, **facts}), pack_for(country, day), HOLIDAYS[country])


@pytest.mark.parametrize(
    ("country", "sent", "days", "starts", "ends", "signature"),
    [
        ("BE", "2026-12-11", 15, "2026-12-12", "2026-12-28", "2026-12-29"),
        ("BE", "2026-12-18", 15, "2026-12-19", "2027-01-04", "2027-01-05"),
        ("FR", "2026-12-15", 11, "2026-12-15", "2026-12-25", "2026-12-26"),
        ("LU", "2026-07-10", 10, "2026-07-11", "2026-07-20", "2026-07-21"),
        ("LU", "2026-12-16", 10, "2026-12-17", "2026-12-28", "2026-12-29"),
    ],
)
def test_golden_cases(country: str, sent: str, days: int, starts: str, ends: str, signature: str) -> None:
    found = on(country, sent)
    dates = [found.starts, found.ends, found.earliest_signature]
    assert (found.days, *map(str, dates)) == (days, starts, ends, signature)
    assert found.source


def test_sending_on_paper_waits_longer_where_the_law_says_so() -> None:
    french, default = on("FR", "2026-12-28", electronic=False), on("LU", "2026-07-10", electronic=False)
    assert (french.days, str(french.ends), str(french.earliest_signature)) == (16, "2027-01-12", "2027-01-13")
    assert (default.days, str(default.ends)) == (15, "2026-07-27")


@pytest.mark.parametrize(
    ("country", "facts", "waits"),
    [
        ("BE", {"worth": Decimal("216000.00")}, True),
        ("BE", {"worth": Decimal("215999.99")}, False),
        ("BE", {"worth": None}, True),
        ("BE", {"works": True, "worth": Decimal(2_702_000)}, True),  # works wait from half of 5,404,000
        ("BE", {"works": True, "worth": Decimal(2_701_999)}, False),
        ("FR", {"works": True, "worth": Decimal(2_702_000)}, False),
        ("FR", {"procedure": "adapted"}, False),
        ("FR", {"procedure": "adapted", "worth": None}, False),
        ("BE", {"tenderers": 1}, False),
        ("BE", {"tenderers": 2}, True),
        ("BE", {"procedure": "neg-wo-call"}, False),
        ("LU", {"procedure": "neg-wo-call"}, False),
    ],
)
def test_when_a_contract_waits(country: str, facts: dict, waits: bool) -> None:
    assert (on(country, "2026-12-11", **facts) is not None) is waits


def test_the_thresholds_are_those_of_the_day_the_notice_was_sent() -> None:
    # 221,000 in 2025, 216,000 in 2026.
    assert on("BE", "2026-02-02", worth=Decimal(218_000), launched=date(2025, 12, 1)) is None
    assert on("BE", "2026-02-02", worth=Decimal(218_000), launched=date(2026, 1, 5)) is not None


@given(
    sent=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    country=st.sampled_from(["BE", "FR", "LU"]),
    works=st.booleans(),
    worth=st.none() | st.decimals(0, 10_000_000, places=2),
    tenderers=st.integers(1, 5),
)
def test_nobody_signs_early(sent: date, country: str, works: bool, worth: Decimal | None, tenderers: int) -> None:
    found = on(country, str(sent), works=works, worth=worth, tenderers=tenderers)
    if found is None:
        assert tenderers == 1 or worth is not None
        return
    assert found.earliest_signature == found.ends + timedelta(days=1)
    held = (found.ends - found.starts).days + 1  # both counted: the law's length, or more where a last day moves on
    assert held == found.days if country == "FR" else held >= found.days
    assert sent <= found.starts <= sent + timedelta(days=1)


@given(sent=st.dates(date(2020, 1, 1), date(2040, 12, 31)), country=st.sampled_from(["BE", "FR", "LU"]))
def test_a_later_sending_never_ends_earlier(sent: date, country: str) -> None:
    assert on(country, str(sent)).ends <= on(country, str(sent + timedelta(days=1))).ends
