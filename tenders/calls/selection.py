"""What a draft asks of the firms themselves: its selection criteria, never mixed with those of the offers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from procurement.lot_numbers import lot_number
from tenders.calls.drafting import lock_draft
from tenders.calls.meanwhile import Overtaken, refuse_overtaken
from tenders.models import SelectionCriterion, Tender

ALL = slice(None)
CHANGED = gettext_lazy(
    "Somebody else saved here while you were writing, and other rows may stand on this page now. Nothing was saved."
    " Open the page again beside this one, and enter there what you typed here."
)


@dataclass(frozen=True, slots=True)
class SelectionFacts:
    """One selection criterion; `lot` is an identifier, "" for all lots."""

    kind: str
    name: str
    level: str = ""
    proof: str = ""
    lot: str = ""


@transaction.atomic
def write_selection(
    tender: Tender,
    criteria: Iterable[SelectionFacts],
    *,
    instead_of: slice = ALL,
    seen: str = "",
    by: User,
    now: datetime,
) -> None:
    """Let the selection criteria of a draft become those that are given, in this order.

    `instead_of`: whose place they take, where a form showed only some; the others stay. `seen`: what was there when the
    form was opened (`meanwhile`).

    Raises:
        Refused: not an officer, no draft any more, a lot that the call does not have; or a form that shows only some
            was overtaken, and does not know whose place its rows would take.
        Overtaken: somebody else saved meanwhile.
    """
    locked = lock_draft(tender, by=by)
    there = selection_of(locked)
    try:
        refuse_overtaken(seen, asked_by(locked), verb="tender.write_selection", thing=locked)
    except Overtaken:
        if instead_of == ALL:
            raise
        raise Refused(CHANGED) from None
    wanted = list(there)
    wanted[instead_of] = criteria
    if wanted == there:
        return
    lots = {lot.identifier: lot for lot in locked.lots.all()}
    if unknown := sorted({facts.lot for facts in wanted if facts.lot} - lots.keys()):
        raise Refused(_("The call has no lot %(lot)s.") % {"lot": lot_number(unknown[0])})
    locked.selection.all().delete()
    SelectionCriterion.objects.bulk_create(
        SelectionCriterion(
            tender=locked, lot=lots.get(facts.lot), position=position, kind=facts.kind, name=facts.name,
            level=facts.level, proof=facts.proof,
        )
        for position, facts in enumerate(wanted, start=1)
    )  # fmt: skip
    record("tender.write_selection", locked, by=by, now=now, payload={"count": len(wanted)})


def asked_by(tender: Tender) -> dict[str, list[str]]:
    """Return what a call asks of the firms now, each criterion in a line."""
    lines = [(row.name, row.level, row.proof, row.lot and lot_number(row.lot)) for row in selection_of(tender)]
    return {"asked": [", ".join(filter(None, line)) for line in lines]}


def selection_of(tender: Tender) -> Sequence[SelectionFacts]:
    """Return what a call asks of the firms now."""
    rows = tender.selection.select_related("lot").order_by("position")
    return [
        SelectionFacts(row.kind, row.name, row.level, row.proof, row.lot.identifier if row.lot else "") for row in rows
    ]
