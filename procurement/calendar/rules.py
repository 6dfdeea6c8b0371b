"""What a rule pack is made of. Every row carries its source and whether its wording was confirmed against it.

`confirmed` is about the citation, not about the law: the authority's lawyer confirms a pack before it is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement.calendar.policies import Policy


class Form(StrEnum):
    """How a firm declares that it may take part (Directive 2014/24/EU art. 59)."""

    ESPD = "espd"
    """The European Single Procurement Document (DUME, UEA, EEE): every ground and every criterion, one by one."""

    SWORN = "sworn"
    """One sentence on one's honour."""

    IMPLICIT = "implicit"
    """Handing the bid in says it."""


class Option(StrEnum):
    """Questions that a rule pack answers with yes or no."""

    EXCLUDE_DEADLINE_DAY = "exclude_deadline_day"
    """A deadline day that would be no working day is waited out to the end of the next one (Belgian practice)."""

    NO_STANDSTILL_FOR_SOLE_TENDERER = "no_standstill_for_sole_tenderer"
    NO_STANDSTILL_WITHOUT_PUBLICATION = "no_standstill_without_publication"

    SIGNATURE_DATE_IN_LETTERS = "signature_date_in_letters"
    """A letter without the earliest date of signature is unlawful."""

    REMEDIES_START_THE_PERIOD = "remedies_start_the_period"
    """A letter without the remedies does not start the time for review."""

    PUBLIC_BID_COUNT = "public_bid_count"
    PUBLIC_BIDDER_NAMES = "public_bidder_names"
    PUBLIC_LOSER_POINTS = "public_loser_points"
    """These three: what everyone may see after notification."""

    OPENING_NAMES_TO_BIDDERS = "opening_names_to_bidders"
    OPENING_NAMES_TO_PUBLIC = "opening_names_to_public"
    OPENING_OWN_RANK = "opening_own_rank"
    """These three: what is told once bids are opened and before anything is decided."""

    COMBINED_LOTS = "combined_lots"
    """A call may let bidders give discounts for lots that they win together (Directive 2014/24/EU art. 46(3))."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer to one `Option`."""

    value: bool
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Reduction:
    """A shorter length of a period; `when` is "electronic", "urgent" or "prior-information"."""

    when: str
    days: int
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A legal minimum or maximum in days, counted by `policy`.

    `procedure` is a code of the notice ("open", "restricted", "neg-w-call", "comp-dial", "innovation", "simplified",
    "adapted", "neg-wo-call", "other") or "any"; `phase` is "requests", "tenders", "standstill", "answers" (counted
    backwards), "documents" (added to "tenders"), "reasons" or "award-notice".
    """

    procedure: str
    phase: str
    days: int
    policy: Policy
    source: str
    confirmed: bool
    reductions: tuple[Reduction, ...] = ()


@dataclass(frozen=True, slots=True)
class StandstillRow:
    """A standstill and where it applies: `sending` is "any", "electronic" or "other", `subject` "any", "works" or
    "other"; `threshold_share` is the part of the EU threshold from which the contract is held back.
    """

    days: int
    sending: str
    subject: str
    threshold_share: Decimal
    policy: Policy
    source: str
    confirmed: bool

    def fits(self, *, electronic: bool, works: bool) -> bool:
        """Tell whether this row is about notifications sent this way, for contracts of this kind."""
        sending = "electronic" if electronic else "other"
        return self.sending in {"any", sending} and self.concerns(works=works)

    def concerns(self, *, works: bool) -> bool:
        """Tell whether this row is about contracts of this kind."""
        return self.subject in {"any", "works" if works else "other"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """EU thresholds in euro without VAT, from one day to another, both included."""

    valid_from: date
    valid_to: date
    central: Decimal
    sub_central: Decimal
    utilities: Decimal
    works: Decimal
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class FreeBelow:
    """The value in euro without VAT below which no competition is needed."""

    works: bool
    amount: Decimal
    valid_from: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Ceiling:
    """An amount in euro without VAT from a day on; `subject` is "any", "works" or "other"."""

    subject: str
    amount: Decimal
    valid_from: date
    source: str
    confirmed: bool

    def concerns(self, *, works: bool) -> bool:
        """Tell whether this row is about contracts of this kind."""
        return self.subject in {"any", "works" if works else "other"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """A legal ground for a call by invitation only: `ground` is a code of `grounds.Ground`.

    `procedure` is that of the call (`Period`). With ceilings, the estimate must be below the one in force.
    """

    ground: str
    procedure: str
    ceilings: tuple[Ceiling, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Declaring:
    """Which declaration is asked of a bidder: `value` is "large" (at or above the EU threshold) or "small".

    A call by one of `procedures` belongs to this row whatever its value.
    """

    form: Form
    value: str
    procedures: tuple[str, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """National publication may follow so many hours after the Official Journal confirmed receipt, if not before."""

    hours: int
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Notification:
    """By which ways a decision is sent, all on the same day ("electronic", "registered-letter").

    Where sendings differ, the periods run from the latest.
    """

    channels: tuple[str, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Retention:
    """For so many years at least, from its end, the papers of a procedure are kept."""

    years: int
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a letter says about review: before whom, where, and each way with its period, as whole sentences."""

    body: str
    address: str
    periods: tuple[str, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RulePack:
    """The rules of one jurisdiction from one day on; `country` is ISO alpha-2, or "EU" for the default.

    `version` is stored with each letter and tender that used the pack. `promises` are working days per stage
    (`Policy.WORKING_DAYS`): the buyer's word, not the law. `remedies` is keyed by forum, outcome and language.
    """

    country: str
    version: str
    valid_from: date
    valid_to: date | None
    source: str
    periods: tuple[Period, ...]
    standstills: tuple[StandstillRow, ...]
    thresholds: tuple[Thresholds, ...]
    no_competition: tuple[FreeBelow, ...]
    invitations: tuple[Invitation, ...]
    results_public: tuple[Ceiling, ...]
    declarations: tuple[Declaring, ...]
    national_publication: Wait
    notification: Notification
    retention: Retention
    options: Mapping[Option, Choice]
    promises: Mapping[str, int]
    remedies: Mapping[tuple[str, str, str], Remedy]

    def __repr__(self) -> str:
        return f"<RulePack {self.country} {self.version}>"

    def says(self, option: Option) -> bool:
        """Return the pack's answer; every pack answers every option."""
        return self.options[option].value

    def covers(self, day: date) -> bool:
        """Tell whether the pack is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
