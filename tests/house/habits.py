"""Habits of the house that syntax shows: where states, bids and signals are touched."""

import ast
from collections.abc import Iterator

from tests.house.imports import imported_names, imports
from tests.house.tree import Source

WRITES = {"update", "create", "bulk_create", "get_or_create", "update_or_create"}
TRANSLATES = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "ngettext_lazy", "pgettext_lazy"}
READS = {"all", "filter", "exclude", "get", "first", "last", "values", "values_list", "count", "exists", "in_bulk"}


def inline_imports(source: Source) -> Iterator[str]:
    """Yield imports inside a function or a class, and those that hide as a string."""
    for scope in ast.walk(source.tree):
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for node in ast.walk(scope):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield source.at(node)
    yield from (source.at(node) for node in ast.walk(source.tree) if _called(node) in {"import_module", "__import__"})


def signals(source: Source) -> Iterator[str]:
    """Yield imports of Django's signals or of the means to make and receive them."""
    for node in imports(source):
        for name in imported_names(node):
            if name.startswith("django.dispatch") or "signals" in name.split("."):
                yield f"{source.at(node)} {name}"


def state_assignments(source: Source) -> Iterator[str]:
    """Yield every place that gives a thing a state: by assignment, `setattr`, or a write of the database."""
    for node in ast.walk(source.tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        assigned = isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and any(
            isinstance(target, ast.Attribute) and target.attr == "state" for target in targets
        )
        if assigned or _sets_attribute(node, "state") or _writes_state(node):
            yield source.at(node)


def reads_past_the_door(source: Source, models: set[str]) -> Iterator[str]:
    """Yield reads of these models' managers: `Bid.objects.filter(…)`. Changing a row in hand by `.update` is none."""
    updated = {id(node.func.value.func) for node in ast.walk(source.tree) if _changes_rows(node)}
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in READS
            and id(node) not in updated
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in {"objects", "_default_manager", "_base_manager"}
            and isinstance(node.value.value, ast.Name)
            and node.value.value.id in models
        ):
            yield source.at(node)


def hidden_sentences(source: Source) -> Iterator[str]:
    """Yield sentences inside an f-string: they are not collected into the catalogues, so nobody translates them."""
    for text in ast.walk(source.tree):
        if isinstance(text, ast.JoinedStr):
            yield from (source.at(node) for node in ast.walk(text) if _called(node) in TRANSLATES)


def save_overrides(source: Source) -> Iterator[str]:
    """Yield methods named `save` of models: what happens on saving stands in an action, by name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and "models" in source.module.split("."):
            yield from (source.at(item) for item in node.body if getattr(item, "name", "") == "save")


def sentences(source: Source) -> Iterator[tuple[str, str]]:
    """Yield place and text of every sentence marked for translation."""
    for node in ast.walk(source.tree):
        if _called(node) in {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield source.at(node), argument.value


def _called(node: ast.AST) -> str:
    """Return the last name of what is called: `a.b(…)` gives `b`; nothing for what is no call."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", None) or getattr(function, "id", None) or ""


def _changes_rows(node: ast.AST) -> bool:
    """Tell whether this is `something(…).update(…)`."""
    return _called(node) == "update" and isinstance(getattr(node.func, "value", None), ast.Call)


def _sets_attribute(node: ast.AST, name: str) -> bool:
    return _called(node) == "setattr" and any(getattr(argument, "value", "") == name for argument in node.args)


def _writes_state(node: ast.AST) -> bool:
    return _called(node) in WRITES and any(keyword.arg == "state" for keyword in node.keywords)
