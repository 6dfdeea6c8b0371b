"""What a notice says of its terms, as a call keeps it: days for a validity, one row for each contract."""

from dataclasses import dataclass, replace
from typing import Any

from tenders.calls.importing.validity import validity_days
from tenders.calls.notices.notice import Notice, NoticeLot, NoticeVariants
from tenders.calls.terms import CallTermsFacts, LotTermsFacts

MOST_LENGTH, MOST_RENEWALS = 10_000, 99
LONGEST = {"contact_service": 200, "contact_phone": 40, "review_body": 400}


@dataclass(frozen=True, slots=True)
class DraftTerms:
    """What a notice says for every bid; None where it says nothing. `said`: what was counted otherwise, or left out."""

    facts: CallTermsFacts | None
    said: tuple[str, ...]


def read_terms(notice: Notice) -> DraftTerms:
    """Return the terms of the call."""
    days, said = validity_days(notice.terms.validity)
    names = ("contact_service", "contact_email", "contact_phone", "review_body", "review_period")
    words: dict[str, Any] = {name: (getattr(notice.terms, name) or "")[: LONGEST.get(name)] for name in names}
    facts = CallTermsFacts(
        validity_days=days,
        languages=notice.submission_languages,
        most_bids=_limit(notice.terms.most_bids, notice),
        most_wins=_limit(notice.terms.most_wins, notice),
        **words,
    )
    return DraftTerms(facts if facts != CallTermsFacts() else None, tuple(said))


def _limit(lots: int | None, notice: Notice) -> int | None:
    """Return a number of lots of one firm that limits it."""
    return lots if lots and lots < len(notice.lots) else None


def lot_terms(lot: NoticeLot) -> LotTermsFacts | None:
    """Return how the contract of a lot runs; None where the notice says nothing of it."""
    period, length = lot.period, lot.period.length
    ordered = not (period.start and period.end) or period.end >= period.start
    facts = LotTermsFacts(
        starts_on=period.start if ordered else None,
        ends_on=period.end if ordered else None,
        renewals=lot.renewals if lot.renewals is not None and lot.renewals <= MOST_RENEWALS else None,
        renewal=lot.renewal or "",
        options=lot.options or "",
        variants=(lot.variants or NoticeVariants.NOT_ALLOWED).value,
    )
    if length and period.unit and length <= MOST_LENGTH:
        facts = replace(facts, length=length, unit=period.unit)
    return facts if facts != LotTermsFacts() or lot.variants else None
