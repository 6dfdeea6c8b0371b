"""What stands on the page from which a bid is started: what it takes, what the firm has already, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from procurement.accounts.models import User
from procurement.filechecks import ALLOWED
from procurement.lifecycle import Sentence
from suppliers.models import Supplier
from tenders.access import own_bids
from tenders.bids.countdown import until
from tenders.bids.files import MAX_FILE
from tenders.calls.pieces import pieces_of
from tenders.calls.told_terms import Told, samples_of
from tenders.lifecycle.bid import BidState, call_takes_bids, firm_is_invited
from tenders.models import Bid, Lot, Tender
from tenders.models.pieces import BidPiece
from tenders.practice import own_practices


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bid for one lot must hold, and what is handed in beside it."""

    lot: Lot
    pieces: Sequence[BidPiece]
    samples: Sequence[Told]


@dataclass(frozen=True, slots=True)
class StartPage:
    """The page before a bid, or a practice. `drafts` and `in_force` are the firms' own in this call."""

    tender: Tender
    firms: Sequence[Supplier]
    form: forms.Form
    drafts: Sequence[Bid]
    in_force: Sequence[Bid]
    reasons: Sequence[Sentence]
    until: str
    asked: Sequence[Asked]
    practice: bool
    bid_megabytes: int
    firm_megabytes: int
    kinds: str = ", ".join(ALLOWED)
    megabytes: int = MAX_FILE // 10**6


def start_page(
    tender: Tender, firms: QuerySet[Supplier], form: forms.Form, *, by: User, now: datetime, practises: bool
) -> StartPage:
    """Return the page from which a bid for this call is started, or a practice."""
    round_ = tender.round
    own: list[Bid] = list((own_practices(by) if practises else own_bids(by)).filter(round=round_))
    late = call_takes_bids(Bid(round=round_), by=by, now=now)
    taken = [firm for firm in firms if Bid(round=round_, supplier=firm).is_invited()]
    closed = None if taken or not firms else firm_is_invited(Bid(round=round_, supplier=firms[0]), by=by, now=now)
    return StartPage(
        tender=tender,
        firms=list(firms),
        form=form,
        drafts=[bid for bid in own if bid.state == BidState.DRAFT],
        in_force=[bid for bid in own if bid.state == BidState.SUBMITTED],
        reasons=[reason for reason in (late, closed) if reason],
        until=until(round_.deadline_at, round_.time_zone),
        asked=[row for row in map(_asked, tender.lots.select_related("terms")) if row.pieces or row.samples],
        practice=practises,
        bid_megabytes=settings.UPLOAD_BID_MB,
        firm_megabytes=settings.UPLOAD_FIRM_MB,
    )


def _asked(lot: Lot) -> Asked:
    return Asked(lot, pieces_of(lot), samples_of(lot))
