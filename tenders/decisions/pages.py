"""What the pages of decisions say: rows of the database turned into what their templates write."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence
from procurement.paper import Money
from suppliers.models import Application, Supplier
from suppliers.vetting.queries import files_checked_by, late_among
from tenders import access
from tenders.decisions.drafting import OPENED, fingerprint
from tenders.decisions.queries import warnings
from tenders.decisions.shelf import PaperRow, paper_rows, papers_page
from tenders.decisions.standing import IN_PREPARATION, SEALED, Standing, standings_of
from tenders.decisions.steps import Asker, Reason, Step, cancelling, steps_about
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.decision import DecisionState
from tenders.models import Decision, Lot, LotBid, Paper, Tender
from tenders.timetable.sentences import Audience, NextStep, next_step

ROWS = 50
SHAPES: Mapping[str, str] = {
    DecisionState.DRAFT: "in-progress",
    DecisionState.APPROVED: "in-progress",
    DecisionState.SIGNED: "in-progress",
    DecisionState.NOTIFIED: "done",
    DecisionState.SUPERSEDED: "not-planned",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ranking of a lot; points out of 100, the price without VAT as text."""

    rank: int
    offer: LotBid
    points: Decimal
    price: str
    chosen: bool

    @property
    def supplier(self) -> Supplier:
        """The firm."""
        return self.offer.supplier

    @property
    def words(self) -> str:
        """The place in one line, as the form offers it."""
        points = number_format(self.points, use_l10n=True)
        said = {"rank": self.rank, "name": self.offer.tenderer, "points": points, "price": self.price}
        if not self.price:
            return _("%(rank)s. %(name)s: %(points)s points") % said
        return _("%(rank)s. %(name)s: %(points)s points, %(price)s") % said


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as it is read: its words, what deserves a second look, and the fingerprint of what is read."""

    decision: Decision
    warnings: Sequence[Sentence] = ()
    fingerprint: str = ""

    @property
    def kind(self) -> str:
        """The shape beside the word for its state."""
        return SHAPES[self.decision.state]


@dataclass(frozen=True, slots=True)
class LotPage:
    """All that is said about one lot. `closed`: why the reader may not know yet what the decision rests on.

    `files`: the winners' files at the authority, for who checks them; `late` holds the keys of those that are late.
    """

    standing: Standing
    steps: Sequence[Step]
    closed: Sequence[Reason]
    places: Sequence[Place]
    rejected: Sequence[LotBid]
    decisions: Sequence[Told]
    files: Sequence[Application] = ()
    late: Collection[int] = ()

    @property
    def lot(self) -> Lot:
        """The lot."""
        return self.standing.lot

    @property
    def title(self) -> str:
        """The lot by its number and name."""
        return str(self.lot)

    @property
    def seen(self) -> str:
        """The fingerprint of the decision that is read first."""
        return self.decisions[0].fingerprint if self.decisions else ""


@dataclass(frozen=True, slots=True)
class CallPage:
    """All that the page of a call holds; `only` is the page of its lot, when it has no other."""

    tender: Tender
    next: NextStep
    only: LotPage | None
    lots: Page[Lot]
    standings: Sequence[Standing]
    notifies: bool
    logs: bool
    cancel: Step | None
    papers: Page[Paper]
    rows: Sequence[PaperRow]


def call_page(asker: Asker, *, pages: Mapping[str, str]) -> CallPage:
    """Return the page of a call for this person; `pages` says by name ("page", "papers") which page of a list."""
    tender, reader = asker.tender, asker.person
    lots = Paginator(tender.lots.all(), ROWS).get_page(pages.get("page"))
    standings = standings_of(tender, lots.object_list)
    papers = papers_page(access.papers_readable_by(reader).filter(tender=tender), pages.get("papers"))
    return CallPage(
        tender=tender,
        next=next_step(tender, asker.now, Audience.BUYER),
        only=lot_page(standings[0], asker) if lots.paginator.count == 1 else None,
        lots=lots,
        standings=standings,
        notifies=tender.state in OPENED and Role.OFFICER in asker.roles,
        logs=bool({Role.OFFICER, Role.AUDITOR} & asker.roles),
        cancel=cancelling(asker),
        papers=papers,
        rows=paper_rows(papers),
    )


def lot_page(standing: Standing, asker: Asker) -> LotPage:
    """Return what is said about one lot to this person."""
    tender, lot = asker.tender, standing.lot
    steps = steps_about(standing, asker)
    if closed := _closed(asker):
        return LotPage(standing, steps, closed, [], [], [])
    offers = list(access.offers_decided_on_by(asker.person, tender, asker.now).filter(lot=lot))
    chosen = standing.current or standing.in_force
    numbers = {winner.bid.number for winner in chosen.winners.all()} if chosen else set()
    decisions = [one for one in (standing.prepared, standing.in_force, *reversed(standing.superseded)) if one]
    places = places_of(lot, offers, numbers)
    files = _files_of(intended_winners(standing, places), asker) if Role.OFFICER in asker.roles else []
    return LotPage(
        standing=standing,
        steps=steps,
        closed=[],
        places=places,
        rejected=[offer for offer in offers if offer.state == LotBidState.REJECTED],
        decisions=[_told(decision) for decision in decisions],
        files=files,
        late=late_among(files, asker.now),
    )


def intended_winners(standing: Standing, places: Sequence[Place]) -> list[Place]:
    """Return whom the decision chooses; before there is one, who is ranked first."""
    if standing.current:
        return [place for place in places if place.chosen]
    return [place for place in places if place.rank == 1]


def _files_of(winners: Sequence[Place], asker: Asker) -> list[Application]:
    files = files_checked_by(asker.person).filter(buyer=asker.tender.buyer_id)
    return list(files.filter(supplier__in=[place.supplier for place in winners]))


def _closed(asker: Asker) -> list[Reason]:
    """Return why this person may not know yet what the decision rests on."""
    if asker.tender.state in SEALED:
        return [Reason(_("The bids are still sealed."))]
    if access.may_decide(asker.person, asker.tender):
        return []
    return asker.reasons(asker.undeclared())


def _told(decision: Decision) -> Told:
    if decision.state not in IN_PREPARATION:
        return Told(decision)
    return Told(decision, warnings(decision), fingerprint(decision))


def places_of(lot: Lot, offers: Sequence[LotBid], chosen: set[str]) -> list[Place]:
    """Return the ranking that counts, with the offers in it."""
    ranking, by_number = lot.ranking(), {offer.bid.number: offer for offer in offers}
    rows = ranking.result["ranking"] if ranking else []
    return [_place(row, by_number[row["id"]], chosen) for row in rows if row["id"] in by_number]


def _place(row: Mapping[str, Any], offer: LotBid, chosen: set[str]) -> Place:
    return Place(
        rank=row["rank"],
        offer=offer,
        points=Decimal(row["total"]),
        price=str(Money(offer.price, offer.currency)) if offer.price is not None else "",
        chosen=row["id"] in chosen,
    )
