"""What the page of a draft holds: a card for each lot, the sealed files, what is still missing, and the time left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from django.core.paginator import Page
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from suppliers.access import partners_of
from suppliers.declarations.queries import declarations_of_others
from tenders.bids.allowance import Limits, limits_of
from tenders.bids.arriving import on_their_way
from tenders.bids.checklist import Check, Reason, checks_of, piece_checks, reasons_against
from tenders.bids.complete import Missing, missing_in
from tenders.bids.confirming import amendments_since
from tenders.bids.countdown import time_left, until
from tenders.bids.declared import asked_of, is_asked, own_signed
from tenders.bids.discounts import DiscountForm, discount_forms
from tenders.bids.drafting import read_draft
from tenders.bids.forms import AllForms, LotForm, WholeForm
from tenders.bids.from_vault import VaultRow, vault_rows
from tenders.bids.lot_pages import LotPage, page_of, pages_of
from tenders.bids.manifest import Discount, LotOffer, Manifest
from tenders.bids.requests import asks_for_prices
from tenders.bids.sealed_rows import FileRow, WaitingRow, file_rows, waiting_rows
from tenders.bids.team import mates_in
from tenders.bids.team_forms import MateForm, MoreForm
from tenders.calls.told_terms import Told, samples_of
from tenders.models import Amendment, Bid, Lot, Tender

Files: TypeAlias = tuple[Sequence[FileRow], Sequence[WaitingRow]]
"""Those sealed, and those on their way."""


@dataclass(frozen=True, slots=True)
class Card:
    """One lot: its form, its files, and the word for where it stands."""

    lot: Lot
    form: LotForm
    files: tuple[FileRow, ...]
    waiting: tuple[WaitingRow, ...]
    kind: str
    word: str
    samples: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Workspace:
    """The page of a draft. `pages`: those of its lots, where there are many."""

    bid: Bid
    tender: Tender
    cards: Sequence[Card]
    whole: WholeForm
    team: Sequence[MateForm]
    more: MoreForm
    discounts: Sequence[DiscountForm]
    files: Sequence[FileRow]
    waiting: Sequence[WaitingRow]
    limits: Limits
    vault: Sequence[VaultRow]
    checks: Sequence[Check]
    reasons: Sequence[Reason]
    left: str
    as_of: str
    until: str
    changes: Sequence[Amendment]
    pages: Sequence[LotPage]
    single: bool  # the call has one lot only

    @property
    def forms(self) -> AllForms:
        """Every form of the page, for the summary of what is to be mended."""
        return AllForms(*(card.form for card in self.cards), *self.discounts, *self.team, self.more, self.whole)


@dataclass(frozen=True, slots=True)
class Filled:
    """The forms of a draft, as it was saved or as they were posted. Where there are many lots, those of one page."""

    page: Page[Lot]
    lots: Sequence[LotForm]
    whole: WholeForm
    team: Sequence[MateForm]
    more: MoreForm
    discounts: Sequence[DiscountForm]

    @property
    def every(self) -> Sequence[Lot]:
        """Every lot of the call."""
        return cast("Sequence[Lot]", self.page.paginator.object_list)

    def shown(self) -> set[str]:
        """Return the lots that these forms are about."""
        return {form.lot.identifier for form in self.lots}

    def offers(self) -> list[LotOffer]:
        """Return what is offered, lot by lot, once every form is valid."""
        return [offer for offer in (form.offer() for form in self.lots) if offer]

    def discounts_offered(self) -> list[Discount]:
        """Return the discounts for lots won together, once every form is valid."""
        return [discount for discount in (form.discount() for form in self.discounts) if discount]

    def declaration(self) -> dict[str, Any]:
        """Return what valid forms declare, and who takes part."""
        people: list[MateForm | MoreForm] = [*self.team, self.more]
        team = [row for row in (form.said() for form in people) if row]
        return {**self.whole.declaration(), **({"team": team} if team else {})}

    def is_valid(self) -> bool:
        """Tell whether all of it can be kept; every form is asked, so that everything to mend is told at once."""
        errors = [form.errors for form in (*self.lots, *self.discounts, *self.team, self.more, self.whole)]
        return not any(errors)

    def anchors(self) -> dict[str, str]:
        """Return where on the page each part stands: the price of each lot, the declaration, the files.

        A lot on another page has the buttons that save this one and lead there.
        """
        elsewhere = {lot.identifier: "#lot-pages" for lot in self.every}
        prices = {form.lot.identifier: form.place for form in self.lots}
        pieces = {
            f"{form.lot.identifier} {piece.code}": f"#{field.id_for_label}"
            for form in self.lots
            for piece, field in zip(form.pieces, form.piece_fields, strict=True)
        }
        return (
            elsewhere
            | prices
            | pieces
            | {
                "discount": "#discounts",
                "team": "#team",
                "declaration": self.whole.place,
                "file": f"#{self.whole['uploads'].id_for_label}",
            }
        )


def forms_of(bid: Bid, draft: Manifest, data: Any = None, files: Any = None, *, page: str | None = None) -> Filled:
    """Return the forms of a draft, with what was saved, or with what is posted; `page`: which of its lots."""
    tender = bid.round.tender
    lots = list(tender.lots.select_related("terms").prefetch_related("criteria"))
    offers = {offer.lot: offer for offer in draft.lots if not offer.variant}
    mates = mates_in(draft.declaration, bid.supplier, bid.round)
    how: dict[str, Any] = {"currency": tender.currency, "only": len(lots) == 1, "priced": asks_for_prices(bid)}
    shown = page_of(lots, page)
    return Filled(
        page=shown,
        lots=[LotForm(data, files, lot=lot, offer=offers.get(lot.identifier), **how) for lot in shown],
        whole=WholeForm(data, files, initial=dict(draft.declaration), **declaring_in(bid)),
        team=[MateForm(data, mate=mate) for mate in mates],
        discounts=discount_forms(bid, draft, lots, data),
        more=MoreForm(data, partners=partners_of(bid.supplier).exclude(pk__in=[mate.partner.pk for mate in mates])),
    )


def declaring_in(bid: Bid) -> dict[str, Any]:
    """Return what the form for the whole bid is made from: the declaration that is asked for, and those kept here."""
    asked = asked_of(bid.round.tender) if is_asked(bid) else None
    others = list(declarations_of_others(bid.supplier))
    return {"asked": asked, "own": own_signed(bid.supplier), "others": others}


def workspace(bid: Bid, draft: Manifest, filled: Filled, *, key: bytes | None, by: User, now: datetime) -> Workspace:
    """Return the page of a draft at this instant."""
    tender, round_ = bid.round.tender, bid.round
    lots, only = filled.every, len(filled.every) == 1
    rows = tuple(file_rows(bid, draft, lots))
    waiting = tuple(waiting_rows(on_their_way(bid, key) if key else (), lots))
    missing = missing_in(draft, tender, alone=bid.practice)
    zone, anchors = ZoneInfo(round_.time_zone), filled.anchors()
    return Workspace(
        bid=bid,
        tender=tender,
        cards=[_card(form, draft, (rows, waiting), missing, only=only) for form in filled.lots],
        whole=filled.whole,
        team=filled.team,
        more=filled.more,
        discounts=filled.discounts,
        files=[row for row in rows if row.lot is None],
        waiting=[row for row in waiting if row.lot is None],
        limits=limits_of(bid, now),
        vault=vault_rows(bid, draft, now),
        checks=[*checks_of(bid, draft, missing, anchors, by=by), *_pieces(bid, draft, lots)],
        reasons=list(reasons_against(bid, missing, anchors, by=by, now=now)),
        left=time_left(now, round_.deadline_at),
        as_of=time_format(now.astimezone(zone)),
        until=until(round_.deadline_at, round_.time_zone),
        changes=amendments_since(bid),
        pages=list(pages_of(filled.page)),
        single=only,
    )


def _card(form: LotForm, draft: Manifest, files: Files, missing: Sequence[Missing], *, only: bool) -> Card:
    lot = form.lot
    offered = any(offer.lot == lot.identifier for offer in draft.lots)
    lacks = {part.part for part in missing if part.lot == lot.identifier}
    if form.priced and (lacks - {"piece"} or (only and not offered)):
        kind, word = "at-risk", _("The price is missing")
    elif lacks:
        kind, word = "at-risk", _("A file is missing")
    elif not form.priced and not offered:
        kind, word = "not-planned", _("Not in your request")
    else:
        kind, word = ("done", _("Ready")) if offered else ("not-planned", _("Not in your bid"))
    sealed, waiting = files
    own = tuple(row for row in sealed if row.lot == lot.identifier)
    coming = tuple(row for row in waiting if row.lot == lot.identifier)
    return Card(lot, form, own, coming, kind, word, samples_of(lot) if form.priced else [])


def _pieces(bid: Bid, draft: Manifest, lots: Sequence[Lot]) -> Iterator[Check]:
    return piece_checks(draft, lots if asks_for_prices(bid) else [])


def readable(bid: Bid, key: bytes | None) -> Manifest | None:
    """Return the draft, where this browser holds its key; None where it does not."""
    try:
        return read_draft(bid, draft_key=key) if key else None
    except Refused:
        return None
