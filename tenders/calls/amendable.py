"""What an amendment may change in a published call: words, codes, values, weights, terms. Never its lots or procedure.

Which lots and criteria there are stays as it was: bids are sealed for them. Who needs others cancels, and begins again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement.lifecycle import Refused
from tenders.models import AwardCriterion, CallTerms, Lot, LotTerms, Tender

CALL = "call"
ASKED = "asked"
OF_CALL = ("title", "description", "cpv", "nuts", "value")
OF_LOT = ("title", "description", "cpv", "nuts", "value")
OF_TERMS = ("validity_days", "contact_service", "contact_email", "contact_phone", "review_body", "review_period")
SAMPLES = ("samples", "samples_place", "samples_until")
OF_CONTRACT = ("length", "starts_on", "ends_on", "renewals", "renewal", "options", *SAMPLES)
OF_PRICE = ("name", "weight")
OF_CRITERION = ("name", "heading", "weight")
OF_SELECTION = ("name", "level", "proof")


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that can be changed: its key in an amendment, its words for people, the row and its column."""

    key: str
    what: str
    row: Model
    column: str

    @property
    def field(self) -> "Field[Any, Any]":
        """The column as Django knows it."""
        return self.row._meta.get_field(self.column)  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """What stands there now."""
        value = getattr(self.row, self.column)
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """Return a text as the value that the column keeps. Raises Refused for one that it can't."""
        try:
            return self.field.clean(text if text or not self.field.null else None, self.row)
        except ValidationError as error:
            raise Refused(*(f"{self.what}: {message}" for message in error.messages)) from None


def places_of(tender: Tender, part: str) -> list[Place]:
    """Return what can be changed in one part: the call's own words, what is asked of firms, or a lot by identifier."""
    if part == CALL:
        terms = getattr(tender, "terms", None) or CallTerms(tender=tender)
        # The ground of a call by invitation was examined with its estimate.
        own = tuple(name for name in OF_CALL if name != "value" or not tender.by_invitation)
        return [*columns("", "", tender, own), *columns("terms:", "", terms, OF_TERMS)]
    if part == ASKED:
        return [
            place
            for row in tender.selection.order_by("position")
            for place in columns(f"asked:{row.pk}:", row.name, row, OF_SELECTION)
        ]
    lot = Lot.objects.filter(tender=tender, identifier=part).first()
    return list(_of_lot(lot)) if lot else []


class Places:
    """The places of one call by their keys, each part read once, and all lots together: for deeds that change many."""

    def __init__(self, tender: Tender) -> None:
        self._tender = tender
        self._parts: dict[str, dict[str, Place]] = {}

    def at(self, key: str) -> Place | None:
        """Return the place that a key names, in words of the language that was active at the first key of its part."""
        part = {"": CALL, "terms": CALL, "asked": ASKED}.get(
            key.rpartition(":")[0].split(":")[0], key.split(":")[1] if ":" in key else ""
        )
        if part not in self._parts:
            places = places_of(self._tender, part) if part in {CALL, ASKED} else self._of_lot(part)
            self._parts[part] = {place.key: place for place in places}
        return self._parts[part].get(key)

    def _of_lot(self, identifier: str) -> Iterator[Place]:
        if lot := self._lots.get(identifier):
            yield from _of_lot(lot)

    @cached_property
    def _lots(self) -> dict[str, Lot]:
        lots = self._tender.lots.select_related("terms").prefetch_related("criteria")
        return {lot.identifier: lot for lot in lots}


def _of_lot(lot: Lot) -> Iterator[Place]:
    yield from columns(f"lot:{lot.identifier}:", str(lot), lot, OF_LOT)
    terms = getattr(lot, "terms", None) or LotTerms(lot=lot)
    yield from columns(f"contract:{lot.identifier}:", str(lot), terms, OF_CONTRACT)
    for row in lot.criteria.all():
        yield from of_criterion(f"criterion:{lot.identifier}:{row.code}:", f"{lot}, {row.full_name}", row)


def of_criterion(key: str, about: str, row: AwardCriterion) -> Iterator[Place]:
    """Yield what a criterion says of itself; the price is no part of another."""
    return columns(key, about, row, OF_PRICE if row.kind == AwardCriterion.Kind.PRICE else OF_CRITERION)


def columns(key: str, about: str, row: Model, names: tuple[str, ...]) -> Iterator[Place]:
    """Yield a place for each of these columns; `key` begins their keys, `about` names the row ("" for the call)."""
    for name in names:
        label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        if get_language() == "de" or not about:  # a German label begins with a capital after a colon, too
            label = capfirst(label)
        what = _("%(part)s: %(what)s") % {"part": about, "what": label} if about else label
        yield Place(f"{key}{name}", what, row, name)
