"""Taking an extract in: batch by batch, each with the place that was reached, so that a killed import goes on there.

While it runs, look-ups find what the register said before; a batch replaces what an older extract said of its firms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import DataError, reset_queries, transaction

from suppliers.models import RegisterEntry, RegisterImport, RegisterLabel
from suppliers.registers.extracts import ExtractRefused, Values
from suppliers.registers.facts import EMPTY, Facts, merge
from suppliers.registers.passes import Pass, Plan
from suppliers.registers.writing import write

BATCH = 5000
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an extract. `status`: imported, resumed, or unchanged when it was here; `rows` by file."""

    source: str
    extracted_on: date
    status: str
    rows: dict[str, dict[str, int]]


def import_extract(plan: Plan, *, day: date, now: datetime) -> Outcome:
    """Take the extract in. Again is no harm: what is in is not read twice, and nothing is doubled.

    Raises:
        ExtractRefused: a newer one is here, a second import of the same runs, or a file is damaged.
    """
    running = _begin(plan, day, now)
    status = "resumed" if running.position else "imported"
    if running.finished_at:
        return _outcome(running, plan, "unchanged")
    _keep_labels(plan)
    try:
        for one in plan.passes:
            _run(one, plan, running)
    except DataError:
        raise ExtractRefused("It holds characters or lengths that the database can't keep.") from None
    _finish(plan, running, now)
    return _outcome(running, plan, status)


def _begin(plan: Plan, day: date, now: datetime) -> RegisterImport:
    imports = RegisterImport.objects.filter(source=plan.source)
    newer = imports.filter(finished_at__isnull=False, extracted_on__gt=day).order_by("extracted_on").last()
    if newer:
        raise ExtractRefused(f"An extract of {newer.extracted_on} is here; this one is of {day}.", unusable=False)
    facts = {"extracted_on": day, "began_at": now}
    running, _made = imports.get_or_create(source=plan.source, identity=plan.extract.identity, defaults=facts)
    return running


def _keep_labels(plan: Plan) -> None:
    labels = (
        RegisterLabel(source=plan.source, code=code, language=language, text=text)
        for (code, language), text in plan.labels.items()
    )
    keys = ["source", "code", "language"]
    for some in _batches(labels, BATCH):
        RegisterLabel.objects.bulk_create(some, update_conflicts=True, update_fields=["text"], unique_fields=keys)


def _run(one: Pass, plan: Plan, running: RegisterImport) -> None:
    so_far = running.progress.setdefault(one.file, {"rows": 0, "left_out": 0, "done": False})
    if so_far["done"]:
        return
    rows = plan.extract.members[one.file].rows(one.columns, skip=so_far["rows"])
    for batch in _batches(rows, BATCH):
        _take_in(batch, one, plan, running)
        reset_queries()  # in a debugging run Django keeps every statement
    so_far["done"] = True
    _move_on(running, 0)


@transaction.atomic
def _take_in(batch: list[Values | None], one: Pass, plan: Plan, running: RegisterImport) -> None:
    """Write what a batch of rows says, together with the place that was reached."""
    so_far = running.progress[one.file]
    so_far["rows"] += len(batch)
    facts: dict[str, Facts] = {}
    for row in batch:
        read = one.read(row) if row else None
        if read is None:
            so_far["left_out"] += 1
        elif read[0]:
            number, said = read
            facts[number] = merge(facts[number], said) if number in facts else said
    write(facts, one, plan, running)
    _move_on(running, len(batch))


def _move_on(running: RegisterImport, rows: int) -> None:
    """Take the next step, unless another process took it."""
    here = RegisterImport.objects.filter(pk=running.pk, position=running.position, finished_at=None)
    running.position += rows
    if not here.update(position=running.position, progress=running.progress):
        raise ExtractRefused("Another import of this extract is running.", unusable=False)


@transaction.atomic
def _finish(plan: Plan, running: RegisterImport, now: datetime) -> None:
    """Mark firms that are no longer in the register as ended, and empty what the register no longer says."""
    entries = RegisterEntry.objects.filter(source=plan.source)
    if any(one.makes for one in plan.passes):
        entries.exclude(entry_in=running.pk).update(ended=True)
        entries = entries.filter(entry_in=running.pk)
    for part in {part for one in plan.passes for part in one.parts}:
        said_nothing = {part: EMPTY[part], f"{part}_in": running.pk} | ({"nuts": ""} if part == "addresses" else {})
        entries.exclude(**{f"{part}_in": running.pk}).update(**said_nothing)
    running.finished_at = now
    running.save(update_fields=["finished_at"])


def _outcome(running: RegisterImport, plan: Plan, status: str) -> Outcome:
    # In the order of the reading: a database may keep the parts of a JSON field in another.
    progress = {one.file: running.progress[one.file] for one in plan.passes}
    rows = {name: {"rows": each["rows"], "left_out": each["left_out"]} for name, each in progress.items()}
    return Outcome(running.source, running.extracted_on, status, rows)


def _batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch
