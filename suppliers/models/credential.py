"""What a firm can prove, version by version; to whom it was given; and what the firm says against a fact about it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer
from suppliers.models.supplier import Supplier

TIME_TO_CONTEST = timedelta(days=7)
"""So long, from the mail that tells of it, nobody decides on a fact that a firm has not answered. Our own promise."""


class Credential(models.Model):
    """A proof that a firm keeps, or a fact that an authority fetched about it. Its newest version counts."""

    class Kind(models.TextChoices):
        """What it is about (means of proof: Directive 2014/24/EU art. 60 and Annex XII)."""

        TAX = "tax", _("taxes paid")
        SOCIAL_SECURITY = "social_security", _("social security paid")
        INSURANCE = "insurance", _("insurance")
        REFERENCE = "reference", _("reference")
        CERTIFICATE = "certificate", _("certificate")
        ACCOUNTS = "accounts", _("accounts")
        OTHER = "other", _("another proof")

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("name"), max_length=200)
    fetched_by = models.ForeignKey(Buyer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="credential_removed_whole",
            ),
            models.CheckConstraint(
                condition=Q(fetched_by=None) | Q(removed_at=None), name="credential_fetched_is_never_removed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_heard(self, now: datetime) -> bool:
        """Tell whether the firm has answered this fact, or had the time to. Its own proofs are no such facts."""
        newest = self.versions.all()[0]
        return not self.fetched_by_id or newest.added_at + TIME_TO_CONTEST <= now or bool(newest.contests.all())


class CredentialVersion(models.Model):
    """What the proof says from one moment on. Rows are added, never changed: the database refuses it."""

    class Source(models.TextChoices):
        """Where it comes from."""

        DECLARED = "declared", _("declared by the firm")
        UPLOADED = "uploaded", _("file of the firm")
        FETCHED = "fetched", _("fetched")

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    statement = models.TextField(_("what it says"), blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True, db_index=True)  # this day included
    file_name = models.CharField(max_length=200, blank=True)
    stored_as = models.CharField(max_length=40, blank=True)  # random; encrypted for the vault's key
    size = models.PositiveIntegerField(default=0)  # bytes, before encryption
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)  # hex, before encryption
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a proof")
        verbose_name_plural = _("versions of proofs")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["credential", "number"], name="credential_version_numbered_once"),
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="credential_expires_after_issue",
            ),
            models.CheckConstraint(condition=~Q(statement="", stored_as=""), name="credential_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.credential} ({self.number})"
