"""Where a call can allow discounts for lots won together.

What is cheapest together is plain where the price alone decides. Points for quality differ from lot to lot in weight
and scale: no text says how they add up, so that a call with such a lot allows no discounts.
"""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.calendar.rules import Option, RulePack
from procurement.lifecycle import Sentence
from tenders.models.terms import CallTerms

FEWEST = 2  # lots of a discount
# The published rule about who wins too much is in words: nothing can weigh it against a sum.
LIMITED = _("A call that limits the lots that one firm may win can't allow discounts for lots won together.")


def against_discounts(pack: RulePack, lots: Collection[Any], terms: CallTerms) -> Sentence | None:
    """Return why a call of these lots can't allow discounts for lots won together."""
    if not pack.says(Option.COMBINED_LOTS):
        return _("The law that applies to this call knows no discounts for lots won together: leave them out.")
    if len(lots) < FEWEST:
        return _("Discounts for lots won together need several lots: leave them out.")
    if terms.most_wins and terms.most_wins < len(lots):
        return LIMITED
    if any([criterion.kind for criterion in lot.criteria.all()] != ["price"] for lot in lots):
        return _(
            "Discounts for lots won together need lots in which the price alone decides: what is better together"
            " can't be computed from points for quality."
        )
    return None
