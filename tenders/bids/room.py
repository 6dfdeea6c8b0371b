"""What the opening room shows: the deadline, who has unlocked, and after the opening what was found."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.calendar.moments import to_local
from procurement.dates import date_format
from procurement.lifecycle import Sentence
from procurement.paper import in_fours
from tenders import access
from tenders.bids.countdown import time_left, until
from tenders.bids.custody import is_apart
from tenders.bids.handing_on import is_asked_of, transfer_of
from tenders.lifecycle.tender import UNPUBLISHED, TenderState, deadline_has_passed, no_outage_asks_for_time
from tenders.models import Bid, Envelope, MemberKey, Opening, Paper, Round, Tender, Unlock


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody who may open bids of a buyer, with its key, and whether the key was tried within a quarter."""

    person: User
    key: MemberKey | None
    tried: bool

    @property
    def words(self) -> str:
        """The name, and how its key stands."""
        if self.key is None:
            return _("%(name)s: no key yet") % {"name": self.person}
        if self.tried:
            day = date_format(localtime(self.key.drilled_at)) if self.key.drilled_at else ""
            return _("%(name)s: key tried on %(day)s") % {"name": self.person, "day": day}
        return _("%(name)s: the key must be tried again before publication") % {"name": self.person}


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the call's committee, and when it unlocked."""

    person: User
    unlocked_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedBid:
    """A bid as the record of the opening names it, with what did not fit."""

    bid: Bid
    defects: Sequence[str]

    @property
    def hash(self) -> str:
        """The first fours of the sealed bid's hash; the whole stands in the record."""
        return in_fours(self.bid.sealed_sha256)[:9]


@dataclass(frozen=True, slots=True)
class Clock:
    """The deadline and the time left before it, as text in the buyer's zone."""

    left: str
    as_of: str
    deadline: str


@dataclass(frozen=True, slots=True)
class Room:
    """All that the page holds. `reasons` say why the reader, a member, can't unlock; `own` is its seat."""

    tender: Tender
    now: datetime
    round: Round | None
    envelope: Envelope | None
    seats: Sequence[Seat]
    missing: int
    own: Seat | None
    reasons: Sequence[Sentence]
    opening: Opening | None
    bids: Sequence[OpenedBid]
    record: Paper | None
    clock: Clock | None
    names_committee: bool
    custodian_apart: bool
    is_to_give: bool

    @property
    def takes_bids(self) -> bool:
        """Tell whether bids may still come in."""
        return self.clock is not None and self.tender.state == TenderState.PUBLISHED

    @property
    def fingerprint(self) -> str:
        """That of the key, in fours as on every paper."""
        return in_fours(self.envelope.fingerprint) if self.envelope else ""

    @property
    def is_last(self) -> bool:
        """Tell whether the next unlock opens everything."""
        return self.missing <= 1

    @property
    def waits_for_custodian(self) -> bool:
        """Tell whether enough unlocked, and the custodian did not answer yet."""
        return self.envelope is not None and self.opening is None and self.missing == 0

    @property
    def has_unlocked(self) -> bool:
        """Tell whether the reader has unlocked already, and need not do it again."""
        return self.own is not None and self.own.unlocked_at is not None and not self.waits_for_custodian


def openers_of(buyer: Buyer, now: datetime) -> list[Opener]:
    """Return everybody who may sit in a committee of this buyer, by name."""
    people = User.objects.filter(posts__buyer=buyer, posts__role=Role.COMMITTEE, is_active=True)
    people = people.distinct().select_related("member_key").order_by("name", "pk")
    keys = ((person, getattr(person, "member_key", None)) for person in people)
    return [Opener(person, key, key is not None and key.is_tried(now)) for person, key in keys]


def room_of(tender: Tender, reader: User, now: datetime) -> Room:
    """Return the room as this person finds it at this instant, in a fixed number of queries."""
    round_ = tender.rounds.filter(number=tender.round_number).first()
    envelope = Envelope.objects.filter(round=round_).first() if round_ else None
    opening = Opening.objects.filter(envelope=envelope).first() if envelope else None
    seats = _seats(tender, envelope)
    own = next((seat for seat in seats if seat.person == reader), None)
    unlocked = sum(seat.unlocked_at is not None for seat in seats)
    return Room(
        tender=tender,
        now=now,
        round=round_,
        envelope=envelope,
        seats=seats,
        missing=max(0, envelope.quorum - unlocked) if envelope else 0,
        own=own,
        reasons=_reasons(tender, reader, now) if own else [],
        opening=opening,
        bids=_bids(tender, opening, reader, now) if opening else [],
        record=_record(tender, opening, reader) if opening else None,
        clock=_clock(tender, round_, now) if round_ and now < round_.deadline_at else None,
        names_committee=Role.OFFICER in tender.roles_of(reader),
        custodian_apart=is_apart(),
        is_to_give=bool(own) and opening is None and _is_to_give(tender, reader),
    )


def _seats(tender: Tender, envelope: Envelope | None) -> list[Seat]:
    unlocks = Unlock.objects.filter(envelope=envelope) if envelope else Unlock.objects.none()
    moments = dict(unlocks.values_list("member", "unlocked_at"))
    members = tender.committee.select_related("person").order_by("person__name", "pk")
    return [Seat(member.person, moments.get(member.person_id)) for member in members]


def _is_to_give(tender: Tender, reader: User) -> bool:
    asked = transfer_of(tender)
    return asked is not None and is_asked_of(asked, reader)


def _reasons(tender: Tender, reader: User, now: datetime) -> list[Sentence]:
    """Return what keeps a member from unlocking; the deed asks again."""
    if tender.state in UNPUBLISHED:
        return [_("The call is not published yet.")]
    if tender.state not in {TenderState.PUBLISHED, TenderState.CLOSED}:
        return [_("Not possible while the state is “%(state)s”.") % {"state": tender.get_state_display()}]
    return [
        said for rule in (deadline_has_passed, no_outage_asks_for_time) if (said := rule(tender, by=reader, now=now))
    ]


def _bids(tender: Tender, opening: Opening, reader: User, now: datetime) -> list[OpenedBid]:
    """Return the bids that the reader may know of, each with its defects."""
    defects: dict[str, list[str]] = defaultdict(list)
    for row in opening.defects:
        defects[row["bid"]].append(row["sentence"])
    bids = access.bids_known_to(reader, tender, now).filter(round__number=tender.round_number)
    return [OpenedBid(bid, defects[bid.number]) for bid in bids]


def _record(tender: Tender, opening: Opening, reader: User) -> Paper | None:
    papers = access.papers_readable_by(reader).filter(tender=tender, kind=Paper.Kind.OPENING_RECORD)
    return papers.filter(made_at__gte=opening.opened_at).first()


def _clock(tender: Tender, round_: Round, now: datetime) -> Clock:
    zone = tender.buyer.time_zone
    as_of = date_format(to_local(now, zone), "TIME_FORMAT")
    return Clock(time_left(now, round_.deadline_at), as_of, until(round_.deadline_at, zone))
