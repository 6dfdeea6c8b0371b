"""What a mail with news holds: each call once, in the order of what found it; new calls first, then those followed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from procurement.calendar.moments import to_local
from procurement.dates import date_format, zone_in_words
from tenders.following.matching import wanted_by
from tenders.lifecycle.tender import TenderState
from tenders.models import News, Piece, Tender
from tenders.wanted import in_words

MOST_CALLS = 50  # in one mail; the rest stands on the list of calls


@dataclass(frozen=True, slots=True)
class Entry:
    """One call: what happened, until when it takes bids, where its page is."""

    tender: Tender
    sentences: Sequence[str]
    until: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """The calls that one search found, or that one follows (`search` is empty)."""

    search: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that one mail says: so many calls are new, so many changed; `more` of them did not fit."""

    sections: Sequence[Section]
    found: int
    changed: int
    more: int

    @property
    def first(self) -> Tender:
        """The first call of the mail."""
        return self.sections[0].entries[0].tender


def contents_of(pieces: Sequence[Piece], now: datetime) -> Contents:
    """Return what a mail with these news says, in the active language. There is at least one piece."""
    by_call: dict[int, list[Piece]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda piece: (piece.news != News.FOUND, piece.alert_id, piece.at, piece.pk)):
        by_call[piece.tender_id].append(piece)
    told = dict(list(by_call.items())[:MOST_CALLS])
    found = sum(news[0].news == News.FOUND for news in by_call.values())
    return Contents(_sections(told, now), found, len(by_call) - found, len(by_call) - len(told))


def _sections(told: Mapping[int, Sequence[Piece]], now: datetime) -> list[Section]:
    rows: dict[str, list[Entry]] = defaultdict(list)
    for news in told.values():
        first = news[0]
        rows["" if first.alert.tender_id else in_words(wanted_by(first.alert))].append(_entry(news, now))
    return [Section(search, entries) for search, entries in rows.items()]


def _entry(news: Sequence[Piece], now: datetime) -> Entry:
    tender = news[0].tender
    sentences = dict.fromkeys(News(piece.news).label for piece in news if piece.news != News.FOUND)
    return Entry(tender, [str(each) for each in sentences], _until(tender, now), _address(tender))


def _until(tender: Tender, now: datetime) -> str:
    deadline = next((row.deadline_at for row in tender.rounds.all() if row.number == tender.round_number), None)
    if tender.state != TenderState.PUBLISHED or deadline is None or deadline <= now:
        return _("It takes no bids at this moment.")
    zone = tender.buyer.time_zone
    moment = {"moment": date_format(to_local(deadline, zone), "DATETIME_FORMAT"), "zone": zone_in_words(zone)}
    return _("Bids until %(moment)s (%(zone)s)") % moment


def _address(tender: Tender) -> str:
    return f"{settings.BASE_URL}{tender.get_absolute_url()}"
