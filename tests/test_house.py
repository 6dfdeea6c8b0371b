"""The measures of the house. Each test prints the places to mend, so that its failure says what to do."""

import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override
from importlinter.cli import lint_imports

from tests.house import addresses, habits, templates
from tests.house.imports import cycles, graph_of, rooms_of
from tests.house.tree import PACKAGES, code, files, functions, longest, of_tests, percentile, sources, texts

THE_LATE_ONES = "procurement/late.py"
THE_DOOR = "procurement/lifecycle.py"
DOORS_TO_BIDS = ("tenders/access.py", "tenders/practice.py", "tenders/models/")
BIDS = {"Bid", "PracticeBid", "SealedFile", "LotBid"}
DRAWERS = {"utils", "util", "common", "core", "helpers", "helper", "services", "service", "managers", "misc", "lib"}


def nothing(found: Iterable[object]) -> None:
    """Fail with everything that was found, one a line."""
    if lines := [str(item) for item in found]:
        pytest.fail("\n".join(lines), pytrace=False)


def share_within(measured: list[tuple[int, str]], share: float, limit: int) -> None:
    """Fail with all that are longer when this share of them is not within the limit."""
    reached = percentile([length for length, _ in measured], share)
    if reached > limit:
        nothing([f"{share:.0%} are within {reached} lines and not {limit}:", *longest(measured, limit)])


def lengths_of_files() -> list[tuple[int, str]]:
    return [(source.lines, str(source)) for source in sources() if source.lines]


def lengths_of_functions() -> list[tuple[int, str]]:
    return [pair for source in sources() for pair in functions(source)]


def test_no_file_is_longer_than_350_lines():
    nothing(longest(lengths_of_files(), 350))


def test_nine_of_ten_files_fit_in_200_lines():
    share_within(lengths_of_files(), 0.9, 200)


# The aim is 60, for files that are not empty. We are not there yet: this limit only ever goes down.
LONGEST_HALF = 72


def test_the_files_of_the_site_do_not_grow():
    share_within([(source.lines, str(source)) for source in code() if source.lines], 0.5, LONGEST_HALF)


def test_no_function_is_longer_than_45_lines():
    nothing(longest(lengths_of_functions(), 45))


def test_nine_of_ten_functions_fit_in_22_lines():
    share_within(lengths_of_functions(), 0.9, 22)


# The aim is 1.3 lines of test for a line of code. We are not there yet: this floor only ever goes up.
LEAST_TESTS = 0.88


def test_the_share_of_tests_does_not_fall():
    lines, lines_of_tests = (sum(source.lines for source in group) for group in (code(), of_tests()))
    share = lines_of_tests / lines
    assert LEAST_TESTS <= share <= 1.8, f"{lines_of_tests} lines of tests for {lines} lines of code"


def test_no_imports_run_in_circles():
    nothing(" ".join(knot) for knot in cycles(graph_of(code())))


def test_no_two_rooms_import_each_other():
    nothing(" ".join(knot) for knot in cycles(rooms_of(graph_of(code()))))


def test_imports_go_one_way(capsys: pytest.CaptureFixture[str]):
    assert lint_imports(no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_every_import_stands_at_the_top():
    elsewhere = [source for source in sources() if str(source) != THE_LATE_ONES]
    nothing([place for source in elsewhere for place in habits.inline_imports(source)])


def test_there_are_no_signals():
    nothing([place for source in code() for place in habits.signals(source)])


def test_states_are_given_only_behind_the_door():
    outside = [source for source in code() if str(source) != THE_DOOR]
    nothing([place for source in outside for place in habits.state_assignments(source)])


def test_models_do_not_override_save():
    nothing([place for source in code() for place in habits.save_overrides(source)])


def test_bids_are_read_only_through_their_door():
    outside = [source for source in code() if not str(source).startswith(DOORS_TO_BIDS)]
    nothing([place for source in outside for place in habits.reads_past_the_door(source, BIDS)])


def test_no_reverse_name_leads_to_a_bid():
    nothing(
        f'{field} needs related_name="+"'
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and field.concrete
        and {model.__name__, getattr(field.related_model, "__name__", "")} & BIDS
        and not field.remote_field.hidden
    )


def test_every_address_names_its_access_rule():
    nothing(addresses.unguarded())


def test_migrations_are_complete():
    loader = MigrationLoader(connection=None)
    assert loader.detect_conflicts() == {}, "two migrations follow the same one: renumber yours"
    with override(None):
        now = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), now).changes(graph=loader.graph)
    own = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES}
    nothing(
        f"{label}: {operation.describe()}"
        for label in own & changes.keys()
        for migration in changes[label]
        for operation in migration.operations
    )


def test_every_template_is_used():
    nothing(templates.unused())


def test_no_form_loses_its_token():
    nothing(templates.lost_tokens())


def test_every_mail_has_the_frame():
    nothing(templates.bare_mails())


def test_a_colon_belongs_to_its_sentence():
    nothing(templates.loose_colons())


def test_marks_of_quotation_belong_to_their_sentence():
    nothing(templates.foreign_quotes())


def test_no_sentence_hides_from_the_catalogues():
    nothing([place for source in code() for place in habits.hidden_sentences(source)])


def test_there_are_no_drawers():
    parts = {(path, part) for path in files() if path.parts[0] in PACKAGES for part in path.with_suffix("").parts}
    nothing([str(path) for path, part in parts if part in DRAWERS])


def test_every_todo_has_an_owner():
    orphan = re.compile(r"(?:#|//|/\*|<!--|comment %}).*\b(?:TODO|FIXME|XXX|HACK)\b(?!\(\w+\))")
    own = [(path, text) for path, text in texts() if path.parts[:2] != ("tests", "test_house.py")]
    nothing([f"{path}: {found.group()}" for path, text in own for found in orphan.finditer(text)])


def test_no_file_knows_a_machine_or_a_registry():
    known = re.compile(
        r"""(?<![\w.<>/])/(?:work|home|root|Users|mnt)/\w+|pypi\.org|pythonhosted|registry\.npmjs|deb\.debian"""
    )
    own = [(path, text) for path, text in texts() if path.parts[:2] != ("tests", "test_house.py")]
    nothing([f"{path}: {found.group()}" for path, text in own for found in known.finditer(text)])


def test_sentences_in_the_source_are_english():
    accented = re.compile(r"[àâäçéèêëîïôöùûüßœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ]")
    marked = [(place, text) for source in code() for place, text in habits.sentences(source)]
    assert marked
    nothing([f"{place}: {text}" for place, text in marked if accented.search(text)])
