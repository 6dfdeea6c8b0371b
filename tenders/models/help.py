"""Help that firms ask of an authority, with the day by which it answers; and what its ombudsperson publishes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer
from suppliers.models import Supplier


class HelpRequest(models.Model):
    """A firm's person asks for help, about a call or in general. The day of the answer is promised at once, and kept.

    Never about what a call means: that is a question, answered to everybody.
    """

    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what the firm needs"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due = models.DateField(_("answered by"))  # the buyer's local day, its end included
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)  # the buyer's local day

    class Meta:
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answered_on=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False, answered_on__isnull=False) & ~Q(answer="")),
                name="help_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} / {self.buyer_id}"

    @property
    def in_time(self) -> bool | None:
        """Tell whether it was answered by the promised day; None while it waits."""
        return None if self.answered_on is None else self.answered_on <= self.due


class Note(models.Model):
    """What the ombudsperson says of a call, in public. Append-only: a correction is a further note."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    language = models.CharField(max_length=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("note of the ombudsperson")
        verbose_name_plural = _("notes of the ombudsperson")
        ordering = ["published_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.published_at:%Y-%m-%d}"
