"""From what value a rule holds: amounts in euro without VAT, dated, out of the rule packs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from procurement.calendar.rules import Ceiling, Declaring, FreeBelow, Invitation, RulePack, Thresholds

Dated = TypeVar("Dated", Ceiling, FreeBelow, Thresholds)


def standstill_from(pack: RulePack, on: date, *, buyer: str = "sub-central", works: bool = False) -> Decimal:
    """Return the value in euro without VAT from which a contract waits for the standstill."""
    row = next(row for row in pack.standstills if row.concerns(works=works))
    return eu_threshold(pack, on, buyer=buyer, works=works) * row.threshold_share


def eu_threshold(pack: RulePack, on: date, *, buyer: str = "sub-central", works: bool = False) -> Decimal:
    """Return the EU threshold in euro without VAT on a day; `buyer` is "central", "sub-central" or "utilities".

    After the last row its amounts stay, before the first one its own are taken. Raises KeyError for another buyer.
    """
    row = _in_force(pack.thresholds, on) or pack.thresholds[0]
    supplies = {"central": row.central, "sub-central": row.sub_central, "utilities": row.utilities}[buyer]
    return row.works if works else supplies


def no_competition_below(pack: RulePack, on: date, *, works: bool = False) -> Decimal | None:
    """Return the value in euro without VAT below which no competition is needed; None if there is none."""
    row = _in_force([row for row in pack.no_competition if row.works == works], on)
    return row.amount if row else None


def invitation_on(pack: RulePack, ground: str) -> Invitation | None:
    """Return the rules of a call by invitation on this ground (`grounds.Ground`); None where the pack knows it not."""
    return next((row for row in pack.invitations if row.ground == ground), None)


def ceiling_of(invitation: Invitation, on: date, *, works: bool) -> Ceiling | None:
    """Return the ceiling on a day: the estimate must be below it. None where the ground has none.

    Before the first row its own amount is taken.
    """
    rows = [row for row in invitation.ceilings if row.concerns(works=works)]
    return _in_force(rows, on) or next(iter(rows), None)


def result_public_from(pack: RulePack, on: date, *, works: bool) -> Decimal:
    """Return the value in euro without VAT from which the result of a call by invitation is public.

    Where the pack says nothing else, it is the EU threshold: from there on an award notice is due (2014/24/EU art. 50).
    """
    row = _in_force([row for row in pack.results_public if row.concerns(works=works)], on)
    return row.amount if row else eu_threshold(pack, on, works=works)


def declaring(
    pack: RulePack, on: date, *, value: Decimal | None, procedure: str = "open", works: bool = False
) -> Declaring:
    """Return which declaration a bidder gives; `value` is the estimate in euro without VAT.

    One that is unknown counts as large: whoever gives the fuller declaration has given the shorter one, too.
    """
    large = value is None or value >= eu_threshold(pack, on, works=works)
    fitting = [row for row in pack.declarations if procedure in row.procedures]
    return (fitting or [row for row in pack.declarations if row.value == ("large" if large else "small")])[0]


def _in_force(rows: Iterable[Dated], on: date) -> Dated | None:
    started = [row for row in rows if row.valid_from <= on]
    return max(started, key=lambda row: row.valid_from, default=None)
