"""A buyer's reusable passages, in versions; and which version a call used where."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, Buyer


class Clause(models.Model):
    """A passage in one language. What it says is in its versions; the last one is offered."""

    class Subject(models.TextChoices):
        """What a passage is about."""

        PAYMENT = "payment", _("payment terms")
        DATA = "data", _("data protection")
        ENVIRONMENT = "environment", _("environmental clause")
        SOCIAL = "social", _("social clause")
        DELIVERY = "delivery", _("delivery and acceptance")
        LIABILITY = "liability", _("liability and insurance")
        OTHER = "other", _("something else")

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="clauses")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    subject = models.CharField(_("subject"), max_length=20, choices=Subject.choices)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["subject", "pk"]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} ({self.language})"


class ClauseVersion(models.Model):
    """What a clause says from a moment on. Never changed: a change is the next version."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a clause")
        verbose_name_plural = _("versions of clauses")
        ordering = ["clause", "number"]
        constraints = [models.UniqueConstraint(fields=["clause", "number"], name="clause_version_once")]

    def __str__(self) -> str:
        return self.title


class ClauseUse(models.Model):
    """That a call took a version over, and where: "call", "lot:LOT-0001", "award:LOT-0001:q1" or "asked:2".

    The text of the call is its own: it may be written otherwise after.
    """

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="clauses")
    version = models.ForeignKey(ClauseVersion, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("use of a clause")
        verbose_name_plural = _("uses of clauses")
        ordering = ["tender", "pk"]
        constraints = [models.UniqueConstraint(fields=["tender", "version", "place"], name="clause_used_once_there")]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.place}"
