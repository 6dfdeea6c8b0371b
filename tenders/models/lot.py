"""Lots and their award criteria, and the questions that the lot's lifecycle asks."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_number, tells_its_number
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.lot import ENDED, LotLifecycle, LotState
from tenders.models import formulas
from tenders.models.bid import LotBid
from tenders.models.decision import Decision
from tenders.models.levels import Level, levels_from
from tenders.models.owed import owed
from tenders.models.panel import Consensus, Ranking

STAGE_OF_MOVE = {
    "decide": "decision",
    "start_standstill": "notification",
    "end_without_award": "notification",
    "cancel": "notification",
    "award": "standstill",
    "contract": "contract",
}
LONGEST_HEADING = 200
PRICE_ALONE = _("The price stands by itself: it can't be a part of another criterion.")


@dataclass(frozen=True, slots=True)
class Known:
    """What a page or a paper about many lots asks of one of them: see `read_together`."""

    bids: Sequence[LotBid]
    ranking: Ranking | None
    agreements: Sequence[Consensus]


class Lot(LotLifecycle):
    """A part of a call that can be bid for and awarded alone."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="lots")
    identifier = models.CharField(_("identifier"), max_length=40)
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=600)
    description = models.TextField(_("description"), blank=True)
    cpv = models.CharField(_("CPV code"), max_length=8, blank=True, db_index=True)
    nuts = models.CharField(_("place of performance"), max_length=5, blank=True, db_index=True)
    value = models.DecimalField(_("estimated value"), max_digits=18, decimal_places=2, null=True, blank=True)
    # Written by the notification: the last day of the standstill, and the day after it.
    standstill_ends = models.DateField(null=True, blank=True)
    earliest_signature = models.DateField(null=True, blank=True)
    contracted_on = models.DateField(null=True, blank=True)
    contract_value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering = ["tender", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "identifier"], name="lot_identifier_once"),
            models.CheckConstraint(
                condition=Q(contracted_on=None)
                | Q(earliest_signature=None)
                | Q(contracted_on__gte=models.F("earliest_signature")),
                name="no_contract_before_standstill_ends",
            ),
        ]

    _known: Known | None = None
    _decisions: Sequence[Decision] | None = None

    def __str__(self) -> str:
        return self.lead + self.title

    @property
    def number(self) -> str:
        """What people call it: "1" for LOT-0001."""
        return lot_number(self.identifier)

    @property
    def label(self) -> str:
        """The same with the word before it."""
        return _("Lot %(lot)s") % {"lot": self.number}

    @property
    def lead(self) -> str:
        """What stands before the title, unless the title says it itself."""
        return "" if tells_its_number(self.title, self.identifier) else f"{self.label}. "

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the person's roles in the call."""
        return self.tender.roles_of(person)

    def stood_in_for(self, person: User | None, roles: Collection[str], now: datetime) -> User | None:
        """Return for whom this person acts here in one of these roles; None where it has the right itself."""
        return self.tender.stood_in_for(person, roles, now)

    def bids(self) -> models.QuerySet[LotBid]:
        """Return the opened bids for this lot. For rules and papers; people go through `tenders/access.py`."""
        return _with_its_firm(LotBid.objects.filter(lot=self))

    def every_bid(self) -> Sequence[LotBid]:
        """Return the same bids as rows, read already where `read_together` has."""
        return self._known.bids if self._known else list(self.bids())

    def ranking(self) -> Ranking | None:
        """Return the ranking that counts."""
        return self._known.ranking if self._known else self.rankings.filter(undone_at=None).last()

    def agreements(self) -> Sequence[Consensus]:
        """Return what the panel agreed on, bid by bid and criterion by criterion."""
        return self._known.agreements if self._known else list(Consensus.objects.filter(lot_bid__lot=self))

    def decision_in_force(self) -> Decision | None:
        """Return the signed decision that was not superseded."""
        if self._decisions is not None:
            return max(self._decisions, key=lambda one: one.signed_at or one.drafted_at, default=None)
        return Decision.in_force().filter(lot=self).order_by("signed_at").last()

    def notified_decision(self) -> Decision | None:
        """Return the decision in force once it was notified."""
        if self._decisions is not None:
            notified = [one for one in self._decisions if one.notified_at]
            return max(notified, key=lambda one: one.notified_at or one.drafted_at, default=None)
        return Decision.in_force().filter(lot=self, notified_at__isnull=False).order_by("notified_at").last()

    def decision_is_signed(self) -> bool:
        """Tell whether a signed decision is in force."""
        return self.decision_in_force() is not None

    def decision_was_superseded(self) -> bool:
        """Tell whether the decision in force is a new one that took the place of another."""
        decision = self.decision_in_force()
        return decision is not None and decision.supersedes is not None and decision.supersedes.is_superseded()

    def notified_outcome(self) -> str | None:
        """Return the outcome that was notified, if any."""
        decision = self.notified_decision()
        return decision.outcome if decision else None

    def is_to_be_cancelled(self) -> bool:
        """Tell whether the call, or this lot by its own decision, was cancelled."""
        return self.tender.state == "cancelled" or self.notified_outcome() == "cancellation"

    def local_day(self, now: datetime) -> date:
        """Return the day that it is at the buyer's."""
        return self.tender.local_day(now)

    def is_suspended(self, now: datetime) -> bool:
        """Tell whether a review body's suspension is in force."""
        return self.tender.pauses.filter(
            Q(ends_at=None) | Q(ends_at__gt=now), kind="review", starts_at__lte=now
        ).exists()

    def concerned(self) -> list[LotBid]:
        """Return the bids whose firms are told what is decided: the last round's, and those rejected before it.

        Who was rejected and never told so is still concerned (89/665/EEC art. 2a(2)).
        """
        last, out = self.tender.round_number, LotBidState.REJECTED
        return [bid for bid in self.every_bid() if bid.bid.round.number == last or bid.state == out]

    def owed(self, decision: Decision, now: datetime) -> list[Sentence]:
        """Name what the recipients of this decision are still owed (art. 55)."""
        return owed(self, decision, now)

    def moved(self, move: str, *, by: User | None, now: datetime) -> None:
        """Stamp the call's stage once the last lot that takes this step has taken it."""
        self.all_moved([self], move, by=by, now=now)

    @classmethod
    def all_moved(cls, rows: Sequence["Lot"], move: str, *, by: User | None, now: datetime) -> None:  # noqa: ARG003
        """Stamp the same for several lots of a call that take the step together."""
        if move == "reconsider":
            for lot in rows:
                lot.standstill_ends = lot.earliest_signature = None
        kind, tender = STAGE_OF_MOVE.get(move), rows[0].tender
        untold = move == "cancel" and any(lot.notified_decision() is None for lot in rows)
        if kind and not untold and not _others_before(rows, move):
            tender.stages.filter(kind=kind).update(actual=_day_of(kind, rows[0], now))

    @classmethod
    def acquaint(cls, rows: Sequence["Lot"], *, by: User | None) -> None:
        """Read together what rules and deeds ask of these lots: their call once, bids, rankings and decisions."""
        models.prefetch_related_objects(rows, "tender__buyer", "criteria")
        read_together(rows)
        in_force = defaultdict(list)
        for decision in Decision.in_force().filter(lot__in=rows).prefetch_related("winners"):
            in_force[decision.lot_id].append(decision)
        for lot in rows:
            lot._decisions = in_force[lot.pk]  # noqa: SLF001  its own class
        for tender in {lot.tender_id: lot.tender for lot in rows}.values():
            if by is not None:
                tender.ask_once_about(by)


def _day_of(kind: str, lot: Lot, now: datetime) -> date:
    """A standstill ended with its last day, whenever the award follows; any other stage with its move."""
    waited = lot.tender.lots.exclude(state=LotState.CANCELLED).aggregate(last=models.Max("standstill_ends"))
    return (waited["last"] if kind == "standstill" else None) or lot.local_day(now)


def _others_before(lots: Sequence[Lot], move: str) -> bool:
    """Tell whether another lot of their call has yet to take the step that these take."""
    others = lots[0].tender.lots.exclude(pk__in=[lot.pk for lot in lots]).exclude(state__in=ENDED)
    earlier = {"decide": ["undecided"], "start_standstill": ["undecided", "decided"]}
    earlier["end_without_award"] = earlier["cancel"] = earlier["start_standstill"]
    earlier["award"] = [*earlier["start_standstill"], "standstill"]
    earlier["contract"] = [*earlier["award"], "awarded"]
    return others.filter(state__in=earlier[move]).exists()


def read_together(lots: Sequence[Lot]) -> None:
    """Keep in these copies of the rows what is asked of each, for the length of one page or paper: three questions.

    Deeds lock rows of their own, which know nothing of it, and ask again: one that moves many, once for all of them.
    """
    bids, rankings, agreements = defaultdict(list), {}, defaultdict(list)
    for bid in _with_its_firm(LotBid.objects.filter(lot__in=lots)):
        bids[bid.lot_id].append(bid)
    for ranking in Ranking.objects.filter(lot__in=lots, undone_at=None):
        rankings[ranking.lot_id] = ranking  # the last one counts
    lot_of = {bid.pk: lot for lot, found in bids.items() for bid in found}
    for agreed in Consensus.objects.filter(lot_bid__lot__in=lots):
        agreements[lot_of[agreed.lot_bid_id]].append(agreed)
    for lot in lots:
        lot._known = Known(bids[lot.pk], rankings.get(lot.pk), agreements[lot.pk])  # noqa: SLF001  its own module


def _with_its_firm(bids: models.QuerySet[LotBid]) -> models.QuerySet[LotBid]:
    return bids.select_related("bid__supplier", "bid__round").order_by("bid__number")


class AwardCriterion(models.Model):
    """How bids for a lot are compared; published with its weight (art. 67)."""

    class Kind(models.TextChoices):
        """Price is computed by a published formula, quality is scored on a published scale."""

        PRICE = "price", _("price")
        QUALITY = "quality", _("quality")

    class Formula(models.TextChoices):
        """The price formulas of `tenders.evaluation.scoring`."""

        LOWEST_PROPORTIONAL = "lowest_proportional", _("lowest price ÷ price")
        LINEAR = "linear", _("linear up to twice the lowest price")
        LINEAR_RANGE = "linear_range", _("linear between the lowest and the highest price")
        REFERENCE = "reference", _("linear against a reference amount")

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("criterion"), max_length=600)
    # Of what it is a part, in the call's language: the sub-criteria of one criterion have the same heading, are scored
    # each on its own, and weigh together what the criterion weighs.
    heading = models.CharField(_("part of the criterion"), max_length=LONGEST_HEADING, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, null=True, blank=True)
    weight_text = models.CharField(_("weight as published"), max_length=600, blank=True)
    flagged = models.BooleanField(_("weight could not be read"), default=False)
    formula = models.CharField(max_length=20, choices=Formula.choices, default=Formula.LOWEST_PROPORTIONAL)
    reference = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    scale_max = models.DecimalField(max_digits=5, decimal_places=2, default=10)
    threshold = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    # The published levels in the call's language, lowest first: {"points": "2", "name": …, "description": …}. Without
    # any, every score from 0 to `scale_max` is on the scale.
    levels = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("award criterion")
        verbose_name_plural = _("award criteria")
        ordering = ["lot", "position"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "code"], name="criterion_code_once"),
            models.UniqueConstraint(fields=["lot"], condition=Q(kind="price"), name="one_price_criterion"),
            models.CheckConstraint(condition=Q(weight=None) | Q(weight__gt=0), name="weight_above_zero"),
            models.CheckConstraint(condition=Q(scale_max__gt=0), name="scale_above_zero"),
            models.CheckConstraint(
                condition=Q(heading="") | Q(kind="quality"),
                name="price_under_no_heading",
                violation_error_message=PRICE_ALONE,
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Its name where it stands alone, with that of the criterion of which it is a part."""
        return f"{self.heading} – {self.name}" if self.heading else self.name

    @property
    def scale(self) -> tuple[Level, ...]:
        """The described levels, lowest first; none where any score up to `scale_max` is on the scale."""
        return levels_from(self.levels)

    @property
    def in_words(self) -> str:
        """How a price becomes points; "" for a scored criterion, and where no weight was read."""
        if self.kind != self.Kind.PRICE or self.weight is None:
            return ""
        return formulas.in_words(self.formula, self.weight, self.reference)
