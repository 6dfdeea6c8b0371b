"""When the notice was sent and until when bids may come in: as published, or assumed so that a rehearsal can go on."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from procurement.calendar.holidays import holiday_list
from procurement.calendar.moments import is_odd_hour, to_local, to_utc
from procurement.calendar.policies import is_working_day
from procurement.calendar.rulepacks import RulePack, earliest_deadline, minimum_days, pack_for
from procurement.dates import date_format
from tenders.calls.notices.notice import Notice
from tenders.calls.notices.refusals import NoticeRefused

NOON = time(12)
USUAL_PERIOD = timedelta(days=35)  # an open procedure, Directive 2014/24/EU art. 27(1)
USUAL_PROCEDURE = "open"
REQUESTS, OFFERS = "requests", "offers"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the buyer is: its country (ISO alpha-2), part of it for holidays, and IANA zone."""

    country: str
    subdivision: str
    zone: str


@dataclass(frozen=True, slots=True)
class DraftDeadline:
    """The day the notice was sent; the deadline's local day and time with its UTC moment; and what is asked for."""

    sent: date | None
    day: date | None
    time: time | None
    at: datetime | None
    asks_for: str = OFFERS


def read_deadline(notice: Notice, place: Place) -> DraftDeadline:
    """Return what is published. The instant counts: a time in another zone is told in the buyer's."""
    published = notice.deadline
    asks_for = REQUESTS if notice.deadline_is_for_requests else OFFERS
    if published is None:
        return DraftDeadline(notice.sent, None, None, None, asks_for)
    if published.at is None:
        return DraftDeadline(notice.sent, published.date, None, None, asks_for)
    local = to_local(published.at, place.zone)
    return DraftDeadline(notice.sent, local.date(), local.time(), published.at, asks_for)


def assume(notice: Notice, found: DraftDeadline, place: Place) -> tuple[DraftDeadline, list[str]]:
    """Fill in what a rehearsal needs, with a sentence for each assumption and each warning.

    Raises NoticeRefused for a notice without any date, or with a deadline on or before the day it was sent.
    """
    said: list[str] = []
    sent = _sent(found, said)
    rules = _Rules.of(notice, place, sent, found.day or sent)
    day = found.day or rules.earliest(sent, "tenders", said)
    if day <= sent:
        facts = {"deadline": date_format(day), "sent": date_format(sent)}
        raise NoticeRefused(
            _("The deadline of this notice (%(deadline)s) does not lie after the day it was sent (%(sent)s).") % facts
        )
    at = found.time or NOON
    if found.time is None:
        said.append(_("The notice gives no time for the deadline: noon is assumed."))
    if notice.deadline_is_for_requests:
        said.append(
            _("The notice asks for requests to participate first: the rehearsal starts at the round of offers.")
        )
    said += [*_about_the_rules(rules, place, sent), *_warnings(notice, rules, sent, day), *_odd_hour(at)]
    moment = found.at or to_utc(day, at, place.zone)
    return replace(found, sent=sent, day=day, time=at, at=moment, asks_for=OFFERS), said


@dataclass(frozen=True, slots=True)
class _Rules:
    """By what the days of a notice are counted."""

    pack: RulePack
    holidays: AbstractSet[date]
    procedure: str
    urgent: bool

    @classmethod
    def of(cls, notice: Notice, place: Place, first: date, last: date) -> "_Rules":
        years = range(first.year, max(first, last).year + 2)
        holidays = holiday_list(place.country, place.subdivision, years)
        procedure = notice.procedure.value if notice.procedure else ""
        return cls(pack_for(place.country, first), holidays, procedure, notice.accelerated)

    def minimum(self, sent: date, phase: str) -> date | None:
        """Return the first lawful day; None where the law asks for no period."""
        if minimum_days(self.pack, self.procedure, phase) is None:
            return None
        return earliest_deadline(self.pack, self.procedure, sent, self.holidays, phase=phase, urgent=self.urgent)

    def earliest(self, sent: date, phase: str, said: list[str]) -> date:
        """Return the first lawful day, or that of an open procedure, and say so."""
        said.append(_("The notice gives no deadline: the shortest period that the law allows is assumed."))
        usual = replace(self, procedure=USUAL_PROCEDURE)
        return self.minimum(sent, phase) or usual.minimum(sent, phase) or sent + USUAL_PERIOD


def _sent(found: DraftDeadline, said: list[str]) -> date:
    if found.sent:
        return found.sent
    if found.day is None:
        raise NoticeRefused(_("The notice says neither when it was sent nor until when bids may come in."))
    said.append(_("The notice does not say when it was sent: 35 days before the deadline are assumed."))
    return found.day - USUAL_PERIOD


def _about_the_rules(rules: _Rules, place: Place, sent: date) -> Iterator[str]:
    if rules.pack.country != place.country:
        country = place.country or _("an unknown country")
        yield _("There is no rule pack for %(country)s: the rules of the European Union are used.") % {
            "country": country
        }
    if not rules.pack.covers(sent):
        yield _("The notice is older than the rule pack: the oldest rules that are known are used.")


def _warnings(notice: Notice, rules: _Rules, sent: date, day: date) -> Iterator[str]:
    earliest = rules.minimum(sent, "requests" if notice.deadline_is_for_requests else "tenders")
    if earliest and day < earliest:
        yield _("Warning: the law allows a deadline from %(day)s on.") % {"day": date_format(earliest)}
    if not is_working_day(day, rules.holidays):
        yield _("Warning: the deadline is not on a working day.")


def _odd_hour(at: time) -> Iterator[str]:
    if is_odd_hour(at):
        yield _("Warning: the deadline lies between midnight and 6 in the morning.")
