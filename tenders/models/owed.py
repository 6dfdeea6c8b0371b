"""What the recipients of a decision are still owed before it may be notified, a sentence for each thing missing.

Directive 2014/24/EU art. 55, Directive 89/665/EEC art. 2a(2); Belgium: law of 17 June 2013 arts 8 and 9; France: code
de la commande publique R2181-3.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES
from procurement.calendar import remedies
from procurement.calendar.rules import RulePack
from procurement.dates import date_format
from procurement.lifecycle import Sentence
from tenders.lifecycle.bid import LotBidState

if TYPE_CHECKING:
    from tenders.models.bid import LotBid
    from tenders.models.decision import Decision
    from tenders.models.lot import Lot

BY_POST = "registered-letter"
COMPARED = {LotBidState.RANKED, LotBidState.SELECTED, LotBidState.NOT_SELECTED}
ONE_WORD = 1


def owed(lot: "Lot", decision: "Decision", now: datetime) -> list[Sentence]:
    """Name everything that is missing; empty means that the decision may be notified."""
    tender, told = lot.tender, lot.concerned()
    day, pack = tender.sent_on or tender.local_day(now), tender.rules(now)
    sentences: list[Sentence] = []
    if decision.outcome == "award":
        sentences += [*_points_owed(lot, told), *_advantages_owed(decision)]
        if not pack.covers(day) and not tender.rehearsal:
            sentences.append(
                _("No rules are known for %(day)s: the standstill cannot be computed.") % {"day": date_format(day)}
            )
    if decision.outcome != "cancellation":
        sentences += _findings_owed(told)
    return [*sentences, *_addresses_owed(told, pack), *remedies_owed(pack, decision.outcome, told)]


def is_specific(reason: str) -> bool:
    """Tell whether a reason says more than one word."""
    return len(reason.split()) > ONE_WORD


def _points_owed(lot: "Lot", told: Iterable["LotBid"]) -> Iterator[Sentence]:
    ranking = lot.ranking()
    rows = {row["id"]: row for row in ranking.result["ranking"]} if ranking else {}
    criteria = list(lot.criteria.all())
    reasons = {(agreed.lot_bid_id, agreed.criterion_id): agreed.reason for agreed in lot.agreements()}
    for bid in told:
        name = bid.supplier.name
        if bid.state not in COMPARED:
            continue
        if bid.bid.number not in rows:
            yield _("The ranking does not hold the bid of %(name)s.") % {"name": name}
            continue
        for criterion in criteria:
            said = {"name": name, "criterion": criterion.full_name}
            if criterion.code not in rows[bid.bid.number]["points"]:
                yield _("%(name)s has no points for “%(criterion)s”.") % said
            if criterion.kind == "quality" and not is_specific(reasons.get((bid.pk, criterion.pk), "")):
                yield _("%(name)s is owed a reason of more than one word for “%(criterion)s”.") % said


def _advantages_owed(decision: "Decision") -> Iterator[Sentence]:
    if not is_specific(decision.advantages):
        yield _("The losers are owed the winner's advantages in lot %(lot)s.") % {"lot": decision.lot.number}


def _findings_owed(told: Iterable["LotBid"]) -> Iterator[Sentence]:
    for bid in told:
        if bid.state == LotBidState.REJECTED and not bid.rejection_is_reasoned():
            yield _("%(name)s is owed the rule that its bid does not meet, and the facts.") % {
                "name": bid.supplier.name
            }
        elif bid.state not in COMPARED and bid.state != LotBidState.REJECTED:
            yield _("The bid of %(name)s is neither ranked nor rejected.") % {"name": bid.supplier.name}


def _addresses_owed(told: Iterable["LotBid"], pack: RulePack) -> Iterator[Sentence]:
    for bid in told:
        firm: Any = {"name": bid.supplier.name}
        if not bid.supplier.email:
            yield _("No e-mail address is known for %(name)s.") % firm
        if not bid.supplier.address.strip() and BY_POST in pack.notification.channels:
            yield _("No postal address is known for %(name)s, and the law asks for a registered letter.") % firm
        if bid.supplier.language not in dict(LANGUAGES):
            yield _("No language is known for %(name)s.") % firm


def remedies_owed(pack: RulePack, outcome: str, told: Iterable["LotBid"]) -> Iterator[Sentence]:
    """Name the languages in which the rule pack has no remedies for those who are told this outcome."""
    kinds = {"award": ("winner", "loser", "rejected"), "no_award": ("no-award",), "cancellation": ("cancelled",)}
    languages = {bid.supplier.language for bid in told} & dict(LANGUAGES).keys()
    for language in sorted(languages):
        if not all(_has_remedies(pack, kind, language) for kind in kinds[outcome]):
            yield _("The rules name no remedies in %(language)s.") % {"language": dict(LANGUAGES)[language]}


def _has_remedies(pack: RulePack, kind: str, language: str) -> bool:
    try:
        found = remedies.remedy(pack, kind, language)
    except LookupError:
        return False
    in_english = remedies.remedy(pack, kind, remedies.FALLBACK_LANGUAGE) if language != "en" else None
    return found is not in_english and bool(found.body and found.address and found.periods)
