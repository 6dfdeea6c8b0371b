"""How long is left, in words, as of the moment at which a page is made."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.dates import date_format, zone_in_words

MINUTE, HOUR, DAY = 60, 3600, 86_400


def time_left(now: datetime, deadline: datetime) -> str:
    """Return “1 day 17 h 20 min”, rounded down: never more than there is."""
    seconds = int((deadline - now) / timedelta(seconds=1))
    if seconds <= 0:
        return _("no time")
    if seconds < MINUTE:
        return _("less than a minute")
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    parts = [ngettext("%(days)s day", "%(days)s days", days) % {"days": days}] if days else []
    if hours:
        parts.append(_("%(hours)s h") % {"hours": hours})
    if minutes:
        parts.append(_("%(minutes)s min") % {"minutes": minutes})
    return " ".join(parts)


def until(deadline: datetime, zone: str) -> str:
    """Return the sentence with the exact deadline, on the clock of the buyer's place."""
    local = deadline.astimezone(ZoneInfo(zone))
    facts = {"day": date_format(local, "l j F Y"), "time": time_format(local), "zone": zone_in_words(zone)}
    return _("Until %(day)s, %(time)s (%(zone)s). At %(time)s sharp it is too late.") % facts
