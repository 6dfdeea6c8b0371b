"""An award of lots won together: which combination a draft stands on, and what is said of it to those who decide.

The outcome is computed (`tenders.evaluation.combining`); people decide. Who drafts otherwise is told, and says why.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_number, lot_numbers
from tenders.decisions.succession import chosen_in, fallen_of
from tenders.evaluation.combined import Weighed, weighed_in
from tenders.evaluation.combining import Combination
from tenders.models import Decision, LotBid
from tenders.models.discounts import kept_combination, percent_in_words


def combination_for(draft: Decision, winners: Sequence[LotBid]) -> dict[str, Any]:
    """Return the combination that this award stands on, as a decision keeps it; empty where it stands by itself."""
    if draft.outcome != Decision.Outcome.AWARD or len(winners) != 1:
        return {}
    weighed, lot = _weighed(draft, winners), draft.lot.identifier
    if weighed is None or weighed.outcome is None:
        return {}
    fitting = [one for one in weighed.outcome.of_lot(lot) if one and one.bid == winners[0].bid.number]
    return _kept(fitting[0], lot) if fitting else {}


def _kept(one: Combination, lot: str) -> dict[str, Any]:
    return kept_combination(one.lots, one.percent, bid=one.bid, price=one.price_of(lot), total=one.total)


def about_combinations(decision: Decision) -> list[Sentence]:
    """Say what the discounts make of this lot, and where the draft, or an award in force, does not fit it."""
    weighed = _weighed(decision, chosen_in(decision))
    if weighed is None:
        return []
    if weighed.outcome is None:
        return [weighed.sentence]
    return [*_about_lot(decision, weighed), *_broken(decision)]


def _weighed(decision: Decision, winners: Sequence[LotBid]) -> Weighed | None:
    fallen = [bid.bid.number for bid in fallen_of(decision, winners)]
    return weighed_in(decision.lot.tender, without=fallen)


def _about_lot(decision: Decision, weighed: Weighed) -> Iterator[Sentence]:
    options = weighed.outcome.of_lot(decision.lot.identifier) if weighed.outcome else []
    yield from (weighed.in_words(one) for one in options if one)
    if len(options) > 1:
        yield _("Several ways to combine the lots cost the same: the grounds must say how the tie was broken.")
    chosen = {winner.bid.number for winner in chosen_in(decision)}
    if chosen and options and None not in options and not chosen & {one.bid for one in options if one}:
        yield _("By the published rule the lot belongs to this combination: the grounds must say why it is not chosen.")


def _broken(decision: Decision) -> Iterator[Sentence]:
    """Name the awards in force that stand on a combination with this lot, and lose it by this decision."""
    others = Decision.in_force().filter(lot__tender=decision.lot.tender_id).exclude(lot=decision.lot_id)
    for other in others.exclude(combination={}).select_related("lot").order_by("lot__position"):
        if decision.lot.identifier in other.combination["lots"] and not decision.stands_with(other):
            said = _("Lot %(lot)s was awarded together with this one: its discount holds no more, decide on it again.")
            yield said % {"lot": lot_number(other.lot.identifier)}


def combination_in_words(decision: Decision) -> str:
    """Tell everybody concerned why a lot went where it went; no price of another bid follows from it."""
    kept = decision.combination
    if not kept:
        return ""
    winner = ", ".join(winner.tenderer for winner in decision.winners.all())
    said = _(
        "Lots %(lots)s are awarded together to %(winner)s, which gives %(percent)s less on each of their prices for"
        " winning them all. Together they cost %(total)s without VAT. By the published rule the lots are awarded so"
        " that all of them together cost least: bought lot by lot, these would have cost more."
    )
    about = {"lots": lot_numbers(kept["lots"]), "winner": winner, "percent": percent_in_words(decision.discount)}
    return said % {**about, "total": decision.total_together}


def own_discounts_in_words(bid: LotBid) -> list[str]:
    """Tell a firm that does not win this lot of its own discounts on it."""
    said = _("Your discount for lots %(lots)s together holds only if your bid wins all of them, and it does not.")
    mine = [each for each in bid.bid.offered_discounts() if bid.lot.identifier in each.lots]
    return [said % {"lots": lot_numbers(each.lots)} for each in mine]
