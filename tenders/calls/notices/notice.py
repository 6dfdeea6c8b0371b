"""What a published contract notice says, whichever format it came in. Plain values: no database, no opinion.

A part that the notice leaves out is None (or empty). Whether a call can be made of what is there is not decided here.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from tenders.calls.notices.weights import Weight


class NoticeFormat(StrEnum):
    """The two families of notices that are read."""

    EFORMS = "eforms"  # UBL 2.3 with the eForms extension, in use since 2023
    TED = "ted"  # TED XML R2.0.9, until 2023


class NoticeProcedure(StrEnum):
    """Kinds of procedure, in the words of the eForms code list `procurement-procedure-type`."""

    OPEN = "open"
    RESTRICTED = "restricted"
    NEGOTIATED_WITH_CALL = "neg-w-call"
    COMPETITIVE_DIALOGUE = "comp-dial"
    INNOVATION = "innovation"
    NEGOTIATED_WITHOUT_CALL = "neg-wo-call"
    OTHER = "other"

    @property
    def starts_with_requests(self) -> bool:
        """Whether firms ask to take part before they make an offer (Directive 2014/24/EU, arts 28-31)."""
        return self in TWO_STAGES


TWO_STAGES = frozenset(
    {
        NoticeProcedure.RESTRICTED,
        NoticeProcedure.NEGOTIATED_WITH_CALL,
        NoticeProcedure.COMPETITIVE_DIALOGUE,
        NoticeProcedure.INNOVATION,
    }
)


class NoticeNature(StrEnum):
    """What is bought."""

    WORKS = "works"
    SUPPLIES = "supplies"
    SERVICES = "services"


class CriterionKind(StrEnum):
    """Kinds of award criteria (Directive 2014/24/EU, art. 67)."""

    PRICE = "price"
    COST = "cost"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class NoticeBuyer:
    """An authority that buys. `country` is ISO 3166-1 alpha-2; `national_id` stands as published."""

    name: str | None = None
    national_id: str | None = None
    country: str | None = None
    nuts: str | None = None
    street: str | None = None
    postal_code: str | None = None
    town: str | None = None
    email: str | None = None
    website: str | None = None

    @property
    def address(self) -> str:
        """Street, postal code and town on one line."""
        town = " ".join(part for part in (self.postal_code, self.town) if part)
        return ", ".join(part for part in (self.street, town) if part)


@dataclass(frozen=True, slots=True)
class NoticeMoment:
    """A date, often with a time, as the notice tells it: `date` and `time` are local, `at` is the instant in UTC.

    `offset` is the distance from UTC as published; None in TED XML, which publishes the buyer's local time alone. Then
    the instant follows from `zone`, the IANA zone of the buyer's country. `at` is None where no time is published.
    """

    date: date
    time: time | None
    offset: timedelta | None
    zone: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """How long the contract runs: a length in `unit` (day, week, month or year), or dates, or both, or nothing."""

    length: int | None = None
    unit: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class NoticeCriterion:
    """An award criterion with its weight as published; `heading` names the criterion of which it is a part."""

    kind: CriterionKind
    name: str | None
    description: str | None
    weight: Weight
    heading: str | None = None

    @property
    def flagged(self) -> bool:
        """Whether a person has to look at the weight, because what is published is not one exact number."""
        return self.weight.flagged


class NoticeVariants(StrEnum):
    """Whether offers may differ from what is asked, in the words of the eForms code list `permission`."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "not-allowed"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """What holds for every bid: `validity` says for how long a bid binds its firm; whom to ask, where to turn."""

    validity: NoticePeriod = NoticePeriod()
    contact_service: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    review_body: str | None = None
    review_period: str | None = None
    most_bids: int | None = None  # lots of one firm
    most_wins: int | None = None


@dataclass(frozen=True, slots=True)
class NoticeLot:
    """A lot. `identifier` is short, safe in file names (`[A-Za-z0-9-]+`) and unique in its notice.

    `published_identifier` stands as in the notice, where it may be a sentence. A notice without division into lots has
    one lot. No `criteria` means that the notice leaves them to the procurement documents.
    """

    identifier: str
    published_identifier: str | None = None
    title: str | None = None
    description: str | None = None
    cpv: tuple[str, ...] = ()
    nuts: tuple[str, ...] = ()
    nature: NoticeNature | None = None
    value: Decimal | None = None
    currency: str | None = None
    criteria: tuple[NoticeCriterion, ...] = ()
    period: NoticePeriod = NoticePeriod()
    renewal: str | None = None
    renewals: int | None = None
    options: str | None = None
    variants: NoticeVariants | None = None
    deadline: NoticeMoment | None = None


@dataclass(frozen=True, slots=True)
class NoticeIdentity:
    """The names a notice goes by, for telling whether it was read before."""

    publication_number: str | None = None  # in the Official Journal, as "187948-2022"
    notice_id: str | None = None
    notice_version: str | None = None
    digest: str = ""  # SHA-256 of the file, for a notice that has no name at all

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key, the most telling first. Two notices that share one key are the same notice."""
        keys = []
        if self.publication_number:
            keys.append(f"ted:{self.publication_number}")
        if self.notice_id:
            keys.append(f"notice:{self.notice_id.lower()}/{(self.notice_version or '1').lstrip('0') or '0'}")
        return tuple(keys) or (f"sha256:{self.digest}",)


@dataclass(frozen=True, slots=True)
class Notice:
    """A contract notice. Languages are ISO 639-1, CPV codes eight digits, money Decimal with two decimals.

    `form` is the eForms subtype ("16", "E3") or the TED form ("F02"). `deadline` is the earliest of the deadlines of
    the lots; with `deadline_is_for_requests` it ends the time for requests to participate (or expressions of interest),
    not for offers. `procedure_text` is the procedure as published, `legal_basis` a CELEX number. `procedure_id` is
    shared by all eForms notices of one procedure, and `changes` names the notice that this one corrects. `unmapped`
    names the parts of the notice that have content and were not read.
    """

    format: NoticeFormat
    form: str | None
    names: NoticeIdentity
    buyer: NoticeBuyer = NoticeBuyer()
    other_buyers: tuple[NoticeBuyer, ...] = ()
    title: str | None = None
    description: str | None = None
    reference: str | None = None
    language: str | None = None
    other_languages: tuple[str, ...] = ()
    submission_languages: tuple[str, ...] = ()
    terms: NoticeTerms = NoticeTerms()
    cpv: str | None = None
    cpv_additional: tuple[str, ...] = ()
    nuts: tuple[str, ...] = ()
    procedure: NoticeProcedure | None = None
    procedure_text: str | None = None
    procedure_description: str | None = None
    legal_basis: str | None = None
    accelerated: bool = False
    nature: NoticeNature | None = None
    value: Decimal | None = None
    currency: str | None = None
    framework: bool = False
    purchasing_system: bool = False
    sent: date | None = None
    sent_at: datetime | None = None
    published: date | None = None
    deadline: NoticeMoment | None = None
    deadline_is_for_requests: bool = False
    opening: NoticeMoment | None = None
    documents_url: str | None = None
    divided: bool = False
    procedure_id: str | None = None
    changes: str | None = None
    lots: tuple[NoticeLot, ...] = ()
    unmapped: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The publication number, else the notice's id and version, else a digest of the file."""
        return self.names.keys[0]

    @property
    def identities(self) -> tuple[str, ...]:
        """All keys of this notice. It was read before if any of them was seen before."""
        return self.names.keys

    @property
    def changed_key(self) -> str | None:
        """The key of the notice that this one changes (BT-758: id and version, or a publication number)."""
        name, _dash, version = (self.changes or "").rpartition("-")
        if not name or not version.isdecimal():
            return None
        if name.isdecimal():
            return f"ted:{self.changes}"
        return NoticeIdentity(notice_id=name, notice_version=version).keys[0]
