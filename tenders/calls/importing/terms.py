"""What a notice says of its terms, as a call keeps it: days for a validity, one row for each contract."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenders.calls.notices.notice import Notice, NoticeLot, NoticePeriod, NoticeVariants
from tenders.calls.terms import CallTermsFacts, LotTermsFacts

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
MOST_DAYS, MOST_LENGTH, MOST_RENEWALS = 1000, 10_000, 99
LONGEST = {"contact_service": 200, "contact_phone": 40, "review_body": 400}


@dataclass(frozen=True, slots=True)
class DraftTerms:
    """What a notice says for every bid; None where it says nothing. `said`: what was counted otherwise, or left out."""

    facts: CallTermsFacts | None
    said: tuple[str, ...]


def read_terms(notice: Notice) -> DraftTerms:
    """Return the terms of the call."""
    days, said = _days(notice.terms.validity)
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


def _days(period: NoticePeriod) -> tuple[int | None, list[str]]:
    """Return for how many days a bid binds its firm, and what to say of a length in months or years."""
    if not period.length or period.unit not in DAYS:
        return None, []
    days = period.length * DAYS[period.unit]
    if days > MOST_DAYS:
        return None, [_("A bid binds its firm for more than %(count)s days: enter them.") % {"count": MOST_DAYS}]
    return days, list(_counted(period.length, period.unit, days))


def _counted(length: int, unit: str, days: int) -> Iterator[str]:
    if unit == "month":
        said = ngettext(
            "Bids bind their firms for %(length)s month: counted as %(days)s days.",
            "Bids bind their firms for %(length)s months: counted as %(days)s days.",
            length,
        )
        yield said % {"length": length, "days": days}
