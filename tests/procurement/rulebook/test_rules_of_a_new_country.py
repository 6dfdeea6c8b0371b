"""Changing the law is adding a dated row: a fictitious country gets its rules from a text, and no code is touched."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from procurement.calendar.loading import all_packs, text_of
from procurement.calendar.rulepacks import earliest_deadline, minimum_days, pack_for, standstill
from procurement.lifecycle import Refused
from procurement.rulebook.actions import keep, read, take_back
from procurement.rulebook.queries import before, is_in_force, kept_by, pack_named
from procurement.rulebook.reading import PHASES, PROCEDURES, differences, rows_of
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW, TODAY, FROM = moment("2027-02-01"), date(2027, 2, 1), date(2027, 3, 1)
SYLDAVIA = """
extends = "eu"
country = "SY"
version = "2027-03-01"
valid_from = 2027-03-01
source = "Law of Syldavia of 1 January 2027"

[[periods]]
procedure = "open"
phase = "tenders"
days = 21
policy = "WORKING_DAYS"
source = "Law of Syldavia art. 7"
confirmed = true
reductions = [{ when = "urgent", days = 9, source = "Law of Syldavia art. 8", confirmed = false }]
"""


@pytest.fixture
def keeping(personas):
    return {"reason": "Act of 1 January", "by": personas.administrator, "now": NOW, "today": TODAY}


def sentences(text: str) -> str:
    with pytest.raises(Refused) as refused:
        read(text, today=TODAY)
    return str(refused.value)


def test_dates_are_counted_by_its_rules_from_its_day_on(keeping):
    assert pack_for("SY", FROM).country == "EU"
    keep(SYLDAVIA, **keeping)
    assert pack_for("SY", FROM - timedelta(days=1)).country == "EU"
    rules = pack_for("SY", FROM)
    assert minimum_days(rules, "open", "tenders", urgent=True).days == 9
    # 21 working days after Monday, 1 March: Tuesday, 30 March.
    assert earliest_deadline(rules, "open", FROM, frozenset(), electronic=False) == date(2027, 3, 31)
    # What it does not say is what the Union says.
    union = pack_for("EU", FROM)
    told = {"electronic": True, "value_at_or_above_threshold": True}
    assert standstill(rules, **told).days == standstill(union, **told).days


def test_a_change_of_belgian_law_is_a_dated_copy_with_one_number_changed(keeping):
    old = pack_for("BE", FROM)
    text = text_of("BE", old.version).replace(old.version, "2027-03-01", 1).replace("days = 35", "days = 40", 1)
    text = text.replace(f"valid_from = {old.valid_from}", f"valid_from = {FROM}", 1)
    new = keep(text, **keeping)
    assert before(new).version == old.version
    assert [(row.what, row.old[:7], row.new[:7]) for row in differences(old, new)] == [
        ("open procedure: bids", "35 days", "40 days")
    ]
    assert is_in_force(old, TODAY)
    assert not is_in_force(new, TODAY)
    assert is_in_force(new, FROM)
    assert minimum_days(pack_for("BE", FROM - timedelta(days=1)), "open", "tenders", electronic=False).days == 35


def test_what_extends_its_own_goes_on(keeping):
    keep(SYLDAVIA, **keeping)
    later = (
        'extends = "sy-2027-03-01"\ncountry = "SY"\nversion = "2028"\nvalid_from = 2028-01-01\nsource = "Law of 2028"\n'
    )
    keep(later, **keeping)
    assert minimum_days(pack_for("SY", date(2028, 1, 1)), "open", "tenders", electronic=False).days == 21


def test_who_kept_it_and_why_is_known(keeping, personas):
    event, keeper = kept_by(keep(SYLDAVIA, **keeping))
    assert keeper == personas.administrator
    assert event.payload["reason"] == "Act of 1 January"
    assert kept_by(pack_for("BE", TODAY)) is None


def test_it_is_taken_back_until_it_holds_and_not_after(keeping, personas, settings):
    pack, by = keep(SYLDAVIA, **keeping), personas.administrator
    with pytest.raises(Refused, match="before they hold"):
        take_back(pack, by=by, now=NOW, today=FROM)
    take_back(pack, by=by, now=NOW, today=TODAY)
    assert pack_named("SY", "2027-03-01") is None
    assert list(Path(settings.RULES_ROOT).iterdir()) == []
    with pytest.raises(Refused, match="own"):
        take_back(pack_for("BE", TODAY), by=by, now=NOW, today=date(2000, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("days = 21", "days = twenty", "This is not TOML"),
        ('extends = "eu"\n', 'extends = "borduria"\n', "“borduria.toml” is missing"),
        ('extends = "eu"\n', "", "is missing"),
        ('policy = "WORKING_DAYS"', 'policy = "LUNAR"', "not of its form"),
        ("days = 21", "length = 21", "not of its form"),
        ("valid_from = 2027-03-01", 'valid_from = "soon"', "without quotes"),
        ("valid_from = 2027-03-01", "valid_from = 2027-02-01", "1 February 2027 is none"),
        ('country = "SY"\nversion = "2027-03-01"', 'country = "../SY"\nversion = "1"', "letters, digits"),
        ('version = "2027-03-01"', 'version = ".."', "letters, digits"),
        ("days = 9", "days = 30", "must be shorter"),
        ("days = 21", "days = 0", "open / tenders takes one day at least"),
        ('source = "Law of Syldavia art. 7"', 'source = " "', "names its source"),
        ("[[periods]]", "[promises]\nopening = -1\n\n[[periods]]", "0 or more"),
        ("[[periods]]", "standstills = []\n\n[[periods]]", "exactly one standstill"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(old: str, new: str, sentence: str):
    assert old in SYLDAVIA
    assert sentence in sentences(SYLDAVIA.replace(old, new, 1))


def test_a_version_is_named_once(keeping):
    keep(SYLDAVIA, **keeping)
    assert "is there already" in sentences(SYLDAVIA)


def test_a_row_stands_there_once():
    row = SYLDAVIA[SYLDAVIA.index("[[periods]]") :]
    assert "open / tenders stands there twice" in sentences(SYLDAVIA + row)


@pytest.mark.parametrize("pack", all_packs(), ids=lambda pack: pack.country)
def test_every_code_of_the_shipped_packs_has_its_words_and_each_row_its_own(pack):
    assert {period.procedure for period in pack.periods} <= PROCEDURES.keys()
    assert {period.phase for period in pack.periods} <= PHASES.keys()
    subjects = [row.what for row in rows_of(pack)]
    assert len(subjects) == len(set(subjects))
