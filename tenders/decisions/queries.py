"""Reads of the room: what to look at again before signing, how long a contract waits, and whether a paper holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from procurement.calendar.holidays import holiday_list, holidays_from_json
from procurement.lifecycle import Sentence
from suppliers.models import Supplier
from tenders.decisions.drafting import beyond_in_words
from tenders.decisions.standstill import Award, standstill_of
from tenders.decisions.succession import who_follows
from tenders.decisions.together import about_combinations
from tenders.evaluation.facts import Standstill
from tenders.issuing import ALPHABET
from tenders.models import Consensus, Decision, Letter, Lot, LotBid, Paper, Tender
from tenders.models.limits import wins_beyond
from tenders.models.lot import read_together

EURO = "EUR"
LONGEST_STANDSTILL = timedelta(days=60)


def warnings(decision: Decision) -> list[Sentence]:
    """Return what may be right and still deserves a second look: repeated reasons, a better bid passed over, a tie."""
    about_winners = [*_doubts_about_winners(decision), *_limit_reached(decision), *who_follows(decision)]
    return [*_repeated_reasons(decision.lot), *about_winners, *about_combinations(decision)]


def _limit_reached(decision: Decision) -> list[Sentence]:
    """Say of a firm that came first, or is chosen, that it would win more lots than one firm may (art. 46(2))."""
    ranking = decision.lot.ranking()
    if ranking is None:
        return []
    first = [row["id"] for row in ranking.result["ranking"] if row["rank"] == 1]
    chosen = decision.winners.all() if decision.pk else decision.lot.bids().filter(bid__number__in=first)
    award = Decision(lot=decision.lot, outcome=Decision.Outcome.AWARD)
    return [beyond_in_words(beyond) for beyond in wins_beyond(award, chosen)]


def _repeated_reasons(lot: Lot) -> list[Sentence]:
    """Identical facts may deserve identical words; more often the words were copied."""
    reasons = list(Consensus.objects.filter(lot_bid__lot=lot).values_list("reason", flat=True))
    reasons += lot.bids().exclude(rejection_facts="").values_list("rejection_facts", flat=True)
    counts = Counter(" ".join(reason.split()).casefold() for reason in reasons)
    first = {" ".join(reason.split()).casefold(): reason for reason in reversed(reasons)}
    sentence = _("The same reason stands %(count)s times, word for word: “%(reason)s”")
    return [
        sentence % {"count": count, "reason": Truncator(first[words]).chars(120)}
        for words, count in counts.items()
        if count > 1
    ]


def _doubts_about_winners(decision: Decision) -> list[Sentence]:
    ranking = decision.lot.ranking()
    if decision.outcome != Decision.Outcome.AWARD or ranking is None:
        return []
    winners = set(decision.winners.values_list("bid__number", flat=True))
    rows = ranking.result["ranking"]
    last = max((row["rank"] for row in rows if row["id"] in winners), default=0)
    sentences: list[Sentence] = []
    if any(row["rank"] < last for row in rows if row["id"] not in winners):
        sentences.append(_("A bid with a better rank is passed over: the grounds must say why."))
    if any(row["rank"] == last for row in rows if row["id"] not in winners):
        sentences.append(_("Another bid has the same rank: the grounds must say how the tie was broken."))
    return sentences


def standstill_after(decision: Decision, now: datetime) -> Standstill | None:
    """Return the standstill that a notification at this moment sets off; None where the contract need not wait."""
    lot = decision.lot
    tender = lot.tender
    sent = tender.local_day(now)
    award = Award(
        sent=sent,
        launched=tender.sent_on or sent,
        procedure=tender.procedure,
        works=tender.nature == Tender.Nature.WORKS,
        worth=_worth(decision),
        tenderers=len({bid.bid.supplier_id for bid in lot.concerned()}),
    )
    return standstill_of(award, tender.rules(now), holidays_from(tender, sent))


def _worth(decision: Decision) -> Decimal | None:
    """Return what the call is worth in euro, estimated or awarded, the higher of both.

    None where that can't be told. A price says nothing of an estimate that was not made: a call may have been launched
    above the threshold and won below it.
    """
    tender, winners = decision.lot.tender, list(decision.winners.all())
    estimate, prices = _estimate(tender), [decision.price_of(winner) for winner in winners]
    in_euro = all(currency == EURO for currency in [tender.currency, *(winner.currency for winner in winners)])
    if estimate is None or not in_euro:
        return None
    return max(estimate, sum((price for price in prices if price is not None), Decimal(0)))


def _estimate(tender: Tender) -> Decimal | None:
    if tender.value is not None:
        return tender.value
    values = list(tender.lots.values_list("value", flat=True))
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(values) else None


def holidays_from(tender: Tender, day: date) -> frozenset[date]:
    """Return the public holidays around a day: those kept with the call, and for years that it does not know, ours."""
    kept = holidays_from_json(tender.holidays)
    years = {day.year, (day + LONGEST_STANDSTILL).year} - {holiday.year for holiday in kept}
    buyer = tender.buyer
    return kept.union(*(holiday_list(buyer.country, buyer.subdivision, range(year, year + 1)) for year in years))


def bids_by_firm(lots: Iterable[Lot], *, in_all_rounds: bool) -> dict[Supplier, list[LotBid]]:
    """Return the firms that are told about these lots, each with its bid on each of them, in the order of the lots.

    A decision concerns the bids of the last round and those rejected before; the end of the call, all that were opened.
    """
    found: dict[Supplier, dict[int, LotBid]] = defaultdict(dict)
    for lot in lots:
        bids = lot.every_bid() if in_all_rounds else lot.concerned()
        for bid in sorted(bids, key=lambda bid: bid.bid.round.number):
            bid.lot = lot
            found[bid.supplier][lot.pk] = bid  # the last round's, where there are several
    return {supplier: list(own.values()) for supplier, own in found.items()}


def bids_told_of(letter: Letter) -> list[LotBid]:
    """Return the bids that a letter tells its firm about, one a lot."""
    notification = letter.notification
    lots = list(notification.lots.prefetch_related("criteria"))
    read_together(lots)
    for lot in lots:
        lot.tender = notification.tender
    firms = bids_by_firm(lots, in_all_rounds=bool(notification.reason))
    return firms.get(letter.supplier, [])


@dataclass(frozen=True, slots=True)
class Verification:
    """What anyone with the code of a paper is told: that we issued it, when, and whether it still holds.

    `lots` are the identifiers of the lots that it decides or tells about, `superseded` those about which it no longer
    holds. `replaced_by` are the codes of the papers that took its place. No name of a bidder, no price.
    """

    code: str
    kind: str
    reference: str
    title: str
    lots: tuple[str, ...]
    superseded: tuple[str, ...]
    replaced_by: tuple[str, ...]
    sha256: str
    made_at: datetime

    @property
    def is_practice(self) -> bool:
        """Tell whether a firm only practised: no bid was handed in."""
        return self.kind == Paper.Kind.PRACTICE

    @property
    def in_force(self) -> bool:
        """Tell whether all that it says still holds."""
        return not self.superseded and not self.is_practice


def verify(code: str) -> Verification | None:
    """Return what is known of the paper with this code, typed in any case, with or without hyphen; None if nothing."""
    paper = paper_with(code)
    return verification_of(paper) if paper else None


def paper_with(code: str) -> Paper | None:
    """Return the paper with this code, as people type it."""
    plain = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return Paper.every.select_related("tender", "lot").filter(code=f"{plain[:4]}-{plain[4:]}").first()


def verification_of(paper: Paper) -> Verification:
    """Return what a paper of ours is worth now."""
    decisions = _decisions_behind(paper)
    gone = [decision for decision in decisions if decision.is_superseded()]
    return Verification(
        code=paper.code,
        kind=paper.kind,
        reference=paper.tender.reference,
        title=paper.tender.title,
        lots=tuple(_lots_of(paper, decisions)),
        superseded=tuple(sorted(decision.lot.identifier for decision in gone)),
        replaced_by=tuple(_successors(paper, gone)),
        sha256=paper.sha256,
        made_at=paper.made_at,
    )


def _decisions_behind(paper: Paper) -> list[Decision]:
    if paper.decision:
        return [paper.decision]
    told = [bid.lot_id for letter in Letter.objects.filter(paper=paper) for bid in bids_told_of(letter)]
    return list(Decision.objects.filter(notifications__letters__paper=paper, lot__in=told).select_related("lot"))


def _lots_of(paper: Paper, decisions: list[Decision]) -> list[str]:
    if decisions:
        return sorted(decision.lot.identifier for decision in decisions)
    return [paper.lot.identifier] if paper.lot else []


def _successors(paper: Paper, gone: list[Decision]) -> list[str]:
    if paper.kind == Paper.Kind.DECISION:
        papers = Paper.objects.filter(kind=paper.kind, decision__supersedes__in=gone)
        return sorted(papers.values_list("code", flat=True))
    letters = Letter.objects.filter(
        supplier=paper.supplier, notification__decisions__supersedes__in=gone, paper__isnull=False
    )
    return sorted(set(letters.values_list("paper__code", flat=True)))
