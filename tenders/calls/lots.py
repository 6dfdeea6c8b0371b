"""The lots of a draft, and how bids for each are compared."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.headings import by_heading
from procurement.lifecycle import Refused
from tenders.calls.drafting import lock_draft
from tenders.calls.meanwhile import refuse_overtaken
from tenders.calls.scales import OWN, PLAIN, USUAL, usual_levels
from tenders.models import AwardCriterion, Lot, Tender
from tenders.models.levels import Level, kept
from tenders.models.lot import PRICE_ALONE

PRICE = AwardCriterion.Kind.PRICE
PLAIN_TOP = 10
COLUMNS = ["title", "description", "cpv", "nuts", "value"]
COMPARED = ["code", "kind", "name", "heading", "weight", "levels"]


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """One award criterion. `code` names the one that is there already, "" a new one; `weight` in per cent."""

    kind: str
    name: str
    weight: Decimal | None
    code: str = ""
    heading: str = ""  # of which criterion it is a part; "" of none
    scale: str = ""  # one of `scales`; "" keeps the scale that is there
    levels: tuple[Level, ...] = ()  # of an own scale


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What a lot says of itself, with its award criteria in order. `value` without VAT; no code: that of the call."""

    title: str
    description: str
    value: Decimal | None
    criteria: tuple[CriterionFacts, ...]
    cpv: str = ""
    nuts: str = ""


@transaction.atomic
def add_lot(tender: Tender, *, by: User, now: datetime) -> Lot:
    """Add an empty lot at the end. Raises Refused: not an officer, or no draft any more."""
    locked = lock_draft(tender, by=by)
    taken = set(locked.lots.values_list("identifier", flat=True))
    last = max(locked.lots.values_list("position", flat=True), default=0)
    identifier = next(name for name in map("LOT-{:04}".format, count(1)) if name not in taken)
    lot = Lot.objects.create(tender=locked, identifier=identifier, position=last + 1)
    record("lot.add", lot, by=by, now=now, payload={"tender": locked.reference, "lot": identifier})
    return lot


@transaction.atomic
def edit_lot(lot: Lot, facts: LotFacts, *, seen: str = "", by: User, now: datetime) -> None:
    """Change a lot; its criteria become those that are given. `seen`: what was there when the form was opened.

    Raises:
        Refused: not an officer, no draft any more, more than one criterion of price, or a price that is a part.
        Overtaken: somebody else saved meanwhile.
    """
    tender = lock_draft(lot.tender, by=by)
    lot.refresh_from_db(fields=COLUMNS)
    refuse_overtaken(seen, written_in(lot), verb="lot.edit", thing=lot)
    if sum(criterion.kind == PRICE for criterion in facts.criteria) > 1:
        raise Refused(_("Only one criterion can be the price."))
    if any(criterion.kind == PRICE and criterion.heading for criterion in facts.criteria):
        raise Refused(PRICE_ALONE)
    changed = [name for name in COLUMNS if getattr(lot, name) != getattr(facts, name)]
    for name in changed:
        setattr(lot, name, getattr(facts, name))
    lot.save(update_fields=changed)
    before = _compared(lot)
    _write_criteria(lot, facts.criteria)
    changed += ["criteria"] if before != _compared(lot) else []
    if changed:
        about = {"tender": tender.reference, "lot": lot.identifier, "changed": changed}
        record("lot.edit", lot, by=by, now=now, payload=about)


@transaction.atomic
def remove_lot(lot: Lot, *, by: User, now: datetime) -> None:
    """Take a lot out of a draft. Raises Refused: not an officer, or no draft any more."""
    tender = lock_draft(lot.tender, by=by)
    record("lot.remove", lot, by=by, now=now, payload={"tender": tender.reference, "lot": lot.identifier})
    lot.delete()


def written_in(lot: Lot) -> dict[str, Any]:
    """Return what a lot says of itself by the names of its form's fields, and each of its criteria in a line."""
    criteria = [_in_a_line(row) for row in lot.criteria.order_by("position")]
    return {**{name: getattr(lot, name) for name in COLUMNS}, "criteria": criteria}


def _in_a_line(row: AwardCriterion) -> str:
    levels = " / ".join(level.name for level in row.scale)
    weight = f"{row.weight.normalize():f}" if row.weight else "–"
    return f"{row.full_name} ({row.get_kind_display()}), {weight}" + (f", {levels}" if levels else "")


def _compared(lot: Lot) -> list[tuple[object, ...]]:
    return list(lot.criteria.order_by("position").values_list(*COMPARED))


def _write_criteria(lot: Lot, criteria: Iterable[CriterionFacts]) -> None:
    """Write them in this order, parts of one criterion together.

    One that stays keeps its scale, threshold and the words of its notice.
    """
    before = {(row.code, row.kind): row for row in lot.criteria.all()}
    rows = [(facts, before.pop((facts.code, facts.kind), None)) for facts in _gathered(criteria)]
    AwardCriterion.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    taken = {row.code for _facts, row in rows if row}
    for position, (facts, old) in enumerate(rows, start=1):
        row = old or AwardCriterion(lot=lot, kind=facts.kind, code=_free_code(facts.kind, taken))
        taken.add(row.code)
        row.position, row.name, row.weight, row.heading = position, facts.name, facts.weight, facts.heading
        row.flagged = row.flagged and facts.weight is None
        _write_scale(row, facts)
        row.save()


def _gathered(criteria: Iterable[CriterionFacts]) -> list[CriterionFacts]:
    """Put the parts of one criterion together; its name is spelt as its first part has it."""
    spelt: dict[str, str] = {}
    alike = []
    for one in criteria:
        heading = " ".join(one.heading.split())
        alike.append(replace(one, heading=spelt.setdefault(heading.casefold(), heading)))
    return [row for block in by_heading(alike) for row in block.rows]


def _write_scale(row: AwardCriterion, facts: CriterionFacts) -> None:
    """Write the levels in the call's language; the highest is the most that a bid can get."""
    if row.kind == PRICE or facts.scale not in {PLAIN, USUAL, OWN} or (facts.scale == PLAIN and not row.levels):
        return
    levels = {USUAL: usual_levels(row.lot.tender.language), OWN: facts.levels}.get(facts.scale, ())
    row.levels = kept(levels)
    row.scale_max = levels[-1].points if levels else Decimal(PLAIN_TOP)


def _free_code(kind: str, taken: set[str]) -> str:
    if kind == PRICE:
        return str(PRICE)
    return next(code for code in map("q{}".format, count(1)) if code not in taken)
