"""How much may be sent, told beforehand: a file, a bid, all running bids of a firm; and how many files in an hour.

The limit in an hour keeps a broken program of one firm from slowing the others down. It does not hold in the last hours
before a deadline: there it could only shut a bidder out. Practices have these limits for themselves, apart from bids,
and wait at any time.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from tenders.bids.durable import NoRoom, log
from tenders.bids.files import MAX_FILE
from tenders.models import Bid, Upload
from tenders.models.upload import sent_for

MEGABYTE = 10**6
WINDOW = timedelta(hours=1)
RUSH = timedelta(hours=3)
"""So long before a deadline nobody is asked to wait."""
IN_EARNEST = Q(bid__practice_key="")

BID_IS_FULL = _(
    "With this file the bid would be larger than %(limit)s MB. Remove what it does not need, or send smaller files."
)
FIRM_IS_FULL = _(
    "With this file your firm would have more than %(limit)s MB in bids whose deadline is to come. Remove files from"
    " drafts, or delete drafts that you don't need any more."
)
TOO_MANY = _("More than %(limit)s files were sent within an hour. Go on at %(time)s: what is sealed stays sealed.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the page of a draft says before a file is chosen, in MB."""

    file: int
    bid: int
    firm: int
    bid_sent: int
    firm_sent: int


def limits_of(bid: Bid, now: datetime) -> Limits:
    """Return the limits, and how much of them is used."""
    sent = sent_for(bid, now)
    used = (-(-sent.bid // MEGABYTE), -(-sent.firm // MEGABYTE))
    return Limits(MAX_FILE // MEGABYTE, settings.UPLOAD_BID_MB, settings.UPLOAD_FIRM_MB, *used)


def refuse_too_much(bid: Bid, size: int, *, by: User, now: datetime) -> None:
    """Say no before a file of this size is taken, not after.

    Raises:
        Refused: the bid, the firm or the disk is full, or too many files came within an hour.
    """
    sent = sent_for(bid, now)
    if sent.bid + size > settings.UPLOAD_BID_MB * MEGABYTE:
        raise Refused(BID_IS_FULL % {"limit": settings.UPLOAD_BID_MB}, rules=["bid_is_full"])
    if sent.firm + size > settings.UPLOAD_FIRM_MB * MEGABYTE:
        raise Refused(FIRM_IS_FULL % {"limit": settings.UPLOAD_FIRM_MB}, rules=["firm_is_full"])
    if bid.practice or bid.round.deadline_at - now > RUSH:
        _refuse_too_often(bid, by, now)
    refuse_when_full(bid, 2 * size + _awaited(bid, now))


def _refuse_too_often(bid: Bid, by: User, now: datetime) -> None:
    """The oldest of the hour says when the next one may come."""
    of_firm, of_person = Q(bid__supplier=bid.supplier_id), Q(begun_by=by)
    alike = ~IN_EARNEST if bid.practice else IN_EARNEST
    lately = Upload.objects.filter(of_firm | of_person, alike, begun_at__gt=now - WINDOW)
    counted = lately.aggregate(firm=Count("pk", filter=of_firm), person=Count("pk", filter=of_person))
    for own, count, most in (
        (of_person, counted["person"], settings.UPLOADS_AN_HOUR_PERSON),
        (of_firm, counted["firm"], settings.UPLOADS_AN_HOUR_FIRM),
    ):
        if count >= most:
            oldest = lately.filter(own).order_by("-begun_at").values_list("begun_at", flat=True)[most - 1]
            again = (oldest + WINDOW).astimezone(ZoneInfo(bid.round.time_zone))
            raise Refused(TOO_MANY % {"limit": most, "time": time_format(again)}, rules=["too_many"])


def _awaited(bid: Bid, now: datetime) -> int:
    """Return the bytes that were promised room and are to come. To a bid, a practice's are no promise."""
    awaited = Upload.objects.filter(ended_at=None, bid__round__deadline_at__gt=now)
    awaited = awaited if bid.practice else awaited.filter(IN_EARNEST)
    return int(awaited.aggregate(left=Sum(F("size") - F("received"), default=0))["left"])


def refuse_when_full(bid: Bid, size: int) -> None:
    """Leave to the database what is its own. Practices stop at twice as much, before any bid does.

    A file is counted twice when it is announced: its parts and the sealed file lie side by side for a moment.

    Raises:
        NoRoom: so many bytes would take from it.
    """
    place = Path(settings.MEDIA_ROOT)
    place.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(place).free < size + (1 + bid.practice) * settings.UPLOAD_RESERVE_MB * MEGABYTE:
        log.error("Less room is left on the disk than the reserve: an upload was refused")
        raise NoRoom
