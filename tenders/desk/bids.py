"""What a firm's desk says of each of its bids: by when, and what the firm has to do."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.calendar.moments import to_local
from procurement.dates import date_format
from tenders.bids.own import openings_of
from tenders.desk.rows import Row, Standing, first_ahead, standing_on
from tenders.lifecycle.bid import BidState
from tenders.models import Bid, Opening
from tenders.timetable.sentences import Audience, next_step

LATER = datetime.max.replace(tzinfo=UTC)


def bid_rows(bids: Iterable[Bid], now: datetime) -> list[Row]:
    """Return a firm's bids, each with what the firm has to do or waits for; what can still be changed comes first."""
    bids = sorted(bids, key=lambda bid: bid.round.deadline_at if bid.call_takes_bids(now) else LATER)
    openings = openings_of(bids)
    return [
        Row(
            tender=bid.round.tender,
            what=_what(bid, openings.get(bid.round_id), now),
            standing=_standing(bid, now),
            url=reverse("bids:bid", args=[bid.number]),
            state=bid.get_state_display(),
            firm=bid.supplier.name,
        )
        for bid in bids
    ]


def _what(bid: Bid, opening: Opening | None, now: datetime) -> str:
    zone = bid.round.time_zone
    if bid.call_takes_bids(now):
        until = date_format(to_local(bid.round.deadline_at, zone), "DATETIME_FORMAT")
        if bid.state == BidState.DRAFT:
            return _("Finish your bid and submit it before %(moment)s.") % {"moment": until}
        return _("Your bid is sealed. You can replace or withdraw it before %(moment)s.") % {"moment": until}
    step = next_step(bid.round.tender, now, Audience.SUPPLIER)
    ahead = f"{step.what} {step.notice}".strip()
    if bid.state == BidState.OPENED and opening:
        day = date_format(to_local(opening.opened_at, zone), "DATE_FORMAT")
        return _("Your bid was opened on %(day)s. %(next)s") % {"day": day, "next": ahead}
    return _("Your bid is sealed. %(next)s") % {"next": ahead}


def _standing(bid: Bid, now: datetime) -> Standing:
    """The deadline while it lies ahead, then the next day that the buyer promised."""
    if bid.call_takes_bids(now):
        return standing_on(bid.round.deadline_date, bid.round.tender.local_day(now))
    return first_ahead(bid.round.tender, now)
