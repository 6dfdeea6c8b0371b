"""Writing a batch of facts into the table of entries: one statement, many rows, as fast as both databases can."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from django.db import connection

from suppliers.models import RegisterEntry, RegisterImport
from suppliers.registers.facts import EMPTY, Facts, merge
from suppliers.registers.passes import Pass, Plan

TABLE = RegisterEntry._meta.db_table
KEYS = ("country", "number")
# What an entry holds until the pass over another file fills it.
UNSET: dict[str, Any] = {name: orjson.dumps(value).decode() for name, value in EMPTY.items()} | {"nuts": ""}
UNSET |= {f"{name}_in": 0 for name in EMPTY}


def write(facts: dict[str, Facts], one: Pass, plan: Plan, running: RegisterImport) -> None:
    """Write facts by number: whole entries where the pass makes them, else parts of entries that are there."""
    so_far = running.progress[one.file]
    if not one.makes and facts and min(facts) <= so_far.get("highest", ""):
        # Rows of one firm need not stand together. Where they stand in order, nothing has to be asked.
        for number, before in _written_before(facts, one, plan, running).items():
            facts[number] = merge(before, facts[number])
    so_far["highest"] = max([so_far.get("highest", ""), *facts])
    said = _columns(one)
    stamps: dict[str, Any] = {f"{part}_in": running.pk for part in one.parts}
    if one.makes:
        day = running.extracted_on.isoformat()
        stamps |= {"entry_in": running.pk, "source": str(plan.source), "extracted_on": day}
    unset = {name: value for name, value in UNSET.items() if name not in {*said, *stamps}} if one.makes else {}
    fixed = [*stamps.values(), plan.country]
    rows = (
        [*(_stored(each.get(name, EMPTY.get(name, ""))) for name in said), *fixed, number, *unset.values()]
        for number, each in sorted(facts.items())
    )
    with connection.cursor() as cursor:
        cursor.executemany(_statement([*said, *stamps], unset), list(rows))


def _columns(one: Pass) -> list[str]:
    """Return the columns that the facts of this pass fill."""
    return [
        *one.parts,
        *(["nuts"] if "addresses" in one.parts else []),
        *(["legal_form", "ended"] if one.makes else []),
    ]


def _written_before(facts: dict[str, Facts], one: Pass, plan: Plan, running: RegisterImport) -> dict[str, Facts]:
    """Return what this very import wrote of these firms."""
    found: dict[str, Facts] = {}
    for part in one.parts:
        here = {"country": plan.country, "number__in": list(facts), f"{part}_in": running.pk}
        names = [part, "nuts"] if part == "addresses" else [part]
        for number, *values in RegisterEntry.objects.filter(**here).values_list("number", *names):
            found.setdefault(number, {}).update(zip(names, values, strict=True))
    return found


def _statement(columns: Sequence[str], unset: Collection[str]) -> str:
    """Return the statement; its names are those of our own model. `unset`: what a new entry begins with."""
    if not unset:
        changes = ", ".join(f"{column} = %s" for column in columns)
        return f"UPDATE {TABLE} SET {changes} WHERE country = %s AND number = %s"  # noqa: S608  see above
    named = [*columns, *KEYS, *unset]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return (
        f"INSERT INTO {TABLE} ({', '.join(named)}) VALUES ({', '.join(['%s'] * len(named))})"  # noqa: S608  see above
        f" ON CONFLICT ({', '.join(KEYS)}) DO UPDATE SET {changes}"
    )


def _stored(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value
