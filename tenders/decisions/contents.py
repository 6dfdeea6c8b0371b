"""What the motivated decision and the letters share: who, by which rules, and what one can do against it.

Everything is returned in the active language: the paper's.
"""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.calendar import rulepacks
from procurement.calendar.citations import cited
from procurement.calendar.remedies import remedy
from procurement.calendar.rules import RulePack
from procurement.paper import Money, Signatory
from tenders.evaluation.facts import RankedBid, Remedies, Winner
from tenders.models import Decision, Tender

CHANNELS = {
    "electronic": _("Electronic notification"),
    "registered-letter": _("registered letter of the same day"),
}


def rules_in_words(pack: RulePack) -> str:
    """Return the rule pack as papers name it: its country and version."""
    return f"{pack.country} {pack.version}"


def channels_in_words(pack: RulePack) -> str:
    """Return by which ways the rules want a decision sent, all on the same day."""
    return ", ".join(str(CHANNELS[channel]) for channel in pack.notification.channels)


def remedies_in(pack: RulePack, outcome: str, language: str) -> Remedies:
    """Return what can be done against an outcome (a key of `remedies.FAMILIES`), with the version of the text."""
    found = remedy(pack, outcome, language)
    return Remedies(found.body, found.address, found.periods, cited(found.source), rules_in_words(pack))


def legal_ground(tender: Tender, pack: RulePack) -> str:
    """Return the article that the procedure stands on, or the law where the pack knows no article of its own."""
    period = rulepacks.minimum_days(pack, tender.procedure, "requests", electronic=False) or rulepacks.minimum_days(
        pack, tender.procedure, "tenders", electronic=False
    )
    return cited(period.source if period else pack.source)


def signatory(
    person: User | None, role: Role, tender: Tender, signed_at: datetime | None, *, absent: User | None = None
) -> Signatory:
    """Return who signs, as what, for which authority; a deputy with the name of whom it stands in for."""
    name = str(person or "")
    if absent:
        name = str(_("%(deputy)s, for %(person)s") % {"deputy": name, "person": absent})
    return Signatory(name, str(role.label), tender.buyer.name, signed_at)


def winners_among(decision: Decision, ranking: tuple[RankedBid, ...]) -> tuple[Winner, ...]:
    """Return whom the decision chooses, with points, and the price at which it gets the lot."""
    chosen = decision.winners.all()
    prices = {winner.bid.number: money_of(decision.price_of(winner), winner.currency) for winner in chosen}
    return tuple(Winner(bid.supplier, bid.total, prices[bid.bid_number]) for bid in ranking if bid.bid_number in prices)


def money_of(amount: Decimal | None, currency: str) -> Money | None:
    """Return a sum; None where there is none."""
    return None if amount is None else Money(amount, currency)


def reason_in_words(decision: Decision) -> str:
    """Return the sentence of the reason code; empty for an award."""
    return str(decision.get_reason_code_display()) if decision.reason_code else ""
