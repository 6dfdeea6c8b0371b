"""The grounds of calls by invitation as people read them: with their amounts and their articles."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer
from procurement.calendar.citations import cited
from procurement.calendar.grounds import Ground
from procurement.calendar.rulepacks import pack_for
from procurement.calendar.rules import Ceiling, Invitation
from procurement.calendar.thresholds import ceiling_of
from tenders.models import Tender


def in_words(rule: Invitation, ceilings: Iterable[Ceiling | None]) -> str:
    """Return a ground with its amounts and its article: "low value: below 30 000 EUR (law …)"."""
    amounts = sorted({row.amount for row in ceilings if row})
    told = " / ".join(number_format(amount, force_grouping=True) for amount in amounts)
    limit = _("below %(amount)s EUR") % {"amount": told} if amounts else ""
    words = ", ".join(filter(None, [str(Ground(rule.ground).label), limit]))
    return f"{words} ({cited(rule.source)})"


def ground_of(tender: Tender, now: datetime) -> str:
    """Return the ground of a call by invitation as a sentence; "" where it has none."""
    rule = tender.invitation_rule(now) if tender.by_invitation else None
    return _("Legal ground: %(ground)s.") % {"ground": in_words(rule, [tender.invitation_ceiling(now)])} if rule else ""


def grounds_of(buyers: Iterable[Buyer], now: datetime) -> Iterable[tuple[str, str]]:
    """Yield the grounds of the buyers' countries, each once."""
    seen = set()
    for buyer in buyers:
        day = now.astimezone(buyer.zone).date()
        for rule in pack_for(buyer.country, day).invitations:
            if rule.ground not in seen:
                seen.add(rule.ground)
                yield rule.ground, in_words(rule, [ceiling_of(rule, day, works=works) for works in (False, True)])
