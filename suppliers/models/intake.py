"""A registration that an officer took in by telephone, at the desk or on paper, until the firm claims it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from suppliers.models.supplier import Supplier

MAX_BYTES = 20 * 1024 * 1024  # of a scanned form


class Channel(models.TextChoices):
    """How the firm came."""

    PHONE = "phone", _("by telephone")
    DESK = "desk", _("at the desk")
    PAPER = "paper", _("on paper")


class Intake(models.Model):
    """Who took the registration in, how, and the proof. Of the code that was sent by post only a digest is kept."""

    supplier = models.OneToOneField(Supplier, on_delete=models.CASCADE, related_name="intake")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("how the firm came"), max_length=10, choices=Channel.choices)
    attention = models.CharField(_("who speaks for the firm"), max_length=200)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    scan = models.FileField(_("scanned form"), upload_to="registrations/%Y/", blank=True)
    scan_name = models.CharField(max_length=200, blank=True)  # as it was handed in
    scan_sha256 = models.CharField(max_length=64, blank=True)
    code_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    code_made_at = models.DateTimeField(null=True, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("registration taken in")
        verbose_name_plural = _("registrations taken in")
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_at=None, claimed_by=None)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False, code_sha256=""),
                name="claimed_whole_and_the_code_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id}: {self.channel}"

    @property
    def reference(self) -> str:
        """The number on summary and letter."""
        return f"REG-{self.pk:06}"

    def code_is_valid(self, now: datetime) -> bool:
        """Tell whether the code that was sent still opens the account."""
        return bool(self.code_sha256) and self.code_expires_at is not None and self.code_expires_at > now


class CodeTried(models.Model):
    """Somebody typed a code that opened nothing. Which one is not kept; the row goes after a day."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    tried_at = models.DateTimeField()

    class Meta:
        verbose_name = _("code tried")
        verbose_name_plural = _("codes tried")

    def __str__(self) -> str:
        return f"{self.person_id} {self.tried_at}"
