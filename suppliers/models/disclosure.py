"""What follows from a proof: reminders, what the firm says against a fact, and to whom it was given."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from suppliers.models.application import Application
from suppliers.models.credential import Credential, CredentialVersion


class CredentialReminder(models.Model):
    """A reminder that was written: its row is the claim, so that it is written once."""

    version = models.ForeignKey(CredentialVersion, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()  # before the expiry
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder of an expiry")
        verbose_name_plural = _("reminders of expiries")
        constraints = [models.UniqueConstraint(fields=["version", "days"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.days}"


class Contest(models.Model):
    """What the firm says against a fact that was fetched. It stands beside the fact, wherever that is shown."""

    version = models.ForeignKey(CredentialVersion, on_delete=models.PROTECT, related_name="contests")
    text = models.TextField(_("what the firm says against it"))
    contested_at = models.DateTimeField()
    contested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer to a fact")
        verbose_name_plural = _("answers to facts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.contested_at}"


class Disclosure(models.Model):
    """The firm gave a proof to the authority of one application: this version, and those that come after it."""

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="disclosures")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="disclosures")
    first_number = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("proof given to an authority")
        verbose_name_plural = _("proofs given to authorities")
        constraints = [models.UniqueConstraint(fields=["credential", "application"], name="given_once")]

    def __str__(self) -> str:
        return f"{self.credential_id} → {self.application_id}"
