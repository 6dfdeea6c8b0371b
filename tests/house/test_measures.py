"""The measuring tools measure: what breaks a habit is found, what keeps it is not."""

import ast
from pathlib import Path

import pytest

from tests.house import habits
from tests.house.imports import cycles, graph_of, rooms_of
from tests.house.tree import Source, percentile


def source(text: str, path: str = "tenders/calls/actions.py") -> Source:
    return Source(Path(path), text, ast.parse(text))


def test_a_knot_is_found_with_all_its_modules():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert cycles(graph) == [["a", "b", "c"]]


def test_a_straight_line_has_no_knot():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"c"}}) == []


def test_two_rooms_that_call_each_other_are_a_knot_although_their_modules_are_not():
    graph = {
        "t.bids.seal": {"t.calls.terms"},
        "t.calls.terms": set(),
        "t.calls.views": {"t.bids.taps"},
        "t.bids.taps": set(),
    }
    assert cycles(graph) == []
    assert cycles(rooms_of(graph)) == [["t.bids", "t.calls"]]


def test_imports_for_types_only_are_no_imports():
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tenders.b import thing\nimport tenders.c\n"
    modules = [source(text, "tenders/a.py"), source("", "tenders/b.py"), source("", "tenders/c.py")]
    assert graph_of(modules)["tenders.a"] == {"tenders.c"}


def test_nine_of_ten_is_the_nearest_rank():
    assert percentile(list(range(1, 11)), 0.9) == 9
    assert percentile([7], 0.9) == 7


@pytest.mark.parametrize(
    "text",
    ["def f():\n    import os", "class A:\n    from b import c", "x = importlib.import_module('tenders')"],
)
def test_an_import_that_hides_is_found(text: str):
    assert list(habits.inline_imports(source(text)))


def test_an_import_at_the_top_is_fine():
    assert list(habits.inline_imports(source("import os\n\n\ndef f():\n    return os.sep"))) == []


@pytest.mark.parametrize(
    "text",
    ["tender.state = 'published'", "setattr(tender, 'state', s)", "Tender.objects.update(state=s)", "a.state: str = s"],
)
def test_a_state_given_past_the_door_is_found(text: str):
    assert list(habits.state_assignments(source(text)))


def test_asking_for_a_state_is_fine():
    assert list(habits.state_assignments(source("Tender.objects.filter(state=s)\nstate = tender.state"))) == []


def test_a_read_of_bids_past_the_door_is_found():
    text = "Bid.objects.filter(round=r)\nTender.objects.all()\nBid.objects.filter(pk=bid.pk).update(number='7')"
    assert list(habits.reads_past_the_door(source(text), {"Bid"})) == ["tenders/calls/actions.py:1"]


@pytest.mark.parametrize(
    "text", ["from django.dispatch import receiver", "from django.db.models.signals import post_save"]
)
def test_a_signal_is_found(text: str):
    assert list(habits.signals(source(text)))


def test_a_save_override_is_found_in_models_and_allowed_in_forms():
    text = "class A:\n    def save(self):\n        pass"
    assert list(habits.save_overrides(source(text, "tenders/models/bid.py")))
    assert list(habits.save_overrides(source(text, "tenders/bids/forms.py"))) == []


def test_marked_sentences_are_read_with_their_plural():
    text = "x = _('Close')\ny = ngettext('one lot', 'many lots', n)\nz = print('no')"
    assert [sentence for _, sentence in habits.sentences(source(text))] == ["Close", "one lot", "many lots"]
