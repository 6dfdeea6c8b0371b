"""How a proof stands today, in a shape and in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.paginator import Page
from django.utils.translation import gettext as _

from procurement.calendar.moments import local_day
from procurement.dates import date_format
from suppliers.models import CredentialVersion

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a version stands: the kind of its shape (see components/shape.html), and the words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A version in a list, and how it stands."""

    version: CredentialVersion
    standing: Standing


def today_of(now: datetime) -> date:
    """Return the day by which proofs expire: that of the portal's place, for a proof names no zone."""
    return local_day(now, settings.TIME_ZONE)


def standing_of(version: CredentialVersion, today: date) -> Standing:
    """Tell whether a version is valid today, its last day included; of a fetched fact, whether the firm contests it."""
    ends = version.expires_on
    if version.source == CredentialVersion.Source.FETCHED:
        contested = bool(version.contests.all())
        return Standing("in-progress", _("contested")) if contested else Standing("at-risk", _("not contested"))
    if ends is None:
        return Standing("done", _("without an end date"))
    words = {"day": date_format(ends)}
    if ends < today:
        return Standing("late", _("expired on %(day)s") % words)
    if ends <= today + SOON:
        return Standing("at-risk", _("expires on %(day)s") % words)
    return Standing("on-time", _("valid until %(day)s") % words)


def rows_of(versions: Sequence[CredentialVersion] | Page[CredentialVersion], now: datetime) -> list[Row]:
    """Return versions as rows of a list."""
    today = today_of(now)
    return [Row(version, standing_of(version, today)) for version in versions]
