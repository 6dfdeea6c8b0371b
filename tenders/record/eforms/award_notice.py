"""The contract award notice: subtype 29 (Directive 2014/24/EU), or E4 where the directive does not apply.

It says what the public record says: the winner with its price, how many bids came in, and no word about the others.
"""

from datetime import datetime

from tenders.models import Tender
from tenders.record.eforms.bought import contracting_party, procedure, project
from tenders.record.eforms.head import Form, head, is_below_threshold, language_of
from tenders.record.eforms.markup import branch, document, leaf
from tenders.record.eforms.organisations import Organisations
from tenders.record.eforms.outcome import Outcome
from tenders.record.eforms.values import day
from tenders.record.results import results_of

FORMS = {False: Form("29", "can-standard", "result"), True: Form("E4", "can-standard", "result")}
SELECTED, CLOSED = "selec-w", "clos-nw"


def has_award_notice(tender: Tender, *, now: datetime) -> bool:
    """Tell whether the result of this call is for a notice: one without publication has one from the EU's threshold on.

    Before its result is public, none (Directive 2014/24/EU art. 50(1)).
    """
    if not tender.by_invitation:
        return True
    return tender.disclosed_at is not None and not is_below_threshold(tender, now)


def award_notice(tender: Tender, *, now: datetime) -> bytes | None:
    """Return the notice of what was notified and is in force; None while there is nothing to tell."""
    results = [result for result in results_of(tender, now) if result.in_force]
    told = [result.decision.notified_at for result in results if result.decision.notified_at]
    if not told:
        return None
    parties = Organisations(language_of(tender))
    buyer = contracting_party(tender.buyer, parties)
    outcome = Outcome(tender, parties, now)
    result = outcome.notice_result(results)
    below = is_below_threshold(tender, now)
    form = FORMS[below]
    first = head(tender, form, parties, version=len(told), issued=max(told), result=result)
    decided = branch("cac:TenderResult", day("cbc:AwardDate", tender.local_day(max(told)), tender.buyer.time_zone))
    lots = [
        branch(
            "cac:ProcurementProjectLot",
            leaf("cbc:ID", result.lot.identifier, schemeName="Lot"),
            project(tender, result.lot),
        )
        for result in results
    ]
    return document(
        "ContractAwardNotice", first, buyer, procedure(tender, justified=not below), project(tender), lots, decided
    )
