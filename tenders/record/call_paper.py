"""A public call on paper: the values that its PDF writes and carries along. Filled by `tenders.record.printing`."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.paper import Lot, Money, PaperBase, in_fours
from tenders.calls.told_terms import Told


@dataclass(frozen=True, slots=True)
class LevelOnPaper:
    """A described level of a scale; `points` as they are read."""

    points: Decimal
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class CriterionOnPaper:
    """An award criterion. `weight` out of 100 as it is read; `how` a price becomes points, "" for a scored one.

    `heading` names the criterion of which it is a part, and `of_heading` what that one weighs; "" for none.
    """

    name: str
    weight: str
    how: str
    top: Decimal
    levels: tuple[LevelOnPaper, ...] = ()
    heading: str = ""
    of_heading: str = ""


@dataclass(frozen=True, slots=True)
class LotOnPaper:
    """A lot; `codes` where they are not those of the call, `stands` where it has ended or is being decided.

    `terms` and `pieces` are told in the words of the web page.
    """

    lot: Lot
    description: str
    codes: str
    value: Money | None
    stands: str
    results: tuple[str, ...]
    criteria: tuple[CriterionOnPaper, ...]
    terms: tuple[Told, ...]
    pieces: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class AskedOnPaper:
    """A selection criterion: what a firm must be able to do; `about` names its kind and lot."""

    name: str
    level: str
    proof: str
    about: str


@dataclass(frozen=True, slots=True)
class DateOnPaper:
    """A stage with the day promised first, the one promised now, and the actual one."""

    word: str
    first: date | None
    current: date | None
    actual: date | None


@dataclass(frozen=True, slots=True)
class DocumentOnPaper:
    """A document of the call with its SHA-256 (hex) and size in bytes; `replaces` names the older version."""

    title: str
    language: str
    size: int
    sha256: str
    replaces: str

    @property
    def digest(self) -> str:
        """The hash in groups of four, as people compare it."""
        return in_fours(self.sha256)


@dataclass(frozen=True, slots=True)
class AnswerOnPaper:
    """One answer, above it every question that it answers; `declined` is the reason where there is none."""

    texts: tuple[str, ...]
    about: str
    answered_at: datetime
    answer: str
    declined: str


@dataclass(frozen=True, slots=True)
class MeetingOnPaper:
    """A visit or a meeting: never who came."""

    word: str
    starts_at: datetime
    place: str
    minutes: str


@dataclass(frozen=True, slots=True)
class PartOnPaper:
    """What an amendment wrote otherwise."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeOnPaper:
    """A change after the publication, with its reason, and who made it when."""

    title: str
    reason: str
    by: str
    parts: tuple[PartOnPaper, ...]


@dataclass(frozen=True, slots=True)
class NoteOnPaper:
    """What the ombudsperson said of the call."""

    language: str
    text: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPaper(PaperBase):
    """Everything that the public page of a call says; its own words are in `call_language`."""

    kind = "call"
    template = "pdf/call.html"

    call_language: str
    address: str
    state: str
    procedure: str
    nature: str
    round: str
    cpv: str
    nuts: str
    value: Money | None
    published_at: datetime | None
    deadline_at: datetime | None
    takes_up: str
    description: str
    lots: tuple[LotOnPaper, ...]
    asked: tuple[AskedOnPaper, ...]
    terms: tuple[Told, ...]
    dates: tuple[DateOnPaper, ...]
    documents: tuple[DocumentOnPaper, ...]
    documents_url: str
    answers: tuple[AnswerOnPaper, ...]
    meetings: tuple[MeetingOnPaper, ...]
    changes: tuple[ChangeOnPaper, ...]
    notes: tuple[NoteOnPaper, ...]

    @property
    def title(self) -> str:
        return _("Call for tenders: %(title)s") % {"title": self.tender}
