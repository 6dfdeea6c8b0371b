"""Who evaluates, what they declare, how they score, what they agree on, and the ranking that follows."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from procurement.accounts.roles import Role
from procurement.lot_numbers import lot_numbers
from tenders.models.bid import LotBid


class PanelMember(models.Model):
    """A member of the evaluation panel of one call. One of them is the chair."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="panel")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=20,
        choices=[(Role.CHAIR.value, Role.CHAIR.label), (Role.EVALUATOR.value, Role.EVALUATOR.label)],
        default=Role.EVALUATOR,
    )
    external = models.BooleanField(_("external expert"), default=False)
    # The lots that this person judges, and of which alone it reads bids. None named: every lot.
    lots = models.ManyToManyField("tenders.Lot", blank=True, related_name="+")

    class Meta:
        verbose_name = _("panel member")
        verbose_name_plural = _("panel members")
        constraints = [
            models.UniqueConstraint(fields=["tender", "person"], name="panel_member_once"),
            models.UniqueConstraint(fields=["tender"], condition=Q(role="chair"), name="one_chair"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"

    @property
    def part(self) -> str:
        """As what the person judges, and which lots where it is not every one."""
        role, lots = str(self.get_role_display()), [lot.identifier for lot in self.lots.all()]
        if not lots:
            return role
        named = ngettext("lot %(lots)s", "lots %(lots)s", len(lots)) % {"lots": lot_numbers(lots)}
        return _("%(role)s, of %(lots)s") % {"role": role, "lots": named}


class CommitteeMember(models.Model):
    """A member of the opening committee of one call."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="committee")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "person"], name="committee_member_once")]

    def __str__(self) -> str:
        return f"{self.person}"


class ConflictDeclaration(models.Model):
    """A person declares, once the names are known, whether it has a conflict of interest (art. 24). Append-only."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_conflict = models.BooleanField()
    statement = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("conflict declaration")
        verbose_name_plural = _("conflict declarations")
        constraints = [
            models.CheckConstraint(condition=Q(has_conflict=False) | ~Q(statement=""), name="conflict_is_described")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {'conflict' if self.has_conflict else 'none'}"


class Score(models.Model):
    """One evaluator's score of one bid on one criterion, on the published scale, with its reason."""

    lot_bid = models.ForeignKey(LotBid, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey("tenders.AwardCriterion", on_delete=models.PROTECT, related_name="+")
    evaluator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.TextField()
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot_bid", "criterion", "evaluator"], name="one_score_each"),
            models.CheckConstraint(condition=~Q(reason=""), name="score_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_bid_id} / {self.criterion_id}"


class Agreements(models.QuerySet["Consensus"]):
    """Agreements, and whether the scores that they were about are still the same."""

    def compared(self) -> "Agreements":
        """Mark each with `overtaken`: a score of the same bid and criterion was given after it."""
        newer = Score.objects.filter(
            lot_bid=OuterRef("lot_bid"), criterion=OuterRef("criterion"), scored_at__gt=OuterRef("agreed_at")
        )
        return self.annotate(overtaken=Exists(newer))

    def standing(self) -> "Agreements":
        """Return those that no later score has overtaken: only these count."""
        return self.compared().filter(overtaken=False)  # type: ignore[misc]  # annotated


class Consensus(models.Model):
    """What the panel agreed on: one score, one common reason."""

    lot_bid = models.ForeignKey(LotBid, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey("tenders.AwardCriterion", on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.TextField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = Agreements.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot_bid", "criterion"], name="one_consensus_each"),
            models.CheckConstraint(condition=~Q(reason=""), name="consensus_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_bid_id} / {self.criterion_id}"


class Ranking(models.Model):
    """A lot's ranking: the matrix that went in and the result that came out, both as published.

    The last one counts that was not undone; those that were undone when the scoring was opened again stay on file.
    """

    lot = models.ForeignKey("tenders.Lot", on_delete=models.PROTECT, related_name="rankings")
    matrix = models.JSONField()
    result = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.made_at:%Y-%m-%d %H:%M}"
