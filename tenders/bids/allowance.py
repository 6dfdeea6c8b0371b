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
from django.db.models import Count, Q
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
    _refuse_when_full(size)


def _refuse_too_often(bid: Bid, by: User, now: datetime) -> None:
    """The oldest of the hour says when the next one may come."""
    of_firm, of_person = Q(bid__supplier=bid.supplier_id), Q(begun_by=by)
    in_earnest = Q(bid__practice_key="")
    alike = ~in_earnest if bid.practice else in_earnest
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


def _refuse_when_full(size: int) -> None:
    """Parts and the sealed file lie side by side for a moment; what is left beyond is the database's."""
    place = Path(settings.MEDIA_ROOT)
    place.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(place).free < 2 * size + settings.UPLOAD_RESERVE_MB * MEGABYTE:
        log.error("Less room is left on the disk than the reserve: an upload was refused")
        raise NoRoom
