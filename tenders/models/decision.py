"""Decisions per lot, their notification, the letters, and every paper the portal issues."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, User
from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence
from procurement.paper import Money
from suppliers.models import Supplier
from tenders.lifecycle.decision import DecisionLifecycle, DecisionState
from tenders.models.bid import PRACTICE_MARK, LotBid
from tenders.models.limits import Beyond, wins_beyond
from tenders.models.owed import is_specific

if TYPE_CHECKING:
    from datetime import datetime


class Decision(DecisionLifecycle):
    """A motivated decision about one lot (*décision motivée*)."""

    class Outcome(models.TextChoices):
        """What is decided."""

        AWARD = "award", _("award")
        NO_AWARD = "no_award", _("no award")
        CANCELLATION = "cancellation", _("cancellation")

    class Reason(models.TextChoices):
        """Why a lot is not awarded: the codes of eForms, `non-award-justification`."""

        ALL_REJECTED = "all-rej", _("all bids were rejected")
        NONE_RECEIVED = "no-rece", _("no bid was received")
        ONE_ADMISSIBLE = "one-admi", _("only one bid was admissible")
        INSUFFICIENT_FUNDS = "ins-fund", _("the funds are insufficient")
        NEED_CHANGED = "chan-need", _("the need has changed")
        ERROR = "tch-pro-error", _("a technical or procedural error")
        REVIEW = "rev-body", _("a review body decided so")
        OTHER = "other", _("other reason")

    lot = models.ForeignKey("tenders.Lot", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    reason_code = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    grounds = models.TextField(_("grounds"))
    # Why the winner was better, in words that a loser understands.
    advantages = models.TextField(_("characteristics and relative advantages of the winner"), blank=True)
    winners = models.ManyToManyField(LotBid, blank=True, related_name="+")
    # The lots that the winner gets together with this one, at prices less its discount, kept from the moment of the
    # draft (`models.discounts.Together`); empty where the lot is awarded by itself.
    combination = models.JSONField(default=dict, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # For whom a deputy approved or signed it; null where it was done in one's own right.
    approved_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    notified_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["drafted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None) | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="signed_at_and_by_together",
            ),
            models.UniqueConstraint(
                fields=["lot"], condition=Q(state__in=["draft", "approved"]), name="one_decision_in_preparation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.outcome} ({self.state})"

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the person's roles in the call."""
        return self.lot.tender.roles_of(person)

    def stood_in_for(self, person: User | None, roles: Collection[str], now: "datetime") -> User | None:
        """Return for whom this person acts here in one of these roles; None where it has the right itself."""
        return self.lot.tender.stood_in_for(person, roles, now)

    def has_declared_no_conflict(self, person: User) -> bool:
        """Tell whether the person declared for this call; before an opening there is nobody to declare on."""
        return self.lot.tender.has_declared_no_conflict(person)

    def missing_parts(self) -> list[Sentence]:
        """Name what a complete decision still lacks."""
        missing: list[Sentence] = []
        if not is_specific(self.grounds):
            missing.append(_("the grounds"))
        if self.outcome == self.Outcome.AWARD:
            if not self.winners.exists():
                missing.append(_("the winner"))
            if not is_specific(self.advantages):
                missing.append(_("the winner's advantages"))
        elif not self.reason_code:
            missing.append(_("the reason code"))
        return missing

    def wins_beyond_the_limit(self) -> list[Beyond]:
        """Return the winners that would win more lots of the call than one firm may."""
        if self.outcome != self.Outcome.AWARD:
            return []
        return wins_beyond(self, self.winners.select_related("bid__supplier"))

    def price_of(self, winner: LotBid) -> Decimal | None:
        """Return the price at which a winner gets the lot: less its discount, where it wins several together."""
        return Decimal(self.combination["price"]) if self.combination else winner.price

    @property
    def discount(self) -> Decimal:
        """The winner's discount for lots won together, in percent."""
        return Decimal(self.combination["percent"])

    @property
    def total_together(self) -> Money:
        """What the lots of the combination cost together."""
        return Money(Decimal(self.combination["total"]), self.lot.tender.currency)

    def stands_with(self, other: "Decision") -> bool:
        """Tell whether both awards stand on the same combination."""
        parts = ("lots", "bid", "percent", "total")
        return bool(self.combination) and all(self.combination[part] == other.combination.get(part) for part in parts)

    def lots_apart(self) -> list[str]:
        """Return the other lots of its combination that no decision awards with it, not even a draft."""
        return self._apart_from(Decision.objects.exclude(state=DecisionState.SUPERSEDED))

    def lots_not_signed_with_it(self) -> list[str]:
        """Return the other lots of its combination that no signed decision awards with it."""
        return self._apart_from(Decision.in_force())

    def _apart_from(self, decisions: "models.QuerySet[Decision]") -> list[str]:
        if not self.combination:
            return []
        others = decisions.filter(lot__tender=self.lot.tender_id, outcome=self.Outcome.AWARD).select_related("lot")
        fit = {self.lot.identifier, *(other.lot.identifier for other in others if self.stands_with(other))}
        return [lot for lot in self.combination["lots"] if lot not in fit]

    def owed(self, now: "datetime") -> list[Sentence]:
        """Name what a recipient of the notification is still owed."""
        return self.lot.owed(self, now)

    def successor_is_signed(self) -> bool:
        """Tell whether the decision that takes its place is signed, or the call as a whole was cancelled."""
        if self.lot.tender.state == "cancelled":
            return True
        successor = Decision.objects.filter(supersedes=self).first()
        return successor is not None and successor.signed_at is not None

    def is_superseded(self) -> bool:
        """Tell whether another decision, or the end of the call, took its place."""
        return self.state == DecisionState.SUPERSEDED

    @classmethod
    def acquaint(cls, rows: Sequence["Decision"], *, by: User | None) -> None:
        """Read together what rules and deeds ask of these decisions: their winners, and all of their lots."""
        models.prefetch_related_objects(rows, "winners", "lot")
        lots = [row.lot for row in rows]
        type(lots[0]).acquaint(lots, by=by)

    def moved(self, move: str, *, by: User | None, now: "datetime") -> None:
        """Stamp who approved and signed, and when."""
        if move == "approve":
            self.approved_at, self.approved_by = now, by
            self.approved_for = self.stood_in_for(by, {Role.APPROVER}, now)
        elif move == "send_back":
            self.approved_at, self.approved_by, self.approved_for = None, None, None
        elif move == "sign":
            self.signed_at, self.signed_by = now, by
            self.signed_for = self.stood_in_for(by, {Role.SIGNATORY}, now)
        elif move == "notify":
            self.notified_at = now

    @classmethod
    def in_force(cls) -> "models.QuerySet[Decision]":
        """Return the decisions that are signed and not superseded."""
        return cls.objects.filter(state__in=[DecisionState.SIGNED, DecisionState.NOTIFIED])


class InEarnest(models.Manager["Paper"]):
    """Papers that say something of a call. The receipt of a practice is read through `Paper.every` alone."""

    def get_queryset(self) -> models.QuerySet["Paper"]:
        """Return the papers that are no practice."""
        return super().get_queryset().exclude(kind=Paper.Kind.PRACTICE)


class Paper(models.Model):
    """A document the portal issued: signed bytes, stored once with their hash, never made again."""

    class Kind(models.TextChoices):
        """What it is."""

        RECEIPT = "receipt", _("receipt")
        OPENING_RECORD = "opening_record", _("opening record")
        EVALUATION_REPORT = "evaluation_report", _("evaluation report")
        DECISION = "decision", _("motivated decision")
        LETTER = "letter", _("letter")
        PRACTICE = "practice", _("practice receipt")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    lot = models.ForeignKey("tenders.Lot", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    bid_number = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    file = models.FileField(upload_to="papers")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Paper"]] = InEarnest()
    every: ClassVar[models.Manager["Paper"]] = models.Manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="practice") & Q(bid_number__startswith=PRACTICE_MARK)
                | ~Q(kind="practice") & ~Q(bid_number__startswith=PRACTICE_MARK),
                name="practice_receipt_says_so",
            ),
            models.UniqueConstraint(fields=["decision"], condition=Q(kind="decision"), name="decision_is_printed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Notification(models.Model):
    """One sending: decisions, or the end of the whole call, made known to all bidders at the same moment."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="notifications")
    decisions = models.ManyToManyField(Decision, blank=True, related_name="notifications")
    # Why the whole call was cancelled. Then there are no decisions, and the lots are those that it ended.
    reason = models.TextField(_("reason"), blank=True)
    lots = models.ManyToManyField("tenders.Lot", related_name="+")
    # As computed at this moment, by lot identifier: days, first and last day, earliest signature, source. A lot that
    # need not wait is absent. What the letters say never follows a later change of the lot or of the rules.
    standstills = models.JSONField(default=dict, blank=True)
    rule_pack = models.CharField(_("rules applied"), max_length=40)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # For whom a deputy did it; null where it was done in one's own right.
    sent_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["sent_at"]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.sent_at:%Y-%m-%d %H:%M}"

    @property
    def role(self) -> Role:
        """As what it is sent: a signatory ends a whole call, an officer makes decisions known."""
        return Role.SIGNATORY if self.reason else Role.OFFICER


class Letter(models.Model):
    """What one supplier is told in one notification, about all its lots, in its language."""

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="letters")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="letter")

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [models.UniqueConstraint(fields=["notification", "supplier"], name="one_letter_each")]

    def __str__(self) -> str:
        return f"{self.notification_id} → {self.supplier}"
