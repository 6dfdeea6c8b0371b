"""The terms of a draft: how long bids bind, whom to ask, where to turn; and of each lot, how its contract runs."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from procurement.accounts.models import User
from procurement.audit.log import record
from tenders.calls.drafting import lock_draft
from tenders.models import CallTerms, Lot, LotTerms, Tender


@dataclass(frozen=True, slots=True)
class CallTermsFacts:
    """What holds for every bid. `validity_days` are calendar days from the deadline; languages are ISO 639-1.

    `most_bids` and `most_wins` are lots of one firm; None: as many as there are. `most_discounts` for lots won together
    may stand in one bid; None: none.
    """

    validity_days: int | None = None
    languages: tuple[str, ...] = ()
    contact_service: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    review_body: str = ""
    review_period: str = ""
    most_bids: int | None = None
    most_wins: int | None = None
    preference: str = ""
    most_discounts: int | None = None
    after_fall: str = ""  # one of CallTerms.AfterFall


@dataclass(frozen=True, slots=True)
class LotTermsFacts:
    """How the contract of a lot runs: `length` in `unit`, or first and last day. No `options`: there are none.

    `samples`: what and how many; handed in until the end of a day, or by the deadline for bids.
    """

    length: int | None = None
    unit: str = LotTerms.Unit.MONTH
    starts_on: date | None = None
    ends_on: date | None = None
    renewals: int | None = None
    renewal: str = ""
    options: str = ""
    variants: str = LotTerms.Variants.NO
    samples: str = ""
    samples_place: str = ""
    samples_until: date | None = None


@transaction.atomic
def write_terms(tender: Tender, facts: CallTermsFacts, *, by: User, now: datetime) -> None:
    """Write what holds for every bid. Raises Refused: not an officer, or no draft any more."""
    locked = lock_draft(tender, by=by)
    row = CallTerms.objects.filter(tender=locked).first() or CallTerms(tender=locked)
    if changed := _written(row, {**asdict(facts), "languages": list(facts.languages)}):
        record("tender.write_terms", locked, by=by, now=now, payload={"changed": changed})


@transaction.atomic
def write_lot_terms(lot: Lot, facts: LotTermsFacts, *, everywhere: bool = False, by: User, now: datetime) -> None:
    """Write how the contract of a lot runs; `everywhere`: the same for every lot of the call.

    Raises Refused: not an officer, or no draft any more.
    """
    locked = lock_draft(lot.tender, by=by)
    lots: Iterable[Lot] = locked.lots.order_by("position") if everywhere else [lot]
    before = {row.lot_id: row for row in LotTerms.objects.filter(lot__tender=locked)}
    for each in lots:
        if changed := _written(before.get(each.pk) or LotTerms(lot=each), asdict(facts)):
            about = {"tender": locked.reference, "lot": each.identifier, "changed": changed}
            record("lot.write_terms", each, by=by, now=now, payload=about)


def _written(row: CallTerms | LotTerms, facts: Mapping[str, Any]) -> list[str]:
    """Write what differs, and return its names. A first saving is kept although it says nothing but what is usual."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed or row.pk is None:
        changed = changed or list(facts)
        row.save()
    return changed


def lots_without_period(tender: Tender) -> list[str]:
    """Return the identifiers of the lots that do not say how long their contract runs."""
    lots = tender.lots.select_related("terms").order_by("position")
    return [lot.identifier for lot in lots if not getattr(getattr(lot, "terms", None), "has_period", False)]
