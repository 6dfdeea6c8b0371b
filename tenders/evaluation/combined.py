"""What comes of a call's discounts for lots won together, once its lots are ranked; and how it is told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_numbers
from procurement.paper import Money
from tenders import access
from tenders.bids.discounts import most_discounts
from tenders.evaluation.combining import Combination, Discount, Outcome, TooManyChoices, combine
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.lot import LotState
from tenders.models import Bid, Decision, Lot, Tender
from tenders.models.discounts import discounts_from, percent_in_words
from tenders.models.lot import read_together

WITHOUT_AWARD = [LotState.CANCELLED, LotState.NOT_AWARDED]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The outcome of a call, and the bids by their numbers. Without an outcome, `sentence` says why there is none."""

    outcome: Outcome | None
    bids: Mapping[str, Bid]
    currency: str
    sentence: Sentence = ""

    def money(self, amount: Decimal) -> Money:
        """Return a sum in the call's currency."""
        return Money(amount, self.currency)

    def firm(self, one: Combination) -> str:
        """Return who would win a combination."""
        return self.bids[one.bid].tenderer

    def in_words(self, one: Combination) -> str:
        """Say what a combination is, and what it costs."""
        said = _("Lots %(lots)s together to %(firm)s, %(percent)s less: %(total)s instead of %(alone)s lot by lot.")
        lots, percent = lot_numbers(one.lots), percent_in_words(one.percent)
        sums = {"total": self.money(one.total), "alone": self.money(one.alone)}
        return said % {"lots": lots, "firm": self.firm(one), "percent": percent, **sums}


def weighed_in(tender: Tender, *, without: Collection[str] = ()) -> Weighed | None:
    """Return what comes of the discounts; None where the call takes none, or a lot is not ranked yet.

    `without`: numbers of bids that fell away. Lots that are not awarded count no more.
    """
    if not most_discounts(tender):
        return None
    given_up = Decision.in_force().filter(lot__tender=tender).exclude(outcome=Decision.Outcome.AWARD)
    lots = list(tender.lots.exclude(state__in=WITHOUT_AWARD).exclude(pk__in=given_up.values("lot")))
    read_together(lots)
    if any(lot.ranking() is None and _is_to_be_ranked(lot, tender.round_number) for lot in lots):
        return None
    prices = {lot.identifier: _prices(lot, without) for lot in lots}
    bids = {row.bid.number: row.bid for lot in lots for row in lot.every_bid()}
    discounts = [Discount(bid.number, each.lots, each.percent)
                 for bid in bids.values() for each in discounts_from(bid.discounts)]  # fmt: skip
    try:
        return Weighed(combine(prices, discounts), bids, tender.currency)
    except TooManyChoices:
        said = _("The discounts for lots won together overlap in more ways than can be weighed: nothing is proposed.")
        return Weighed(None, bids, tender.currency, said)


def _is_to_be_ranked(lot: Lot, running: int) -> bool:
    """Tell whether a bid of the running round is in the running here, or may be."""
    return any(row.bid.round.number == running and row.state != LotBidState.REJECTED for row in lot.every_bid())


def _prices(lot: Lot, without: Collection[str]) -> dict[str, Decimal]:
    ranking = lot.ranking()
    ranked = {row["id"] for row in ranking.result["ranking"]} - set(without) if ranking else set()
    priced = [(row.bid.number, row.price) for row in lot.every_bid()]
    return {number: price for number, price in priced if number in ranked and price is not None}


@dataclass(frozen=True, slots=True)
class Row:
    """A combination that was weighed, as a row of a table."""

    firm: str
    lots: str
    percent: str
    total: Money
    alone: Money
    chosen: bool


@dataclass(frozen=True, slots=True)
class Together:
    """What the page of the ranking says of lots won together; `sum` is written out."""

    rows: Sequence[Row]
    sum: str
    tied: bool
    sentence: Sentence


def together_in(tender: Tender, reader: User) -> Together | None:
    """Return it for who reads the bids of every lot; None where there is nothing to tell."""
    weighed = weighed_in(tender) if most_discounts(tender) else None
    if weighed is None or access.lots_shut_to(reader, tender).exists():
        return None
    if weighed.outcome is None:
        return Together([], "", tied=False, sentence=weighed.sentence)
    return Together(list(_rows(weighed, weighed.outcome)), sum_of(weighed), weighed.outcome.is_tied, "")


def _rows(weighed: Weighed, outcome: Outcome) -> Iterator[Row]:
    for one in sorted(outcome.weighed, key=lambda one: (one not in outcome.ways[0], -one.saving, one)):
        sums = (weighed.money(one.total), weighed.money(one.alone))
        chosen = any(one in way for way in outcome.ways)
        yield Row(weighed.firm(one), lot_numbers(one.lots), percent_in_words(one.percent), *sums, chosen)


def sum_of(weighed: Weighed) -> str:
    """Return how the total comes about: the lowest prices of all lots, less what each combination saves."""
    outcome = weighed.outcome
    if outcome is None:
        return ""
    savings = [weighed.money(one.saving) for one in outcome.ways[0]]
    if not savings:
        return _("Lot by lot: %(alone)s. No combination costs less.") % {"alone": weighed.money(outcome.alone)}
    said = " \N{MINUS SIGN} ".join(map(str, [weighed.money(outcome.alone), *savings]))
    return f"{said} = {weighed.money(outcome.total)}"


def together_in_words(tender: Tender) -> tuple[str, ...]:
    """Return what the evaluation report says of it: each combination of the best choices, and the sum."""
    weighed = weighed_in(tender)
    if weighed is None:
        return ()
    if weighed.outcome is None:
        return (str(weighed.sentence),)
    chosen = dict.fromkeys(one for way in weighed.outcome.ways for one in way)
    return (*(weighed.in_words(one) for one in chosen), sum_of(weighed))
