"""The packs as data: complete, cited, in every language, and clear about what nobody has confirmed."""

import subprocess
import sys
from datetime import timedelta

import pytest

from procurement.calendar.checking import faults
from procurement.calendar.loading import PACKS, all_packs
from procurement.calendar.rules import Option

LANGUAGES = {"fr", "nl", "de", "en"}
EVERY_PACK = pytest.mark.parametrize("pack", all_packs(), ids=lambda pack: pack.country)


def cited(pack):
    """Every row of a pack that must name its source."""
    yield from (*pack.periods, *pack.standstills, *pack.thresholds, *pack.no_competition, *pack.declarations)
    yield from (pack.national_publication, pack.notification, *pack.options.values(), *pack.remedies.values())
    yield from (reduction for period in pack.periods for reduction in period.reductions)


def test_three_packs_are_shipped():
    assert sorted(pack.country for pack in all_packs()) == ["BE", "EU", "FR"]


@EVERY_PACK
def test_nothing_is_wrong_with_it(pack):
    assert list(faults(pack)) == []


@EVERY_PACK
def test_every_row_has_a_source_and_says_whether_it_was_confirmed(pack):
    rows = list(cited(pack))

    assert all(row.source.strip() for row in rows)
    assert all(isinstance(row.confirmed, bool) for row in rows)
    assert pack.source
    assert pack.version


@EVERY_PACK
def test_every_option_is_answered(pack):
    assert set(pack.options) == set(Option)
    assert all(isinstance(choice.value, bool) for choice in pack.options.values())


@EVERY_PACK
def test_no_phase_of_a_procedure_has_two_rows(pack):
    keys = [(period.procedure, period.phase) for period in pack.periods]

    assert len(keys) == len(set(keys))
    assert not {phase for procedure, phase in keys if procedure == "any"} & {"requests", "tenders"}


@EVERY_PACK
def test_a_reduction_shortens(pack):
    for period in pack.periods:
        assert all(0 < reduction.days < period.days for reduction in period.reductions)
        assert all(reduction.when in {"electronic", "urgent", "prior-information"} for reduction in period.reductions)


@EVERY_PACK
def test_every_notification_finds_one_standstill(pack):
    for electronic in (True, False):
        for works in (True, False):
            assert sum(row.fits(electronic=electronic, works=works) for row in pack.standstills) == 1


@EVERY_PACK
def test_thresholds_leave_no_day_out(pack):
    for earlier, later in zip(pack.thresholds, pack.thresholds[1:], strict=False):
        assert later.valid_from == earlier.valid_to + timedelta(days=1)
    assert all(row.central < row.sub_central < row.utilities < row.works for row in pack.thresholds)


@EVERY_PACK
def test_one_declaration_is_asked_for_large_and_one_for_small_calls(pack):
    assert sorted(row.value for row in pack.declarations) == ["large", "small"]
    named = [procedure for row in pack.declarations for procedure in row.procedures]
    assert len(named) == len(set(named))


@EVERY_PACK
def test_remedies_are_whole_in_every_language_and_wait_for_the_lawyer(pack):
    by_text: dict[tuple[str, str], set[str]] = {}
    for (forum, outcome, language), remedy in pack.remedies.items():
        by_text.setdefault((forum, outcome), set()).add(language)
        assert remedy.body
        assert remedy.address
        assert remedy.periods
        assert not remedy.confirmed
    assert by_text
    assert all(languages == LANGUAGES for languages in by_text.values())


@EVERY_PACK
def test_translations_name_the_same_ways(pack):
    for forum, outcome, _ in pack.remedies:
        counts = {len(pack.remedies[forum, outcome, language].periods) for language in LANGUAGES}
        assert len(counts) == 1


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_head_asks_for_the_authoritys_lawyer(path):
    text = path.read_text(encoding="utf-8")
    head = text[: text.index("country =")]

    assert "LAWYER MUST CONFIRM" in head
    assert len(text.splitlines()) <= 350


@EVERY_PACK
def test_a_pack_cannot_be_changed_in_passing(pack):
    with pytest.raises(TypeError):
        pack.promises["opening"] = 3
    with pytest.raises(AttributeError):
        pack.version = "other"


def test_counting_days_needs_no_database_and_no_settings():
    modules = "holidays, loading, moments, policies, remedies, rulepacks, rules, thresholds"
    code = f"import sys; from procurement.calendar import {modules}; print(len(loading.all_packs()), *sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    packs, *loaded = done.stdout.split()
    assert packs == "3"
    assert "django.db" not in loaded


def test_papers_are_kept_at_least_as_long_as_the_directive_asks():
    years = {pack.country: pack.retention.years for pack in all_packs()}
    assert years["EU"] == 3
    assert min(years.values()) == years["EU"]
    assert all(pack.retention.confirmed == (pack.country == "EU") for pack in all_packs())
