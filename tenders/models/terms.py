"""On which terms one bids, and how the contract runs: what a call says beside what it buys and how it compares."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MOST_DISCOUNTS = 3  # of one bid


class CallTerms(models.Model):
    """What holds for every bid. Nothing here: the call does not say it."""

    class AfterFall(models.TextChoices):
        """What becomes of a ranking when a winner falls away; see `tenders.evaluation.falling`."""

        NEXT = "next", _("the next in rank takes its place, all with the same points")
        ANEW = "anew", _("the others are ranked anew, as if its bid had never been there")

    tender = models.OneToOneField("tenders.Tender", on_delete=models.CASCADE, related_name="terms")
    # Directive 2014/24/EU, Annex V part C: how long a tenderer must maintain its tender; calendar days.
    validity_days = models.PositiveSmallIntegerField(
        _("days for which a bid binds its firm"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )  # fmt: skip
    languages = models.JSONField(_("languages of bids"), default=list, blank=True)  # ISO 639-1
    contact_service = models.CharField(_("whom to ask"), max_length=200, blank=True)
    contact_email = models.EmailField(_("mail address for questions"), blank=True)
    contact_phone = models.CharField(_("telephone for questions"), max_length=40, blank=True)
    # Where a call names none, the rule pack does.
    review_body = models.CharField(_("review body"), max_length=400, blank=True)
    review_period = models.TextField(_("time limits for review"), blank=True)
    # Directive 2014/24/EU art. 46(2); no number: as many as there are.
    most_bids = models.PositiveSmallIntegerField(
        _("lots for which one firm may bid"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    most_wins = models.PositiveSmallIntegerField(
        _("lots that one firm may win"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    preference = models.TextField(_("which lots a firm gets that came first in more"), blank=True)
    # Royal Decree of 18 April 2017 art. 50 (BE), Directive 2014/24/EU art. 46(3); none: no discounts. Bounded, so that
    # every combination can be weighed.
    most_discounts = models.PositiveSmallIntegerField(
        _("discounts for lots won together"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DISCOUNTS)],
    )  # fmt: skip
    after_fall = models.CharField(_("if a winner falls away"), max_length=4, choices=AfterFall.choices, blank=True)

    def __str__(self) -> str:
        return f"{self.tender_id}"


class LotTerms(models.Model):
    """How the contract of a lot runs, and what may be offered for it. No row: the call does not say it."""

    class Unit(models.TextChoices):
        """What the length of a contract is counted in."""

        DAY = "day", _("days")
        WEEK = "week", _("weeks")
        MONTH = "month", _("months")
        YEAR = "year", _("years")

    class Variants(models.TextChoices):
        """Whether offers may differ from what is asked, in the codes of eForms; not allowed where nothing is said
        (Directive 2014/24/EU art. 45).
        """

        NO = "not-allowed", _("not allowed")
        ALLOWED = "allowed", _("allowed")
        REQUIRED = "required", _("required")

    lot = models.OneToOneField("tenders.Lot", on_delete=models.CASCADE, related_name="terms")
    length = models.PositiveSmallIntegerField(
        _("length of the contract"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.MONTH)
    starts_on = models.DateField(_("first day of the contract"), null=True, blank=True)
    ends_on = models.DateField(_("last day of the contract"), null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(
        _("number of renewals"), null=True, blank=True, validators=[MaxValueValidator(99)]
    )
    renewal = models.TextField(_("renewal"), blank=True)
    options = models.TextField(_("options"), blank=True)  # none where nothing is written
    variants = models.CharField(_("variants"), max_length=15, choices=Variants.choices, default=Variants.NO)
    # What is handed in beside the file of the bid; by the deadline for bids where no day is said.
    samples = models.TextField(_("samples"), blank=True)
    samples_place = models.CharField(_("where samples are handed in"), max_length=400, blank=True)
    samples_until = models.DateField(_("last day for samples"), null=True, blank=True)
    pieces = models.JSONField(default=list, blank=True)  # what a bid must hold, as `models.pieces` keeps it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_starts_before_it_ends",
                violation_error_message=_("The contract ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(samples="") | Q(samples_place="", samples_until=None),
                name="samples_are_named",
                violation_error_message=_("Say which samples are to be handed in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}"

    @property
    def is_said(self) -> bool:
        """Tell whether anything is said that would not hold in silence."""
        return self.has_period or bool(
            self.starts_on or self.renewals is not None or self.renewal or self.options or self.samples
            or self.variants != self.Variants.NO
        )  # fmt: skip

    @property
    def has_period(self) -> bool:
        """Tell whether one can know how long the contract runs."""
        return self.length is not None or self.ends_on is not None
