"""What the motivated decision, the letters and the evaluation report say. These are the places; others fill them.

Belgium: law of 17 June 2013 arts 4, 5, 8, 9; France: code de la commande publique R2181-1 to R2181-4; Directive
2014/24/EU arts 55 and 84. Texts of law come from the rule pack, in the paper's language, with their version.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal, TypeVar

from django.utils.translation import gettext as _

from procurement.paper import Lot, Money, PaperBase, Party, Signatory
from tenders.evaluation.facts import (
    Candidate,
    Criterion,
    Inquiry,
    RankedBid,
    RejectedBid,
    Remedies,
    Score,
    Standstill,
    Timetable,
    Winner,
)

DecisionOutcome = Literal["award", "no_award", "cancellation"]
LetterOutcome = Literal["winner", "loser", "rejected", "no_award", "cancellation"]
T = TypeVar("T")
AWARD_STATUS = {"award": "active", "no_award": "unsuccessful", "cancellation": "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPaper(PaperBase):
    """The *décision motivée* about one lot.

    `value` is estimated; `reason` is the code's sentence when there is no award, `grounds` the facts behind it, or the
    motivation of an award; `advantages` are the winner's characteristics and relative advantages. `together`: why a lot
    that is won with others went to this bid.
    """

    kind: ClassVar[str] = "decision"
    template: ClassVar[str] = "pdf/decision.html"

    lot: Lot
    outcome: DecisionOutcome
    subject: str
    value: Money | None
    procedure: str
    legal_ground: str
    notice: str = ""
    bids_received: int
    candidates: tuple[Candidate, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    ranking: tuple[RankedBid, ...] = ()
    rejected: tuple[RejectedBid, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    winners: tuple[Winner, ...] = ()
    advantages: str = ""
    grounds: str = ""
    together: str = ""
    reason: str = ""
    reason_code: str = ""
    timetable: Timetable
    standstill: Standstill | None = None
    remedies: Remedies | None = None
    signatory: Signatory
    rule_pack: str = ""

    @property
    def title(self) -> str:
        return _("Motivated decision, %(lot)s") % {"lot": self.lot}

    @property
    def winners_named(self) -> str:
        """The names of the winners, in one line."""
        return ", ".join(winner.supplier.name for winner in self.winners)

    @property
    def standstills(self) -> tuple[tuple[Standstill, tuple[Lot, ...]], ...]:
        """The standstill as letters have it, for the same template."""
        return ((self.standstill, (self.lot,)),) if self.standstill else ()

    def as_data(self) -> dict[str, Any]:
        """Return every value, and under `awards` the same result in the words of OCDS 1.1.5 (sums as numbers)."""
        return {**PaperBase.as_data(self), "awards": [self._award()]}

    def _award(self) -> dict[str, Any]:
        signed = self.signatory.signed_at
        award: dict[str, Any] = {
            "id": self.check.code if self.check else f"{self.reference}-{self.lot.identifier}",
            "title": self.lot.title,
            "status": AWARD_STATUS[self.outcome],
            "date": signed.isoformat() if signed else None,
            "suppliers": [{"id": winner.supplier.identifier, "name": winner.supplier.name} for winner in self.winners],
            "relatedLots": [self.lot.identifier],
        }
        prices = [winner.price for winner in self.winners if winner.price]
        if len(prices) == 1:  # OCDS knows one value an award; float is exact for sums below ten billion in cents
            award["value"] = {"amount": float(prices[0].amount), "currency": prices[0].currency}
        return {key: value for key, value in award.items() if value is not None}


@dataclass(frozen=True, slots=True)
class OwnScore:
    """The recipient's points for one criterion, beside the winner's where the law lets them be told."""

    score: Score
    winner_points: Decimal | None

    @property
    def heading(self) -> str:
        """Of which criterion it is a part."""
        return self.score.heading

    @property
    def points(self) -> Decimal:
        """The recipient's own."""
        return self.score.points

    @property
    def maximum(self) -> Decimal:
        """What could be earned."""
        return self.score.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLetter:
    """What one supplier is told about one lot.

    For a loser: rank, points and reasons, the winner's name, points and advantages. For a rejected bid: `rejection`.
    `together` says what lots won together have to do with it.
    For no award and cancellation: `reason` and its facts in `grounds`. For a winner: `follows`, what happens next.
    """

    lot: Lot
    outcome: LetterOutcome
    remedies: Remedies
    standstill: Standstill | None = None
    rank: int | None = None
    ranked: int | None = None
    total: Decimal | None = None
    winner_total: Decimal | None = None
    maximum: Decimal | None = None
    price: Money | None = None
    scores: tuple[OwnScore, ...] = ()
    rejection: RejectedBid | None = None
    winners: tuple[Winner, ...] = ()
    advantages: str = ""
    together: tuple[str, ...] = ()
    reason: str = ""
    grounds: str = ""
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPaper(PaperBase):
    """One letter per supplier and notification, covering all its lots decided together, in its language.

    `channel` says how it is sent ("Electronic notification"); `contact` who answers questions.
    """

    kind: ClassVar[str] = "letter"
    template: ClassVar[str] = "pdf/letter.html"

    recipient: Party
    attention: str = ""
    channel: str = ""
    lots: tuple[LotLetter, ...]
    timetable: Timetable
    contact: str = ""
    signatory: Signatory
    rule_pack: str = ""

    @property
    def title(self) -> str:
        return _("Letter to %(name)s") % {"name": self.recipient.name}

    @property
    def awards(self) -> bool:
        """Tell whether a contract follows for one of the lots."""
        return any(letter.outcome in {"winner", "loser", "rejected"} for letter in self.lots)

    @property
    def remedies(self) -> tuple[tuple[Remedies, tuple[Lot, ...]], ...]:
        """The different remedies, each with the lots that it is for: usually one for all."""
        return _shared(tuple((letter.remedies, letter.lot) for letter in self.lots))

    @property
    def standstills(self) -> tuple[tuple[Standstill, tuple[Lot, ...]], ...]:
        """The different standstills, each with its lots: usually one for all, none without an award."""
        return _shared(tuple((letter.standstill, letter.lot) for letter in self.lots if letter.standstill))


def _shared(pairs: tuple[tuple[T, Lot], ...]) -> tuple[tuple[T, tuple[Lot, ...]], ...]:
    lots: dict[T, tuple[Lot, ...]] = {}
    for thing, lot in pairs:
        lots[thing] = (*lots.get(thing, ()), lot)
    return tuple(lots.items())
