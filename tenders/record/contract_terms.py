"""The terms of a call in open data: OCDS 1.1.5 with its extensions for submission terms, options and renewals."""

from tenders.models import CallTerms, Lot, LotTerms, Tender
from tenders.record.encoding import Object, end_of, filled, start_of

# The standard counts a period in days: a user interface may collect months and convert them.
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
VARIANTS = {"not-allowed": "notAllowed", "allowed": "allowed", "required": "required"}


def terms_of_lot(lot: Lot, tender: Tender) -> Object:
    """Return what a lot says of its bids and of its contract; empty where nothing is said."""
    terms: LotTerms | None = getattr(lot, "terms", None)
    found = filled(submissionTerms=_submission(tender, terms))
    return {**found, **_contract(terms, tender.buyer.time_zone)} if terms else found


def lot_limits(tender: Tender) -> Object:
    """Return for how many lots one firm may bid, and how many it may win."""
    terms: CallTerms = getattr(tender, "terms", None) or CallTerms()
    return filled(maximumLotsBidPerSupplier=terms.most_bids, maximumLotsAwardedPerSupplier=terms.most_wins)


def contact_of(tender: Tender) -> Object | None:
    """Return whom to ask, in place of the buyer's own mail address; None where the call names nobody."""
    terms: CallTerms | None = getattr(tender, "terms", None)
    if terms is None:
        return None
    return filled(name=terms.contact_service, email=terms.contact_email, telephone=terms.contact_phone) or None


def _submission(tender: Tender, terms: LotTerms | None) -> Object:
    of_call: CallTerms | None = getattr(tender, "terms", None)
    return filled(
        variantPolicy=VARIANTS[terms.variants] if terms else None,
        languages=of_call.languages if of_call else None,
        bidValidityPeriod=filled(durationInDays=of_call.validity_days if of_call else None),
    )


def _contract(terms: LotTerms, zone: str) -> Object:
    length = terms.length * DAYS[terms.unit] if terms.length else None
    renewed = bool(terms.renewals or terms.renewal)
    period = filled(
        startDate=start_of(terms.starts_on, zone), endDate=end_of(terms.ends_on, zone), durationInDays=length
    )
    return {
        **filled(contractPeriod=period),
        "hasOptions": bool(terms.options),
        **filled(options=filled(description=terms.options)),
        "hasRenewal": renewed,
        **filled(renewal=filled(description=terms.renewal, maximumRenewals=terms.renewals) if renewed else None),
    }
