"""A call begins from an earlier one of the same buyer: its words, lots and criteria; no date, and no document."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePath

from django.core.files import File
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from tenders.calls.drafting import OCID_PREFIX, free_reference
from tenders.lifecycle.tender import TenderState
from tenders.models import (
    AwardCriterion,
    CallTerms,
    ClauseUse,
    Document,
    Lot,
    LotTerms,
    SelectionCriterion,
    Tender,
)

CALL = (
    "title", "description", "language", "procedure", "nature", "cpv", "additional_cpv", "nuts", "value",
    "value_is_public", "currency", "by_invitation", "ground",
)  # fmt: skip
LOT = ("identifier", "position", "title", "description", "cpv", "nuts", "value")
CRITERION = (
    "code", "position", "kind", "name", "heading", "weight", "formula", "reference", "scale_max", "threshold", "levels",
)  # fmt: skip
TERMS = (
    "validity_days", "languages", "contact_service", "contact_email", "contact_phone", "review_body", "review_period",
    "most_bids", "most_wins", "preference", "most_discounts", "after_fall",
)  # fmt: skip
# The days of a contract and of samples are its own; how long it runs may be said again.
LOT_TERMS = (
    "length", "unit", "renewals", "renewal", "options", "variants", "samples", "samples_place", "pieces",
)  # fmt: skip
SELECTION = ("position", "kind", "name", "level", "proof")


@transaction.atomic
def copy_call(source: Tender, *, by: User, now: datetime, title: str = "", template: bool = False) -> Tender:
    """Begin a draft from another call of the buyer, in whatever state that is. Who does it is the new one's author.

    Deadlines, urgency and documents are not taken over: each call has its own. A weight that could not be read in an
    imported notice stays empty. With a `title`, the new one bears that instead. `template`: what is made is a pattern.

    Raises:
        Refused: not an officer of the buyer, or an archived template.
    """
    if Role.OFFICER not in source.buyer.roles_of(by):
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": Role.OFFICER.label})
    if source.archived_at is not None:
        raise Refused(_("This template is archived: bring it back first."))
    reference = free_reference(now.year)
    facts = {**_facts(source, CALL), "template": template, **({"title": title} if title else {})}
    made = Tender.objects.create(
        buyer=source.buyer, author=by, reference=reference, ocid=f"{OCID_PREFIX}-{reference}", **facts
    )
    lots = {
        lot.pk: Lot.objects.create(tender=made, **{**_facts(lot, LOT), **_renamed(lot, source, title)})
        for lot in source.lots.order_by("position")
    }
    criteria = AwardCriterion.objects.filter(lot__tender=source).order_by("pk")
    AwardCriterion.objects.bulk_create(
        AwardCriterion(lot=lots[row.lot_id], **_facts(row, CRITERION)) for row in criteria
    )
    SelectionCriterion.objects.bulk_create(
        SelectionCriterion(tender=made, lot=lots.get(row.lot_id or 0), **_facts(row, SELECTION))
        for row in source.selection.all()
    )
    ClauseUse.objects.bulk_create(
        ClauseUse(tender=made, version_id=use.version_id, place=use.place) for use in source.clauses.all()
    )
    _copy_terms(source, made, lots)
    record("tender.copy", made, by=by, now=now, payload={"reference": reference, "from": source.reference})
    return made


@transaction.atomic
def relaunch(source: Tender, *, by: User, now: datetime) -> Tender:
    """Begin a cancelled call again: a draft with its words, lots, criteria and documents, which says what it takes up.

    Raises:
        Refused: not an officer of the buyer, or the call was not cancelled.
    """
    if sentences := why_not_relaunched(source):
        raise Refused(*sentences)
    made = copy_call(source, by=by, now=now)
    made.takes_up = source
    made.save(update_fields=["takes_up"])
    for document in source.documents.all():
        row = Document(tender=made, added_at=now, **_facts(document, ("title", "language", "sha256", "size", "pages")))
        with document.file.open("rb") as file:
            row.file.save(f"{made.reference}{PurePath(file.name or '').suffix}", File(file), save=False)
        row.save()
    record("tender.relaunch", made, by=by, now=now, payload={"takes_up": source.reference})
    return made


def why_not_relaunched(source: Tender) -> list[Sentence]:
    """Return why a call can't be begun again; empty where it can."""
    return [] if source.state == TenderState.CANCELLED else [_("Only a cancelled call is begun again.")]


def _copy_terms(source: Tender, made: Tender, lots: Mapping[int, Lot]) -> None:
    """Take the terms over; `lots`: the new ones, by the key of the old."""
    CallTerms.objects.bulk_create(
        CallTerms(tender=made, **_facts(row, TERMS)) for row in CallTerms.objects.filter(tender=source)
    )
    LotTerms.objects.bulk_create(
        LotTerms(lot=lots[row.lot_id], **_facts(row, LOT_TERMS))
        for row in LotTerms.objects.filter(lot__tender=source).order_by("pk")
    )


def _renamed(lot: Lot, source: Tender, title: str) -> dict[str, str]:
    """A lot that bore the call's own title bears the new one."""
    return {"title": title} if title and lot.title == source.title else {}


def _facts(row: Model, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}
