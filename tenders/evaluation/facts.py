"""The pieces of which decisions, letters and reports are made: who, how many points, why, by when, and before whom.

Directive 2014/24/EU arts 55 and 84; Directive 89/665/EEC art. 2a. Points and sums are decimals, dates are the buyer's
local days.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.paper import Money, Party


@dataclass(frozen=True, slots=True)
class Criterion:
    """An award criterion with its weight, in the points that it can bring; `heading` names of which it is a part."""

    name: str
    weight: Decimal
    description: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a bid got for one criterion, out of `maximum`, the panel's reason, and the published level in words."""

    criterion: str
    points: Decimal
    maximum: Decimal
    reason: str
    level: str = ""
    heading: str = ""  # of which criterion it is a part


@dataclass(frozen=True, slots=True)
class RankedBid:
    """A bid in the ranking of one lot, with its points per criterion."""

    supplier: Party
    rank: int
    total: Decimal
    scores: tuple[Score, ...]
    price: Money | None = None
    bid_number: str = ""


@dataclass(frozen=True, slots=True)
class RejectedBid:
    """A bid that was rejected: the rule that it does not meet, and the facts. `phase` says when."""

    supplier: Party
    phase: str
    rule: str
    facts: str
    abnormally_low: bool = False
    bid_number: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who asked to take part in a procedure of several rounds; the reasons when not selected."""

    supplier: Party
    selected: bool
    rule: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Winner:
    """Who gets a lot. `price` is absent where the law does not let it be told."""

    supplier: Party
    total: Decimal | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A price that looked too low: what was asked and answered, and the reasoned conclusion (art. 69)."""

    supplier: Party
    asked_on: date
    answered_on: date | None
    test: str
    conclusion: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A declaration about conflicts of interest, and how a declared one was handled (arts 24, 84)."""

    person: str
    role: str
    declared_on: date
    statement: str = ""
    handled: str = ""


@dataclass(frozen=True, slots=True)
class StageDates:
    """One stage: promised first, promised now, happened."""

    word: str
    first: date | None
    current: date | None
    actual: date | None


@dataclass(frozen=True, slots=True)
class PauseDates:
    """A pause, both days included; `last_day` is absent while it lasts."""

    word: str
    legal_basis: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Timetable:
    """Planned and actual dates, with every pause."""

    stages: tuple[StageDates, ...]
    pauses: tuple[PauseDates, ...] = ()


@dataclass(frozen=True, slots=True)
class Standstill:
    """The time before a contract may be signed: length in days, first and last day, and the day after it."""

    days: int
    starts: date
    ends: date
    earliest_signature: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class LastDay:
    """One remedy by its last day, where the rule pack lets it be computed."""

    word: str
    until: date


@dataclass(frozen=True, slots=True)
class Remedies:
    """What one can do, before whom, where, and by when: texts of the rule pack, whose `version` is kept."""

    body: str
    address: str
    periods: tuple[str, ...]
    source: str
    version: str
    last_days: tuple[LastDay, ...] = ()
