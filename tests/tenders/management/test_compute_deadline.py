"""`manage.py compute_deadline`: the golden cases of the timetable, two decades of days, and what it refuses."""

import subprocess
import sys
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from procurement.calendar.holidays import holiday_list
from procurement.calendar.policies import Policy, is_working_day, last_day, working_days_between
from procurement.commands import Unusable
from tenders.management.commands.compute_deadline import Command

KNOWN = "The period must lie within the years whose holidays are known, from 1901 to 2100."
PLACES = {(country, part): holiday_list(country, part, range(2019, 2043)) for country, part in
          [("BE", None), ("FR", None), ("FR", "57")]}  # fmt: skip

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
lengths = st.integers(1, 120)
places = st.sampled_from(sorted(PLACES, key=str))


def run(policy, country, start, length, *, part=None, back=False) -> str:
    out = StringIO()
    words = ["--policy", policy, "--country", country, "--from", str(start), "--days", str(length)]
    words += (["--subdivision", part] if part is not None else []) + (["--backwards"] if back else [])
    call_command("compute_deadline", *words, stdout=out)
    return out.getvalue()


def counted(*arguments, **options) -> date:
    return date.fromisoformat(run(*arguments, **options).removesuffix("\n"))


@pytest.mark.parametrize(
    ("policy", "country", "start", "length", "back", "last"),
    [
        ("REG_1182", "FR", "2026-07-04", 10, False, "2026-07-15"),
        ("REG_1182", "BE", "2026-07-11", 10, False, "2026-07-22"),
        ("REG_1182", "BE", "2026-12-18", 10, False, "2026-12-28"),
        ("REG_1182", "BE", "2026-12-24", 2, False, "2026-12-29"),
        ("REG_1182", "BE", "2026-07-27", 6, True, "2026-07-21"),
        ("REG_1182", "BE", "2026-12-11", 15, False, "2026-12-28"),
        ("FR_STANDSTILL", "FR", "2010-12-28", 16, False, "2011-01-12"),
        ("FR_STANDSTILL", "FR", "2026-12-15", 11, False, "2026-12-25"),
        ("WORKING_DAYS", "BE", "2026-12-18", 15, False, "2027-01-12"),
        ("WORKING_DAYS", "BE", "2027-01-12", 15, True, "2026-12-18"),
    ],
)
def test_golden_cases(policy, country, start, length, back, last):
    assert run(policy, country, start, length, back=back) == f"{last}\n"


@pytest.mark.parametrize(("part", "last"), [(None, "2026-04-03"), ("57", "2026-04-07"), ("Moselle", "2026-04-07")])
def test_a_part_of_the_country_has_its_own_days(part, last):
    assert run("REG_1182", "FR", "2026-04-02", 1, part=part) == f"{last}\n"  # Good Friday, then Easter


@given(days, lengths, places, st.sampled_from(["REG_1182", "FR_STANDSTILL", "WORKING_DAYS"]))
@effort(max_examples=40, deadline=None)
def test_every_day_has_an_answer_and_it_is_that_of_the_policy(start, length, place, policy):
    country, part = place
    assert counted(policy, country, start, length, part=part) == last_day(Policy(policy), start, length, PLACES[place])


@given(days, st.integers(0, 60), lengths, places, st.sampled_from(["REG_1182", "FR_STANDSTILL", "WORKING_DAYS"]))
@effort(max_examples=25, deadline=None)
def test_a_later_event_or_a_longer_period_never_ends_earlier(start, later, length, place, policy):
    country, part = place
    end = counted(policy, country, start, length, part=part)
    assert counted(policy, country, start + timedelta(days=later), length, part=part) >= end
    assert counted(policy, country, start, length + later, part=part) >= end


@given(days, lengths, places)
@effort(max_examples=40, deadline=None)
def test_backwards_a_legal_period_is_exact_and_a_promise_counts_working_days(start, length, place):
    country, part = place
    assert counted("REG_1182", country, start, length, part=part, back=True) == start - timedelta(days=length)
    promised = counted("WORKING_DAYS", country, start, length, part=part, back=True)
    assert is_working_day(promised, PLACES[place])
    assert working_days_between(promised - timedelta(days=1), start - timedelta(days=1), PLACES[place]) == length


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("REG_1182", "BE", "2026-12-18", 0), "'0' is no whole number of days, 1 or more."),
        (("REG_1182", "BE", "2026-12-18", -1), "'-1' is no whole number of days, 1 or more."),
        (("REG_1182", "BE", "2026-12-18", "1.5"), "'1.5' is no whole number of days, 1 or more."),
        (("REG_1182", "BE", "2026-12-18", "१"), "'१' is no whole number of days, 1 or more."),
        (("REG_1182", "BE", "2026-02-29", 3), "'2026-02-29' is no date like 2026-12-18."),
        (("REG_1182", "BE", "18/12/2026", 3), "'18/12/2026' is no date like 2026-12-18."),
        (("REG_1182", "BE", "20261218", 3), "'20261218' is no date like 2026-12-18."),
        (("REG_1182", "XX", "2026-12-18", 3), "invalid choice: 'XX' (choose from 'BE', 'FR')."),
        (("CALENDAR_DAYS", "BE", "2026-12-18", 3), "invalid choice: 'CALENDAR_DAYS' (choose from "),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(words, sentence, capsys):
    policy, country, start, length = map(str, words)
    argv = ["manage.py", "compute_deadline", "--policy", policy, "--country", country, "--from", start]
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv([*argv, "--days", length])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "options", "sentence"),
    [
        (("REG_1182", "BE", "2026-12-18", 3), {"part": "57"}, "BE has no subdivision '57'."),
        (("REG_1182", "FR", "2026-12-18", 3), {"part": ""}, "FR has no subdivision ''."),
        (
            ("FR_STANDSTILL", "FR", "2026-12-18", 3),
            {"back": True},
            "A standstill runs forwards only: --backwards goes with REG_1182 and WORKING_DAYS.",
        ),
        (("REG_1182", "BE", "2100-12-30", 3), {}, KNOWN),
        (("WORKING_DAYS", "BE", "2026-12-18", 999999999), {}, KNOWN),
        (("REG_1182", "FR", "0001-01-02", 9), {"back": True}, KNOWN),
        (("WORKING_DAYS", "FR", "1901-01-02", 9), {"back": True}, KNOWN),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(words, options, sentence):
    with pytest.raises(Unusable) as refusal:
        run(*words, **options)
    assert (str(refusal.value), refusal.value.returncode) == (sentence, 2)


def test_it_needs_no_database():
    environment = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PATH": "/usr/bin"}
    command = [sys.executable, "manage.py", "compute_deadline", "--policy", "REG_1182", "--country", "BE"]
    command += ["--from", "2026-12-24", "--days", "2"]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, env=environment)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "2026-12-29\n", "")
