"""The public promise: stages with what was first promised, what is promised now and what happened."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.roles import Role
from tenders.timetable.kinds import StageKind


class OfTheRunningRound(models.Manager["Stage"]):
    """The stages of the round that runs; those of earlier rounds stay, and `Stage.every` knows them."""

    def get_queryset(self) -> models.QuerySet["Stage"]:
        return super().get_queryset().filter(round_number=F("tender__round_number"))


class Stage(models.Model):
    """One stage of a call. Dates are local days of the buyer; `actual` is stamped by the move itself, never typed."""

    Kind = StageKind

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(_("stage"), max_length=20, choices=Kind.choices)
    round_number = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    who = models.CharField(_("who acts"), max_length=20, choices=Role.choices, blank=True)  # empty: the clock
    earliest = models.DateField(_("legal minimum"), null=True, blank=True)
    first_commitment = models.DateField(_("promised first"), null=True, blank=True)
    commitment = models.DateField(_("promised"), null=True, blank=True)
    expected = models.DateField(_("new expected date"), null=True, blank=True)
    actual = models.DateField(_("happened"), null=True, blank=True)

    objects = OfTheRunningRound()
    every = models.Manager["Stage"]()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["tender", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "round_number", "kind"], name="stage_once_per_round"),
            models.CheckConstraint(
                condition=Q(commitment=None) | Q(first_commitment__isnull=False), name="first_commitment_is_kept"
            ),
            models.CheckConstraint(
                condition=Q(earliest=None) | Q(commitment=None) | Q(commitment__gte=F("earliest")),
                name="commitment_not_below_legal_minimum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.commitment}"


class Revision(models.Model):
    """A promised date was moved, in public, with its reason. Append-only."""

    class Reason(models.TextChoices):
        """Why a date moves."""

        QUESTIONS = "questions", _("questions from suppliers")
        CHANGE = "change", _("the call was changed")
        WORKLOAD = "workload", _("workload")
        EXTERNAL = "external", _("waiting for somebody else")
        OUTAGE = "outage", _("technical failure")
        OTHER = "other", _("other")

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="revisions")
    old = models.DateField()
    new = models.DateField()
    reason = models.CharField(max_length=20, choices=Reason.choices)
    sentence = models.TextField(_("public sentence"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at"]
        constraints = [models.CheckConstraint(condition=~Q(sentence=""), name="revision_says_why")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Pause(models.Model):
    """The clocks stood still, on a legal ground. Append-only but for its end."""

    class Kind(models.TextChoices):
        """What may pause a procedure."""

        CLARIFICATION = "clarification", _("clarification")
        REVIEW = "review", _("suspension by the review body")
        FORCE_MAJEURE = "force_majeure", _("force majeure")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    legal_basis = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="pause_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d}"
