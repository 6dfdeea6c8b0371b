"""Whatever rules a site keeps: dates follow them to the day, and what changed is named, all of it and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from hypothesis import given
from hypothesis import strategies as st

from procurement.calendar.checking import faults
from procurement.calendar.loading import all_packs, text_of
from procurement.calendar.policies import Policy
from procurement.calendar.rulepacks import earliest_deadline, minimum_days, pack_for
from procurement.calendar.rules import Option, RulePack
from procurement.rulebook.reading import ANSWERS, OPTIONS, differences, rows_of
from tests.procurement.rulebook.test_rules_of_a_new_country import FROM, SYLDAVIA

BELGIAN = pack_for("BE", FROM)
SENT = st.dates(date(2027, 3, 1), date(2040, 12, 31))


def with_days(pack: RulePack, index: int, days: int) -> RulePack:
    """Return the pack with another number in one of its periods, which is then never shortened."""
    periods = list(pack.periods)
    periods[index] = replace(periods[index], days=days, reductions=())
    return replace(pack, periods=tuple(periods))


def placed(name: str, text: str) -> Path:
    """Lay a file into the site's folder, as its keeper or a deployment does."""
    folder = Path(site.RULES_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@given(days=st.integers(1, 400), sent=SENT)
def test_a_deadline_leaves_the_days_that_the_rules_say(days: int, sent: date):
    opened = next(n for n, row in enumerate(BELGIAN.periods) if (row.procedure, row.phase) == ("open", "tenders"))
    rules = with_days(BELGIAN, opened, days)
    assert minimum_days(rules, "open", "tenders").days == days
    first = earliest_deadline(rules, "open", sent, frozenset())
    assert first - sent > timedelta(days=days)
    # Never a weekend later than it must be: at most two days to a working day, twice where Belgium waits one out.
    assert first - sent <= timedelta(days=days + 6)
    assert first.weekday() < 5


@given(index=st.integers(0, len(BELGIAN.periods) - 1), days=st.integers(1, 400))
def test_one_number_changed_is_one_rule_that_changes(index: int, days: int):
    old = with_days(BELGIAN, index, BELGIAN.periods[index].days)
    changes = differences(old, with_days(old, index, days))
    assert len(changes) == (0 if days == old.periods[index].days else 1)


@given(options=st.sets(st.sampled_from(sorted(Option))))
def test_each_answer_turned_round_is_told(options: set[Option]):
    turned = {
        option: replace(choice, value=choice.value != (option in options)) for option, choice in BELGIAN.options.items()
    }
    changes = differences(BELGIAN, replace(BELGIAN, options=turned))
    assert {change.what for change in changes} == {str(OPTIONS[option]) for option in options}
    assert all({change.old, change.new} == {str(word) for word in ANSWERS.values()} for change in changes)


def test_what_comes_and_what_goes_is_told():
    fewer = replace(BELGIAN, periods=BELGIAN.periods[1:])
    gone = differences(BELGIAN, fewer)
    assert gone
    assert all(change.old and not change.new for change in gone)
    came = differences(fewer, BELGIAN)
    assert all(change.new and not change.old for change in came)
    assert [change.what for change in came] == [change.what for change in gone]


@given(days=st.integers(-50, 0))
def test_no_period_is_of_no_day(days: int):
    assert list(faults(with_days(BELGIAN, 0, days)))


@pytest.mark.parametrize("policy", Policy)
def test_each_way_of_counting_is_said_in_its_own_words(policy: Policy):
    period = replace(BELGIAN.periods[0], days=20, policy=policy, reductions=())
    said = rows_of(replace(BELGIAN, periods=(period,)))[0].value
    assert said.startswith("20 ")
    others = [
        rows_of(replace(BELGIAN, periods=(replace(period, policy=other),)))[0].value
        for other in Policy
        if other != policy
    ]
    assert said not in others


def test_a_gap_between_thresholds_is_refused():
    first, *rest = BELGIAN.thresholds
    late = replace(first, valid_to=first.valid_to - timedelta(days=1))
    assert any("no day out" in sentence for sentence in faults(replace(BELGIAN, thresholds=(late, *rest))))
    assert any("are missing" in sentence for sentence in faults(replace(BELGIAN, thresholds=())))


def test_remedies_without_a_language_are_refused():
    key = next(key for key in BELGIAN.remedies if key[2] == "de")
    fewer = {name: remedy for name, remedy in BELGIAN.remedies.items() if name != key}
    [sentence] = faults(replace(BELGIAN, remedies=fewer))
    assert " / ".join(key[:2]) in sentence


class TestTheFolder:
    def test_is_read_anew_when_a_file_comes_changes_or_goes(self):
        shipped = len(all_packs())
        path = placed("sy.toml", SYLDAVIA)
        assert len(all_packs()) == shipped + 1
        placed("sy.toml", SYLDAVIA.replace("days = 21", "days = 22"))
        assert minimum_days(pack_for("SY", FROM), "open", "tenders").days == 22
        path.unlink()
        assert len(all_packs()) == shipped

    def test_is_no_part_of_the_shipped_ones(self):
        before = all_packs()
        placed("notes.txt", "not rules")
        placed("sy.toml.part", "half a file")
        assert [pack.version for pack in all_packs()] == [pack.version for pack in before]

    def test_hands_out_each_text_as_it_was_written(self):
        placed("sy.toml", SYLDAVIA)
        assert text_of("SY", "2027-03-01") == SYLDAVIA
        assert 'country = "BE"' in text_of("BE", BELGIAN.version)
        with pytest.raises(LookupError):
            text_of("SY", "2030")
