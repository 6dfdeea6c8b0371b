"""What everybody concerned is going to be told: recipient by recipient, and what each is still owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement.calendar.citations import cited
from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_numbers
from suppliers.models import Supplier
from tenders.decisions.contents import channels_in_words
from tenders.decisions.queries import bids_by_firm, standstill_after
from tenders.decisions.standing import standings_of
from tenders.evaluation.facts import Standstill
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.decision import DecisionState
from tenders.models import Decision, Lot, LotBid, Tender
from tenders.models.lot import read_together

Outcome = Decision.Outcome


@dataclass(frozen=True, slots=True)
class Recipient:
    """A firm, and a sentence for each lot that its letter tells about."""

    supplier: Supplier
    sentences: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wait:
    """Lots that are decided, and the standstill that begins when everybody is told now; None where there is none."""

    lots: Sequence[Lot]
    standstill: Standstill | None

    @property
    def label(self) -> str:
        """The lots by their numbers."""
        if len(self.lots) == 1:
            return self.lots[0].label
        return _("Lots %(lots)s") % {"lots": lot_numbers(lot.identifier for lot in self.lots)}


@dataclass(frozen=True, slots=True)
class Telling:
    """One notification before it is sent. `owed` says what recipients still lack; `channels` how it goes out."""

    decisions: Sequence[Decision]
    recipients: Sequence[Recipient]
    waits: Sequence[Wait]
    owed: Sequence[Sentence]
    channels: str

    @property
    def mark(self) -> str:
        """What tells this notification from another: the decisions that it tells."""
        return "-".join(str(decision.pk) for decision in self.decisions)


def telling_of(tender: Tender, now: datetime) -> Telling:
    """Return what a notification of all signed decisions would tell at this moment."""
    decisions = _signed(tender)
    by_lot = {decision.lot_id: decision for decision in decisions}
    firms = bids_by_firm([decision.lot for decision in decisions], in_all_rounds=False)
    ranks = {lot: _ranks(decision) for lot, decision in by_lot.items()}
    owed = {str(sentence): sentence for decision in decisions for sentence in decision.owed(now)}
    return Telling(
        decisions=decisions,
        recipients=[_recipient(firm, bids, by_lot, ranks) for firm, bids in sorted(firms.items(), key=_by_name)],
        waits=_waits([decision for decision in decisions if _awards(decision)], now),
        owed=list(owed.values()),
        channels=channels_in_words(tender.rules(now)),
    )


def _waits(decisions: Iterable[Decision], now: datetime) -> list[Wait]:
    """Return each standstill with the lots that it is for, its source cited in the language of the page."""
    lots: dict[Standstill | None, list[Lot]] = defaultdict(list)
    for decision in decisions:
        standstill = standstill_after(decision, now)
        lots[replace(standstill, source=cited(standstill.source)) if standstill else None].append(decision.lot)
    return [Wait(held, standstill) for standstill, held in lots.items()]


def _signed(tender: Tender) -> list[Decision]:
    """Return the decisions that wait to be told, in the order of their lots."""
    lots = list(tender.lots.filter(decisions__state=DecisionState.SIGNED).distinct().prefetch_related("criteria"))
    read_together(lots)
    found = (standing.in_force for standing in standings_of(tender, lots))
    return [decision for decision in found if decision and decision.state == DecisionState.SIGNED]


def _awards(decision: Decision) -> bool:
    return decision.outcome == Outcome.AWARD


def _by_name(pair: tuple[Supplier, list[LotBid]]) -> tuple[str, int]:
    return pair[0].name.casefold(), pair[0].pk


def _ranks(decision: Decision) -> Mapping[str, tuple[int, str]]:
    """Return rank and points of the bids in the lot's ranking."""
    ranking = decision.lot.ranking()
    rows = ranking.result["ranking"] if ranking else []
    return {row["id"]: (row["rank"], number_format(row["total"], use_l10n=True)) for row in rows}


def _recipient(
    firm: Supplier,
    bids: Iterable[LotBid],
    by_lot: Mapping[int, Decision],
    ranks: Mapping[int, Mapping[str, tuple[int, str]]],
) -> Recipient:
    told = ((by_lot[bid.lot_id], bid) for bid in bids)
    return Recipient(
        firm, [(decision.lot.label, _sentence(decision, bid, ranks[bid.lot_id])) for decision, bid in told]
    )


def _sentence(decision: Decision, bid: LotBid, ranks: Mapping[str, tuple[int, str]]) -> str:
    """Say in a sentence what the letter tells its firm about one lot."""
    if decision.outcome == Outcome.CANCELLATION:
        return _("The lot is cancelled, and why.")
    if decision.outcome == Outcome.NO_AWARD:
        return _("The lot is not awarded, and why.")
    if bid.state == LotBidState.REJECTED:
        return _("Rejected: the rule that is not met, the facts, and who was chosen.")
    rank, points = ranks.get(bid.bid.number, (0, ""))
    said = {"rank": rank, "of": len(ranks), "points": points}
    if bid.pk in {winner.pk for winner in decision.winners.all()}:
        return _("Chosen: rank %(rank)s of %(of)s, %(points)s points, the reasons, and what follows.") % said
    return (
        _("Not chosen: rank %(rank)s of %(of)s, %(points)s points, the reasons, and what the chosen bid has more.")
        % said
    )
